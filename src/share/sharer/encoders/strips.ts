import type { SourceFrame } from "../../source/types.ts";
import { StripEncoder } from "../../strip-encoder/strip-encoder.ts";
import type { PictureSize } from "../../wire/types.ts";
import { frameOf } from "../../wire/zlib-rgb/encode.ts";
import type { FrameEncoder } from "./types.ts";

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
