/** A small generator of numbers that are the same on every machine (Marsaglia's xorshift32). */
export class XorShift {
  #state: number;

  constructor(...seeds: readonly number[]) {
    let state = 0x9e3779b9;
    // The mixing step of MurmurHash3, so that neighbouring seeds don't give neighbouring numbers.
    for (const seed of seeds) {
      state = Math.imul(state ^ seed, 0x85ebca6b);
      state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
      state ^= state >>> 16;
    }
    this.#state = state | 0 || 1;
  }

  /** 32 bits, unsigned, never 0. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return this.next() % count;
  }
}
