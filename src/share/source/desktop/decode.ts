import { PNG } from "pngjs";
import { SourceError } from "../../errors.ts";
import { MAX_PICTURE_BYTES, pictureBytes } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";
import { BGRA, RGBA, toRgb } from "../shape/to-rgb.ts";

export interface Screenshot extends PictureSize {
  /** RGB, rows top down, no padding. */
  readonly pixels: Buffer;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
/** Of a bitmap file: the file header and the fields of the info header that matter (BITMAPINFOHEADER). */
const BMP_HEADER = 14 + 40;
const BI_RGB = 0;
const BI_BITFIELDS = 3;
const BGR_MASKS = [0xff0000, 0xff00, 0xff] as const;

/**
 * Unpacks what screenshot programs write: PNG, and bitmaps of 24 or 32 bits.
 *
 * @throws SourceError when it is something else, or cut off
 */
export function decodeScreenshot(file: Buffer): Screenshot {
  if (file.subarray(0, 4).equals(PNG_SIGNATURE)) return fromPng(file);
  if (file.length >= BMP_HEADER && file.toString("latin1", 0, 2) === "BM") return fromBitmap(file);
  throw damaged("it is neither PNG nor BMP");
}

function fromPng(file: Buffer): Screenshot {
  if (file.length < 24) throw damaged("it is cut off");
  checkSize({ width: file.readUInt32BE(16), height: file.readUInt32BE(20) });
  let png: PNG;
  try {
    png = PNG.sync.read(file);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const { width, height, data } = png;
  const pixels = Buffer.alloc(pictureBytes({ width, height }));
  toRgb(data, width * height, pixels, 0, RGBA);
  return { width, height, pixels };
}

function fromBitmap(file: Buffer): Screenshot {
  const [start, width, signedHeight] = [file.readUInt32LE(10), file.readInt32LE(18), file.readInt32LE(22)];
  const [bits, compression] = [file.readUInt16LE(28), file.readUInt32LE(30)];
  const height = Math.abs(signedHeight);
  checkSize({ width, height });
  const masked = compression === BI_BITFIELDS;
  const usual =
    compression === BI_RGB ||
    (masked && file.length >= 66 && BGR_MASKS.every((mask, index) => file.readUInt32LE(54 + 4 * index) === mask));
  if (!usual || (bits !== 32 && (bits !== 24 || masked))) throw damaged(`its pixels have ${bits} bits`);
  const rowBytes = (((width * bits) / 8 + 3) >> 2) * 4;
  if (start + rowBytes * height > file.length) throw damaged("it is cut off");
  const pixels = Buffer.alloc(pictureBytes({ width, height }));
  for (let row = 0; row < height; row++) {
    // From the bottom up, unless the height is negative.
    const at = start + (signedHeight > 0 ? height - 1 - row : row) * rowBytes;
    if (bits === 32) toRgb(file.subarray(at, at + rowBytes), width, pixels, row * width, BGRA);
    else turnedRow(file, at, pixels, row * width * 3, width);
  }
  return { width, height, pixels };
}

/** Blue, green, red to red, green, blue. */
function turnedRow(from: Buffer, at: number, to: Buffer, out: number, width: number): void {
  for (const end = out + width * 3; out < end; out += 3, at += 3) {
    to[out] = from[at + 2]!;
    to[out + 1] = from[at + 1]!;
    to[out + 2] = from[at]!;
  }
}

function checkSize({ width, height }: PictureSize): void {
  if (width < 1 || height < 1 || pictureBytes({ width, height }) > MAX_PICTURE_BYTES) {
    throw damaged(`its size is ${width}x${height}`);
  }
}

function damaged(why: string): SourceError {
  return new SourceError(`The screenshot can't be read: ${why}.`, "Take another source: --source native or x11.");
}
