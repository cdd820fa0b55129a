import { encode } from "jpeg-js";
import { DisplayError } from "../errors.ts";
import type { PictureSize } from "../wire/types.ts";

/** Of 100: differences are hardly seen, and files are a fraction of PNG's for photographs and video. */
export const JPEG_QUALITY = 90;
/** ITU-T T.81 table B.2: sides are 16-bit numbers. */
const LONGEST_SIDE = 65_535;
const OPAQUE = 255;

/** @returns a JPEG file (baseline, colours of every pixel kept) */
export function encodeJpeg({ width, height }: PictureSize, pixels: Buffer): Promise<Buffer> {
  if (Math.max(width, height) > LONGEST_SIDE) {
    const message = `A JPEG file can't hold a picture of ${width}x${height}.`;
    return Promise.reject(new DisplayError(message, "Save PNG files: --image png."));
  }
  return Promise.resolve(encode({ width, height, data: rgba(pixels) }, JPEG_QUALITY).data);
}

/** What jpeg-js reads. */
function rgba(rgb: Buffer): Buffer {
  const data = Buffer.allocUnsafe((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    data[to] = rgb[from]!;
    data[to + 1] = rgb[from + 1]!;
    data[to + 2] = rgb[from + 2]!;
    data[to + 3] = OPAQUE;
  }
  return data;
}
