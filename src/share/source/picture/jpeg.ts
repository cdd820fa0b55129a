/** JPEG, by jpeg-js: baseline and progressive, grey, colour and CMYK, turned as the camera was held. */
import { decode } from "jpeg-js";
import type { PictureSize } from "../../wire/types.ts";
import { exifOrientation } from "./exif.ts";
import { checkSize, MAX_PIXELS, PictureError, type Picture, type PictureFormat } from "./types.ts";
import { upright } from "./upright.ts";

/** Markers of ITU-T T.81, table B.1. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const TEM = 0x01;
/** Frame headers are SOF0 to SOF15, but for DHT, JPG and DAC among them. */
const SOF0 = 0xc0;
const SOF15 = 0xcf;
const NO_FRAME_HEADERS: readonly number[] = [0xc4, 0xc8, 0xcc];
/** What jpeg-js may use, MB: at most 16 bytes a pixel. */
const MAX_MEMORY = (MAX_PIXELS * 16) / 2 ** 20;

export const jpeg: PictureFormat = {
  name: "JPEG",
  recognises: (head) => head[0] === 0xff && head[1] === SOI && head[2] === 0xff,
  decode: (file) =>
    new Promise((resolve) => {
      const { orientation, ...size } = readHeader(file);
      checkSize(size);
      resolve(upright(read(file, size), orientation ?? 1));
    }),
};

interface Header extends PictureSize {
  readonly orientation: number | null;
}

/** Goes over the segments up to the frame header. */
function readHeader(file: Buffer): Header {
  let orientation: number | null = null;
  for (let at = 2; at + 4 <= file.length;) {
    const marker = file[at + 1]!;
    if (file[at] !== 0xff || marker === SOS || marker === EOI) break;
    if (marker === 0xff) {
      at++; // fill bytes may be in front of a marker
      continue;
    }
    if (marker === TEM) {
      at += 2;
      continue;
    }
    const length = file.readUInt16BE(at + 2);
    const data = file.subarray(at + 4, at + 2 + length);
    if (marker === APP1) orientation ??= exifOrientation(data);
    if (marker >= SOF0 && marker <= SOF15 && !NO_FRAME_HEADERS.includes(marker) && data.length >= 5) {
      return { width: data.readUInt16BE(3), height: data.readUInt16BE(1), orientation };
    }
    at += 2 + length;
  }
  throw new PictureError("its header is missing or damaged");
}

function read(file: Buffer, { width, height }: PictureSize): Picture {
  try {
    const options = { formatAsRGBA: false, tolerantDecoding: false, useTArray: true } as const;
    const limits = { maxResolutionInMP: MAX_PIXELS / 1e6, maxMemoryUsageInMB: MAX_MEMORY };
    const picture = decode(file, { ...options, ...limits });
    if (picture.width !== width || picture.height !== height) throw new Error("it has two sizes");
    return { width, height, pixels: Buffer.from(picture.data.buffer, picture.data.byteOffset, picture.data.length) };
  } catch (error) {
    throw new PictureError(`it is damaged, or of a kind of JPEG that is not read (${(error as Error).message})`, {
      cause: error,
    });
  }
}
