import { SourceError } from "../../errors.ts";
import type { RowRange } from "../../strip-encoder/rows.ts";
import { BYTES_PER_PIXEL, pictureBytes } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";
import type { FrameSource, Region, SourceFrame } from "../types.ts";
import { rowsWithin } from "./rows.ts";

/**
 * A part of a source's picture.
 *
 * @throws SourceError when the picture has no such part
 */
export function cropped(source: FrameSource, region: Region): FrameSource {
  checkRegion(region, source);
  const { x, y, width, height } = region;
  if (x === 0 && y === 0 && width === source.width && height === source.height) return source;
  return new CroppedSource(source, region);
}

/** @throws SourceError when a picture of this size has no such part */
export function checkRegion({ x, y, width, height }: Region, picture: PictureSize): void {
  if (x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height) return;
  throw new SourceError(
    `The region ${width}x${height}+${x}+${y} is not within the picture, which is ${picture.width}x${picture.height}.`,
    `Its right edge is ${picture.width} at most, and its lower edge ${picture.height}.`,
  );
}

class CroppedSource implements FrameSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #source: FrameSource;
  readonly #region: Region;
  readonly #pixels: Buffer;

  constructor(source: FrameSource, region: Region) {
    this.name = source.name;
    this.width = region.width;
    this.height = region.height;
    this.#source = source;
    this.#region = region;
    this.#pixels = Buffer.alloc(pictureBytes(region));
  }

  async next(): Promise<SourceFrame | null> {
    const frame = await this.#source.next();
    if (frame === null) return null;
    const { y, width, height } = this.#region;
    checkRegion(this.#region, frame); // the picture may have changed its size
    const changed = frame.changed === null ? null : rowsWithin(frame.changed, { first: y, count: height });
    for (const rows of changed ?? [{ first: 0, count: height }]) this.#copy(frame, rows);
    return { width, height, pixels: this.#pixels, changed };
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #copy(frame: SourceFrame, { first, count }: RowRange): void {
    const rowBytes = this.width * BYTES_PER_PIXEL;
    for (let row = first; row < first + count; row++) {
      const from = ((row + this.#region.y) * frame.width + this.#region.x) * BYTES_PER_PIXEL;
      this.#pixels.set(frame.pixels.subarray(from, from + rowBytes), row * rowBytes);
    }
  }
}
