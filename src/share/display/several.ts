import type { Display, ViewedFrame } from "./types.ts";

/** Several displays of the same frames; as slow as the slowest of them. */
export class SeveralDisplays implements Display {
  readonly letsGo: boolean;
  readonly #displays: readonly Display[];

  constructor(displays: readonly Display[]) {
    this.#displays = displays;
    this.letsGo = displays.every(({ letsGo }) => letsGo === true);
  }

  async show(frame: ViewedFrame): Promise<void> {
    await Promise.all(this.#displays.map((display) => display.show(frame)));
  }
}
