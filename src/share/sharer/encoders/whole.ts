import type { SourceFrame } from "../../source/types.ts";
import type { WireFormat } from "../../wire/types.ts";
import type { FrameEncoder } from "./types.ts";

/** Any format: a picture that differs from the one before is encoded from its first row to its last. */
export class WholeFrameEncoder implements FrameEncoder {
  readonly #format: WireFormat;
  readonly #level: number;
  #before: Buffer | null = null;
  /** Memory of an earlier frame. */
  #spare: Buffer | undefined;

  constructor(format: WireFormat, level: number) {
    this.#format = format;
    this.#level = level;
  }

  encode({ width, height, pixels, changed }: SourceFrame): Promise<Buffer | null> {
    const known = this.#before !== null && (changed?.length === 0 || this.#before.equals(pixels));
    if (known) return Promise.resolve(null);
    if (this.#before?.length === pixels.length) this.#before.set(pixels);
    else this.#before = Buffer.from(pixels);
    const memory = this.#spare;
    this.#spare = undefined;
    return Promise.resolve(this.#format.encode({ width, height }, pixels, this.#level, memory));
  }

  reuse(bytes: Buffer): void {
    this.#spare = bytes;
  }

  close(): void {
    this.#before = null;
    this.#spare = undefined;
  }
}
