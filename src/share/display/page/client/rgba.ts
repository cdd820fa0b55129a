/** Opaque, as the highest byte of a pixel in the byte order that every browser runs on: little-endian, so RGBA. */
const OPAQUE = 0xff000000;

/** @param rgba one number a pixel; @param rgb three bytes a pixel, as many pixels */
export function rgbToRgba(rgb: Uint8Array, rgba: Uint32Array): void {
  for (let to = 0, from = 0; to < rgba.length; to++, from += 3) {
    rgba[to] = rgb[from]! | (rgb[from + 1]! << 8) | (rgb[from + 2]! << 16) | OPAQUE;
  }
}
