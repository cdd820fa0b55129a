/** From a frame's body to pixels, for each format that the analyzer decodes. Adding a format is adding a row. */
import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { commonSizes, MAX_PICTURE_BYTES, pictureBytes } from "../../../share/wire/picture-sizes.ts";
import { readPixelArray } from "../../../share/wire/pickle-q/array.ts";
import { PickleError } from "../../../share/wire/pickle-q/machine.ts";
import { rgbOf } from "../../../share/wire/pickle-q/pixels.ts";
import type { PictureSize } from "../../../share/wire/types.ts";

const inflated = promisify(inflate);
/** Output at once: in small pieces, inflating takes twice the time. */
const CHUNK = 2 ** 22;

export interface Picture extends PictureSize {
  /** RGB, rows top down, no padding. */
  readonly pixels: Buffer;
  /** The size is not on the wire and was not given: a common one with as many bytes. */
  readonly guessed: boolean;
}

/** @returns the picture, or why there is none */
export type DecodePicture = (body: Buffer, size: PictureSize | null) => Promise<Picture | string>;

const zlibRgb: DecodePicture = async (body, size) => {
  const limit = size === null ? MAX_PICTURE_BYTES : pictureBytes(size);
  let pixels: Buffer;
  try {
    pixels = await inflated(body, { maxOutputLength: limit, chunkSize: Math.min(CHUNK, Math.max(limit, 64)) });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== "ERR_BUFFER_TOO_LARGE") return `it does not inflate: ${message}`;
    return size === null
      ? `it inflates to more than ${MAX_PICTURE_BYTES} bytes`
      : `it has more than the ${limit} bytes of ${size.width}x${size.height}`;
  }
  if (size !== null) {
    if (pixels.length === limit) return { ...size, pixels, guessed: false };
    return `it has ${pixels.length} bytes, not the ${limit} of ${size.width}x${size.height}`;
  }
  const [width = 0, height = 0] = (commonSizes(pixels.length)[0] ?? "").split("x").map(Number);
  if (height === 0) return `its ${pixels.length} bytes are no common picture size; --size says which it is`;
  return { width, height, pixels, guessed: true };
};

/** The frames themselves say how large they are, whatever size was asked for. */
const pickleQ: DecodePicture = (body) => {
  try {
    const array = readPixelArray(body);
    return Promise.resolve({ width: array.width, height: array.height, pixels: rgbOf(array), guessed: false });
  } catch (error) {
    if (error instanceof PickleError) return Promise.resolve(`its pickle is no picture: ${error.message}`);
    throw error;
  }
};

export const PICTURE_DECODERS: Readonly<Record<string, DecodePicture>> = {
  "zlib-rgb": zlibRgb,
  "pickle-q": pickleQ,
};
