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

/** A rectangle of the source's own picture, pixels from its top left corner. */
export interface Region extends PictureSize {
  readonly x: number;
  readonly y: number;
}

/** What is asked of a source. What a kind can't do by itself, `openSource` does for it by cropping and scaling. */
export interface SourceOptions {
  /** What viewers get; null: the source's own, or the region's. */
  readonly size: PictureSize | null;
  /** Only this part; null: all of it. */
  readonly region: Region | null;
  /** Which monitor or window, in the words of the kind that has some ("1", "HDMI-1", "window:0x1c00007"); null: the main monitor. */
  readonly display: string | null;
  /** Frames per second that will be asked for, at most. */
  readonly fps: number;
  /** File, folder or device, for kinds that read one. */
  readonly path: string | null;
}

export interface SourceKind {
  readonly name: string;
  readonly description: string;
  /** @throws SourceError when it can't work here, with what to do about it */
  open(options: SourceOptions): Promise<FrameSource>;
}

export const SOURCE_DEFAULTS: SourceOptions = { size: null, region: null, display: null, fps: 30, path: null };
