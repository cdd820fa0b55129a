/** Between RGB, as sources and displays have it, and BGR, as OpenCV has it. */
import type { PixelArray } from "./array.ts";

/** Bytes of what is read and written at once. */
export const WORD = 4;
const PIXEL = 3;
/** Whole words of whole pixels. */
const GROUP = WORD * PIXEL;
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Copies pixels with the first and the last channel exchanged. Four times as fast where both begin at a whole word of
 * their memory.
 *
 * @param to as long as `from`
 */
export function exchangeChannels(from: Uint8Array, to: Uint8Array): void {
  const aligned = LITTLE_ENDIAN && from.byteOffset % WORD === 0 && to.byteOffset % WORD === 0;
  const begun = aligned ? exchangeWords(from, to) : 0;
  for (let i = begun; i < from.length; i += PIXEL) {
    to[i] = from[i + 2]!;
    to[i + 1] = from[i + 1]!;
    to[i + 2] = from[i]!;
  }
}

/** Four pixels in three words. @returns bytes that were done */
function exchangeWords(from: Uint8Array, to: Uint8Array): number {
  const words = Math.floor(from.length / GROUP) * PIXEL;
  const source = new Int32Array(from.buffer, from.byteOffset, words);
  const target = new Int32Array(to.buffer, to.byteOffset, words);
  for (let i = 0; i < words; i += PIXEL) {
    // Bytes from the lowest: B G R B, G R B G, R B G R.
    const [a, b, c] = [source[i]!, source[i + 1]!, source[i + 2]!];
    target[i] = ((a >>> 16) & 0xff) | (a & 0xff00) | ((a & 0xff) << 16) | ((b & 0xff00) << 16);
    target[i + 1] = (b & 0xff) | ((a >>> 16) & 0xff00) | ((c & 0xff) << 16) | (b & 0xff000000);
    target[i + 2] = ((b >>> 16) & 0xff) | ((c >>> 16) & 0xff00) | (c & 0xff0000) | ((c & 0xff00) << 16);
  }
  return words * WORD;
}

/**
 * @param memory to write to, if it is as long
 * @returns RGB, rows top down, no padding
 */
export function rgbOf({ width, height, data, order }: PixelArray, memory?: Buffer | null): Buffer {
  const pixels = memory?.length === data.length ? memory : Buffer.allocUnsafeSlow(data.length);
  if (order === "C") {
    exchangeChannels(data, pixels);
    return pixels;
  }
  // Fortran's order: the first index runs fastest, the channel slowest.
  const plane = width * height;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const from = x * height + y;
      const to = (y * width + x) * PIXEL;
      pixels[to] = data[2 * plane + from]!;
      pixels[to + 1] = data[plane + from]!;
      pixels[to + 2] = data[from]!;
    }
  }
  return pixels;
}
