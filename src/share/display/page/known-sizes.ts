/** Sizes that pictures may have whose format does not say it: one that was chosen by mistake can be corrected. */
import type { PictureSize } from "../../wire/types.ts";

/** More than these are not remembered. */
const MOST = 16;

export class KnownSizes {
  #current: string;
  #all: readonly string[] = [];

  constructor({ width, height }: PictureSize) {
    this.#current = `${width}x${height}`;
    this.add([this.#current]);
  }

  /** Such as "1366x768". */
  get current(): string {
    return this.#current;
  }

  /** Those that were asked for or said to fit, the newest last. */
  get all(): readonly string[] {
    return this.#all;
  }

  use({ width, height }: PictureSize): void {
    this.#current = `${width}x${height}`;
    this.add([this.#current]);
  }

  add(sizes: readonly string[]): void {
    this.#all = [...new Set([...this.#all, ...sizes])].slice(-MOST);
  }
}
