import type { SourceFrame } from "../../source/types.ts";
import type { PictureSize } from "../../wire/types.ts";

/** Makes of a source's frames what goes over the wire. */
export interface FrameEncoder {
  /** One at a time. @returns a whole frame as it is sent, or null when it is the same as the one before */
  encode(frame: SourceFrame): Promise<Buffer | null>;
  /** A frame that it made is needed no more: a later one may be written over it. */
  reuse?(bytes: Buffer): void;
  /** Gives back what it holds; not while a frame is being encoded. */
  close(): void;
}

/** @param level of compression, 0 to 9 */
export type CreateEncoder = (size: PictureSize, level: number) => FrameEncoder;
