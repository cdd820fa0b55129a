/** Where frames go. */
import type { PictureSize } from "../wire/types.ts";

export interface ViewedFrame extends PictureSize {
  /** Frame of this session, from 1. */
  readonly number: number;
  /** RGB, rows top down, no padding. */
  readonly pixels: Buffer;
  /** The same picture as it came: one zlib stream (RFC 1950) that inflates to `pixels`. null: it came in no such form. */
  readonly encoded: Buffer | null;
}

export interface Display {
  /** It looks at a frame's pixels no more once it was shown, so that their memory can be used again. */
  readonly letsGo?: boolean;
  /** One at a time: no more is read from the sharer until the promise is kept. */
  show(frame: ViewedFrame): Promise<void>;
}
