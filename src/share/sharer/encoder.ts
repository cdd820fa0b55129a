import type { SourceFrame } from "../source/types.ts";
import { StripEncoder } from "../strip-encoder/strip-encoder.ts";
import type { PictureSize } from "../wire/types.ts";
import { frameOf } from "../wire/zlib-rgb/encode.ts";

/** Makes of a source's frames what goes over the wire. */
export interface FrameEncoder {
  /** One at a time. @returns a whole frame as it is sent, or null when it is the same as the one before */
  encode(frame: SourceFrame): Promise<Buffer | null>;
  close(): void;
}

/** zlib-rgb, strip by strip. */
export class StripFrameEncoder implements FrameEncoder {
  readonly #strips: StripEncoder;

  constructor(size: PictureSize, level: number) {
    this.#strips = new StripEncoder({ ...size, level });
  }

  async encode(frame: SourceFrame): Promise<Buffer | null> {
    const { pieces, changed } = await this.#strips.encode(frame.pixels, frame.changed);
    return changed ? frameOf(pieces) : null;
  }

  close(): void {
    this.#strips.close();
  }
}
