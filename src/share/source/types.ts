/** Where frames come from. */
import type { RowRange } from "../strip-encoder/rows.ts";
import type { PictureSize } from "../wire/types.ts";

export interface SourceFrame extends PictureSize {
  /** RGB, rows top down, no padding. The source's own: read it before the next frame is asked for. */
  readonly pixels: Uint8Array;
  /** Rows that may differ from the frame before; none when it is the same; null when the source can't tell. */
  readonly changed: readonly RowRange[] | null;
}

export interface FrameSource extends PictureSize {
  readonly name: string;
  /**
   * The frame as it is now. One at a time.
   *
   * @returns null when there will be no more
   */
  next(): Promise<SourceFrame | null>;
  close(): Promise<void>;
}

export interface SourceOptions {
  /** null: the source's own. */
  readonly size: PictureSize | null;
}

export interface SourceKind {
  readonly name: string;
  readonly description: string;
  open(options: SourceOptions): Promise<FrameSource>;
}
