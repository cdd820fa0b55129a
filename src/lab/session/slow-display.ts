/** A viewer that is slow on purpose: while a frame is being "shown", nothing is read, and the receive window fills. */
import type { Display, ViewedFrame } from "../../share/display/types.ts";

export class SlowDisplay implements Display {
  readonly #bytesPerSecond: number;
  #hurry = false;
  #wake: () => void = () => undefined;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** From now on, frames take no time. */
  hurry(): void {
    this.#hurry = true;
    this.#wake();
  }

  async show({ encoded, pixels }: ViewedFrame): Promise<void> {
    if (this.#hurry) return;
    const bytes = (encoded ?? pixels).length;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, (bytes / this.#bytesPerSecond) * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
