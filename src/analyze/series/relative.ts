import type { Opening, Side } from "../tcp/opening.ts";
import { distance } from "../tcp/seq.ts";

/** Relative sequence numbers of one side, as Wireshark shows them, but counted on where the 32 bits wrap around. */
export class RelativeNumbers {
  #base = -1;
  /** The highest number seen, raw and relative. */
  #raw = 0;
  #relative = 0;
  readonly #opening: Opening;
  readonly #side: Side;

  constructor(opening: Opening, side: Side) {
    this.#opening = opening;
    this.#side = side;
  }

  /** The raw number that is 0; null while it isn't known. */
  get initial(): number | null {
    const base = this.#opening.base(this.#side);
    return base < 0 ? null : base;
  }

  /** NaN while the side's first number isn't known. */
  of(raw: number): number {
    const base = this.#opening.base(this.#side);
    if (base < 0) return Number.NaN;
    if (base !== this.#base) {
      this.#base = this.#raw = base;
      this.#relative = 0;
    }
    const relative = this.#relative + distance(raw, this.#raw);
    if (relative > this.#relative) {
      this.#relative = relative;
      this.#raw = raw;
    }
    return relative;
  }
}
