/**
 * A distribution of whole numbers of which only the counts are kept: exact as long as there are few distinct values,
 * and within a fixed relative error from then on, so that memory stays the same however long the capture is.
 */

/** Distinct values kept exactly. Beyond it values are rounded to 11 significant bits (0.1 %). */
export const MAX_DISTINCT = 16_384;
const KEPT_BITS = 11;

export class Distribution {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Packets of the first smallest and the first largest value; 0: none. */
  minPacket = 0;
  maxPacket = 0;
  /** Values have been rounded: quantiles are within 0.1 %. */
  rounded = false;
  // Made with the first value only: most directions of most streams never see one.
  #counts: Map<number, number> | null = null;
  /** Of `entries`, until another value comes. */
  #sorted: [number, number][] | null = null;
  // Neighbouring packets mostly have the same value; their run is counted here before it goes into the map.
  #runValue = Number.NaN;
  #runCount = 0;

  /** @param packet where the value stands */
  add(value: number, packet = 0): void {
    this.count++;
    this.sum += value;
    if (value < this.min) {
      this.min = value;
      this.minPacket = packet;
    }
    if (value > this.max) {
      this.max = value;
      this.maxPacket = packet;
    }
    if (value === this.#runValue) {
      this.#runCount++;
      return;
    }
    this.#endRun();
    this.#runValue = value;
    this.#runCount = 1;
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }

  /** The middle value, or the mean of the two middle ones. */
  get median(): number | null {
    if (this.count === 0) return null;
    const upper = this.#atRank(Math.floor(this.count / 2) + 1);
    return this.count % 2 === 1 ? upper : (this.#atRank(this.count / 2) + upper) / 2;
  }

  /** The smallest value that at least `share` of all are not above (nearest rank). */
  quantile(share: number): number | null {
    return this.count === 0 ? null : this.#atRank(Math.max(1, Math.ceil(share * this.count)));
  }

  /** [value, count] pairs, smallest value first. */
  entries(): readonly (readonly [number, number])[] {
    this.#endRun();
    if (this.#sorted === null) {
      this.#sorted = [...(this.#counts ?? [])];
      if (this.#sorted.length > 1) this.#sorted.sort((a, b) => a[0] - b[0]);
    }
    return this.#sorted;
  }

  /** How many of the values fulfil a condition. */
  countWhere(condition: (value: number) => boolean): number {
    let count = 0;
    for (const [value, times] of this.entries()) if (condition(value)) count += times;
    return count;
  }

  #atRank(rank: number): number {
    let seen = 0;
    for (const [value, times] of this.entries()) {
      seen += times;
      if (seen >= rank) return Math.min(Math.max(value, this.min), this.max);
    }
    return this.max;
  }

  #endRun(): void {
    if (this.#runCount === 0) return;
    this.#counts ??= new Map();
    this.#sorted = null;
    const key = this.rounded ? roundDown(this.#runValue) : this.#runValue;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + this.#runCount);
    this.#runCount = 0;
    this.#runValue = Number.NaN;
    if (this.#counts.size > MAX_DISTINCT && !this.rounded) this.#round();
  }

  #round(): void {
    this.rounded = true;
    const exact = this.#counts ?? new Map<number, number>();
    const rounded = new Map<number, number>();
    for (const [value, times] of exact) {
      const key = roundDown(value);
      rounded.set(key, (rounded.get(key) ?? 0) + times);
    }
    this.#counts = rounded;
  }
}

function roundDown(value: number): number {
  if (value < 2 ** KEPT_BITS) return value;
  const step = 2 ** (Math.floor(Math.log2(value)) - KEPT_BITS + 1);
  return Math.floor(value / step) * step;
}
