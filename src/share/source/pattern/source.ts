import type { PictureSize } from "../../wire/types.ts";
import type { FrameSource, SourceFrame, SourceKind } from "../types.ts";
import { Pattern } from "./pattern.ts";

/** The size that viewers are made for. */
const USUAL_SIZE: PictureSize = { width: 1366, height: 768 };
const SEED = 1;

export const patternKind: SourceKind = {
  name: "pattern",
  description: "a test pattern that needs no display: scrolling text, a moving window, noise",
  follows: ["size"],
  open: ({ size }) => Promise.resolve(new PatternSource(size ?? USUAL_SIZE)),
};

/** The frames of the test pattern, one after another from the first, however late they are asked for. */
export class PatternSource implements FrameSource {
  readonly name = "pattern";
  readonly width: number;
  readonly height: number;
  readonly #pattern: Pattern;
  #next = 0;

  constructor(size: PictureSize, seed = SEED) {
    this.width = size.width;
    this.height = size.height;
    this.#pattern = new Pattern(size, seed);
  }

  next(): Promise<SourceFrame> {
    const n = this.#next++;
    return Promise.resolve({
      width: this.width,
      height: this.height,
      pixels: this.#pattern.frame(n),
      changed: n === 0 ? null : this.#pattern.changed(n),
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
