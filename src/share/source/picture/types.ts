import type { PictureSize } from "../../wire/types.ts";

/** A still picture. */
export interface Picture extends PictureSize {
  /** RGB, rows top down, no padding. */
  readonly pixels: Buffer;
}

/** Largest picture that is read: its pixels need 192 MB as RGB, and about three times that while they are unpacked. */
export const MAX_PIXELS = 2 ** 26;

/** The file is damaged, or of a kind that can't be read. The message is a clause: what is wrong, without the file's name. */
export class PictureError extends Error {}

export interface PictureFormat {
  readonly name: string;
  /** @param head the first bytes of the file */
  recognises(head: Buffer): boolean;
  /**
   * The whole file, as a picture. What is transparent is put on white, as on paper.
   *
   * @throws PictureError
   */
  decode(file: Buffer): Promise<Picture>;
}

/**
 * To be called before memory is taken for pixels.
 *
 * @throws PictureError for one that has no pixels, or too many
 */
export function checkSize({ width, height }: PictureSize): void {
  if (!(width > 0 && height > 0)) throw new PictureError(`it is ${width}x${height}: it has no pixels`);
  if (width * height <= MAX_PIXELS) return;
  const most = Math.floor(MAX_PIXELS / 1e6);
  throw new PictureError(`it is ${width}x${height}: pictures of more than ${most} megapixels are not read`);
}

/** RGBA on white, as RGB. */
export function onWhite(rgba: Uint8Array, pixels: number): Buffer {
  const rgb = Buffer.allocUnsafeSlow(pixels * 3);
  for (let from = 0, to = 0; from < pixels * 4; from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    if (alpha === 255) {
      rgb[to] = rgba[from]!;
      rgb[to + 1] = rgba[from + 1]!;
      rgb[to + 2] = rgba[from + 2]!;
    } else {
      const white = 255 * (255 - alpha) + 127; // rounded
      rgb[to] = (rgba[from]! * alpha + white) / 255;
      rgb[to + 1] = (rgba[from + 1]! * alpha + white) / 255;
      rgb[to + 2] = (rgba[from + 2]! * alpha + white) / 255;
    }
  }
  return rgb;
}
