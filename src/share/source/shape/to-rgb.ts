/** From pixels of four bytes, as screens have them, to RGB. */
import { endianness } from "node:os";

const LITTLE_ENDIAN = endianness() === "LE";

/** Where the colours are in the four bytes of a pixel. */
export interface PixelFormat {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export const RGBA: PixelFormat = { red: 0, green: 1, blue: 2 };
/** Of nearly all X servers, and of bitmaps on Windows. */
export const BGRA: PixelFormat = { red: 2, green: 1, blue: 0 };

/**
 * Turns pixels of four bytes into pixels of three.
 *
 * @param from starts with the first pixel
 * @param to at which pixel of `rgb` the first one goes
 */
export function toRgb(from: Uint8Array, count: number, rgb: Uint8Array, to: number, format: PixelFormat): void {
  const byWords = format.green === 1 ? (format.red === 0 ? rgbaWords : format.red === 2 ? bgraWords : null) : null;
  if (byWords === null || !LITTLE_ENDIAN || from.byteOffset % 4 !== 0 || rgb.byteOffset % 4 !== 0) {
    byBytes(from, 0, count, rgb, to, format);
    return;
  }
  // Four pixels are three words, where the first of them starts one.
  const lead = Math.min((4 - (to % 4)) % 4, count);
  byBytes(from, 0, lead, rgb, to, format);
  const fours = (count - lead) >> 2;
  if (fours > 0) {
    const pixels = new Uint32Array(from.buffer, from.byteOffset + lead * 4, fours * 4);
    byWords(pixels, new Uint32Array(rgb.buffer, rgb.byteOffset + (to + lead) * 3, fours * 3));
  }
  const done = lead + fours * 4;
  byBytes(from, done, count - done, rgb, to + done, format);
}

function byBytes(
  from: Uint8Array,
  first: number,
  count: number,
  rgb: Uint8Array,
  to: number,
  { red, green, blue }: PixelFormat,
): void {
  let out = to * 3;
  for (let at = first * 4, end = at + count * 4; at < end; at += 4) {
    rgb[out] = from[at + red]!;
    rgb[out + 1] = from[at + green]!;
    rgb[out + 2] = from[at + blue]!;
    out += 3;
  }
}

function bgraWords(pixels: Uint32Array, words: Uint32Array): void {
  for (let at = 0, out = 0; out < words.length; at += 4, out += 3) {
    const a = pixels[at]!;
    const b = pixels[at + 1]!;
    const c = pixels[at + 2]!;
    const d = pixels[at + 3]!;
    words[out] = ((a >>> 16) & 0xff) | (a & 0xff00) | ((a & 0xff) << 16) | ((b & 0xff0000) << 8);
    words[out + 1] = ((b >>> 8) & 0xff) | ((b & 0xff) << 8) | (c & 0xff0000) | ((c & 0xff00) << 16);
    words[out + 2] = (c & 0xff) | ((d >>> 8) & 0xff00) | ((d & 0xff00) << 8) | (d << 24);
  }
}

function rgbaWords(pixels: Uint32Array, words: Uint32Array): void {
  for (let at = 0, out = 0; out < words.length; at += 4, out += 3) {
    const b = pixels[at + 1]!;
    const c = pixels[at + 2]!;
    words[out] = (pixels[at]! & 0xffffff) | (b << 24);
    words[out + 1] = ((b >>> 8) & 0xffff) | (c << 16);
    words[out + 2] = ((c >>> 16) & 0xff) | (pixels[at + 3]! << 8);
  }
}
