/** Where frames go. */
import type { PictureSize } from "../wire/types.ts";

export interface ViewedFrame extends PictureSize {
  /** Frame of this session, from 1. */
  readonly number: number;
  /** RGB, rows top down, no padding. */
  readonly pixels: Buffer;
}

export interface Display {
  /** One at a time: no more is read from the sharer until the promise is kept. */
  show(frame: ViewedFrame): Promise<void>;
}
