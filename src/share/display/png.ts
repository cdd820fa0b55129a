import { PNG } from "pngjs";
import type { PictureSize } from "../wire/types.ts";

/** PNG's colour type of RGB without alpha (ISO/IEC 15948 section 11.2.2). */
const TRUECOLOUR = 2;
/** No filter: trying all of them costs ten times the time, and screens gain little. */
const NO_FILTER = 0;
const LEVEL = 6;

/** @returns a PNG file; deflated on one of libuv's threads */
export function encodePng({ width, height }: PictureSize, pixels: Buffer): Promise<Buffer> {
  const png = new PNG({
    colorType: TRUECOLOUR,
    inputColorType: TRUECOLOUR,
    inputHasAlpha: false,
    filterType: NO_FILTER,
    deflateLevel: LEVEL,
  });
  png.width = width;
  png.height = height;
  png.data = pixels;
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    png.on("data", (piece: Buffer) => pieces.push(piece));
    png.on("error", reject);
    png.on("end", () => {
      resolve(Buffer.concat(pieces));
    });
    png.pack();
  });
}
