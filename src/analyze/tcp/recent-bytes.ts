/**
 * The last bytes of a stream, to compare retransmissions with. Rings are taken from a budget that all streams share, so
 * that a capture of a hundred thousand open connections costs no more than one of ten.
 */

const SMALLEST = 16 * 1024;
const LARGEST = 256 * 1024;
const EMPTY = new Uint8Array(0);

export class RingBudget {
  #left: number;
  /** Rings given back, by their size: making one anew costs more than filling it. */
  readonly #spare = new Map<number, Uint8Array[]>();

  constructor(bytes = 16 * 2 ** 20) {
    this.#left = bytes;
  }

  /** @returns a ring with anything in it, or null when there is no room for one */
  take(bytes: number): Uint8Array | null {
    const used = this.#spare.get(bytes)?.pop();
    if (used !== undefined) return used;
    if (bytes > this.#left) this.#dropSpare();
    if (bytes > this.#left) return null;
    this.#left -= bytes;
    return new Uint8Array(bytes);
  }

  give(ring: Uint8Array): void {
    const alike = this.#spare.get(ring.length);
    if (alike === undefined) this.#spare.set(ring.length, [ring]);
    else alike.push(ring);
  }

  #dropSpare(): void {
    for (const [bytes, rings] of this.#spare) this.#left += bytes * rings.length;
    this.#spare.clear();
  }
}

export class RecentBytes {
  #ring: Uint8Array = EMPTY;
  /** Offset of the stream's next byte. */
  #end = 0;
  /** Bytes below this offset are not in the ring. */
  #from = 0;
  readonly #budget: RingBudget;

  constructor(budget: RingBudget) {
    this.#budget = budget;
  }

  write(data: Uint8Array, start: number, length: number): void {
    const needed = this.#end - this.#from + length;
    while (this.#ring.length < Math.min(needed, LARGEST) && this.#grow());
    const size = this.#ring.length;
    if (size === 0) {
      this.skip(length);
      return;
    }
    const dropped = Math.max(0, length - size);
    let at = (this.#end + dropped) % size;
    let from = start + dropped;
    const stop = start + length;
    while (from < stop) {
      const count = Math.min(stop - from, size - at);
      this.#ring.set(data.subarray(from, from + count), at);
      from += count;
      at = 0;
    }
    this.#end += length;
    if (this.#end - this.#from > size) this.#from = this.#end - size;
  }

  /** The stream goes on behind bytes that nobody has. */
  skip(length: number): void {
    this.#end += length;
    this.#from = this.#end;
  }

  /** True when bytes that are still known differ from data[start .. start + length). */
  differs(offset: number, data: Uint8Array, start: number, length: number): boolean {
    const size = this.#ring.length;
    const from = Math.max(offset, this.#from);
    const to = Math.min(offset + length, this.#end);
    for (let at = from; at < to; at++) {
      if (this.#ring[at % size] !== data[start + (at - offset)]) return true;
    }
    return false;
  }

  /** Gives the memory back; nothing can be compared from now on. */
  release(): void {
    if (this.#ring.length > 0) this.#budget.give(this.#ring);
    this.#ring = EMPTY;
    this.#from = this.#end;
  }

  /** @returns false when there is no memory left for it */
  #grow(): boolean {
    const old = this.#ring;
    const ring = this.#budget.take(old.length === 0 ? SMALLEST : old.length * 4);
    if (ring === null) return false;
    for (let at = this.#from; at < this.#end;) {
      const index = at % old.length;
      const count = Math.min(this.#end - at, old.length - index, ring.length - (at % ring.length));
      ring.set(old.subarray(index, index + count), at % ring.length);
      at += count;
    }
    this.#ring = ring;
    if (old.length > 0) this.#budget.give(old);
    return true;
  }
}
