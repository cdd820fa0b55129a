/** Between RGB, as sources and displays have it, and BGR, as OpenCV has it. */
import type { PixelArray } from "./array.ts";

/** Copies pixels with the first and the last channel exchanged, into `to` from `at` on. */
export function exchangeChannels(from: Uint8Array, to: Uint8Array, at: number): void {
  for (let i = 0, j = at; i < from.length; i += 3, j += 3) {
    to[j] = from[i + 2]!;
    to[j + 1] = from[i + 1]!;
    to[j + 2] = from[i]!;
  }
}

/** @returns RGB, rows top down, no padding */
export function rgbOf({ width, height, data, order }: PixelArray): Buffer {
  const pixels = Buffer.allocUnsafeSlow(data.length);
  if (order === "C") {
    exchangeChannels(data, pixels, 0);
    return pixels;
  }
  // Fortran's order: the first index runs fastest, the channel slowest.
  const plane = width * height;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const from = x * height + y;
      const to = (y * width + x) * 3;
      pixels[to] = data[2 * plane + from]!;
      pixels[to + 1] = data[plane + from]!;
      pixels[to + 2] = data[from]!;
    }
  }
  return pixels;
}
