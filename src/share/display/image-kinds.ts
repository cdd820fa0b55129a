import type { PictureSize } from "../wire/types.ts";
import { encodeJpeg } from "./jpeg.ts";
import { encodePng } from "./png.ts";

/** A kind of file that frames are saved as. */
export interface ImageKind {
  /** What it is asked for by, and the end of its files' names. */
  readonly name: string;
  /**
   * @param pixels RGB, rows top down, no padding
   * @returns a whole file
   */
  encode(size: PictureSize, pixels: Buffer): Promise<Buffer>;
}

/** Adding one is adding a row. The first is the usual one: it keeps every pixel as it is. */
export const IMAGE_KINDS = [
  { name: "png", encode: encodePng },
  { name: "jpg", encode: encodeJpeg },
] as const satisfies readonly ImageKind[];

export const USUAL_IMAGE_KIND: ImageKind = IMAGE_KINDS[0];
