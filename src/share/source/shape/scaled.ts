import type { RowRange } from "../../strip-encoder/rows.ts";
import { pictureBytes } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";
import type { FrameSource, Region, SourceFrame } from "../types.ts";
import { Resampler } from "./resampler.ts";
import { mergedRows } from "./rows.ts";

/**
 * A source's picture at another size. It keeps its shape: what is left over of the size, left and right or above and
 * below, is black. A picture that changes its own size fits in again.
 */
export function scaled(source: FrameSource, size: PictureSize): FrameSource {
  return source.width === size.width && source.height === size.height ? source : new ScaledSource(source, size);
}

/** @returns the size of this width that keeps the picture's shape */
export function sizeOfWidth(picture: PictureSize, width: number): PictureSize {
  return { width, height: Math.max(Math.floor((picture.height * width) / picture.width), 1) };
}

/** @returns the largest rectangle of the picture's shape that is within the size, in its middle */
export function fitted(picture: PictureSize, { width, height }: PictureSize): Region {
  const scale = Math.min(width / picture.width, height / picture.height);
  const fitsTo = (side: number, most: number): number => Math.min(Math.max(Math.round(side * scale), 1), most);
  const fit = { width: fitsTo(picture.width, width), height: fitsTo(picture.height, height) };
  return { x: (width - fit.width) >> 1, y: (height - fit.height) >> 1, ...fit };
}

class ScaledSource implements FrameSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #source: FrameSource;
  readonly #pixels: Buffer;
  #resampler: Resampler | null = null;

  constructor(source: FrameSource, { width, height }: PictureSize) {
    this.name = source.name;
    this.width = width;
    this.height = height;
    this.#source = source;
    this.#pixels = Buffer.alloc(pictureBytes({ width, height }));
  }

  async next(): Promise<SourceFrame | null> {
    const frame = await this.#source.next();
    if (frame === null) return null;
    const { width, height } = this;
    const before = this.#resampler;
    const same = before?.from.width === frame.width && before.from.height === frame.height;
    const resampler = same ? before : new Resampler(frame, this, fitted(frame, this));
    this.#resampler = resampler;
    if (!same) this.#pixels.fill(0);
    const changed = same && frame.changed !== null ? this.#changed(resampler, frame.changed) : null;
    for (const rows of changed ?? [resampler.rows]) resampler.draw(frame.pixels, this.#pixels, rows);
    return { width, height, pixels: this.#pixels, changed };
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #changed(resampler: Resampler, changed: readonly RowRange[]): RowRange[] {
    return mergedRows(changed.map((rows) => resampler.rowsThatShow(rows)));
  }
}
