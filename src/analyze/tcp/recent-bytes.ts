/**
 * The last bytes of a stream, to compare retransmissions with. Rings are taken from a budget that all streams share, so
 * that a capture of a hundred thousand open connections costs no more than one of ten.
 */

const SMALLEST = 16 * 1024;
const LARGEST = 256 * 1024;

export class RingBudget {
  #left: number;

  constructor(bytes = 16 * 2 ** 20) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

export class RecentBytes {
  #ring = new Uint8Array(0);
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
    this.#budget.give(this.#ring.length);
    this.#ring = new Uint8Array(0);
    this.#from = this.#end;
  }

  /** @returns false when there is no memory left for it */
  #grow(): boolean {
    const old = this.#ring;
    const size = old.length === 0 ? SMALLEST : old.length * 4;
    if (!this.#budget.take(size - old.length)) return false;
    const ring = new Uint8Array(size);
    for (let at = this.#from; at < this.#end; at++) ring[at % size] = old[at % old.length]!;
    this.#ring = ring;
    return true;
  }
}
