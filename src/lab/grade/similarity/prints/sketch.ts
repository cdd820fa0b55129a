/**
 * A set of digests, each with the packet it came from. A set that grows too large is thinned out by the digests' own
 * value (FracMinHash, Irber et al. 2022, doi:10.1101/2022.01.11.475838): what two sets keep of the same things is the
 * same, so that shares of what is kept are shares of the whole.
 */

export interface Sketch {
  /** Digests below 2^(32 - shift) in their high half are kept; 0: all. */
  readonly shift: number;
  /** All that were added, each once; an estimate when `shift` is not 0. */
  readonly total: number;
  /** Sorted by high, then low half; each once. */
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** The first packet with it, from 1. */
  readonly packet: Uint32Array;
  /** Its time, seconds since the capture's origin; NaN: unknown. */
  readonly time: Float64Array;
}

export const EMPTY_SKETCH: Sketch = {
  shift: 0,
  total: 0,
  high: new Uint32Array(0),
  low: new Uint32Array(0),
  packet: new Uint32Array(0),
  time: new Float64Array(0),
};

/** Digests kept of one set. */
export const MAX_DIGESTS = 32_768;

export class SketchBuilder {
  readonly #limit: number;
  #shift = 0;
  #count = 0;
  #high = new Uint32Array(256);
  #low = new Uint32Array(256);
  #packet = new Uint32Array(256);
  #time = new Float64Array(256);

  constructor(limit: number = MAX_DIGESTS) {
    this.#limit = limit;
  }

  add(high: number, low: number, packet: number, time: number): void {
    if (!kept(high, this.#shift)) return;
    // Twice the limit is let in before repetitions are thrown out and, if that is not enough, the set is thinned.
    if (this.#count === 2 * this.#limit) this.#thin();
    if (!kept(high, this.#shift)) return;
    if (this.#count === this.#high.length) this.#grow();
    const at = this.#count++;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#packet[at] = packet;
    this.#time[at] = time;
  }

  sketch(): Sketch {
    let whole = this.#sorted();
    while (whole.high.length > this.#limit) whole = thinned(whole, whole.shift + 1);
    return whole;
  }

  #sorted(): Sketch {
    const [high, low, packet, time] = [this.#high, this.#low, this.#packet, this.#time];
    const order = new Uint32Array(this.#count).map((_, at) => at);
    order.sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || packet[a]! - packet[b]!);
    const unique = order.filter(
      (at, index) => index === 0 || high[order[index - 1]!] !== high[at] || low[order[index - 1]!] !== low[at],
    );
    return {
      shift: this.#shift,
      total: unique.length * 2 ** this.#shift,
      high: Uint32Array.from(unique, (at) => high[at]!),
      low: Uint32Array.from(unique, (at) => low[at]!),
      packet: Uint32Array.from(unique, (at) => packet[at]!),
      time: Float64Array.from(unique, (at) => time[at]!),
    };
  }

  #thin(): void {
    const { shift, high, low, packet, time } = this.sketch();
    this.#shift = shift;
    this.#count = high.length;
    this.#high.set(high);
    this.#low.set(low);
    this.#packet.set(packet);
    this.#time.set(time);
  }

  #grow(): void {
    const room = this.#high.length * 2;
    this.#high = larger(this.#high, new Uint32Array(room));
    this.#low = larger(this.#low, new Uint32Array(room));
    this.#packet = larger(this.#packet, new Uint32Array(room));
    this.#time = larger(this.#time, new Float64Array(room));
  }
}

function larger<A extends Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

function kept(high: number, shift: number): boolean {
  return shift === 0 || high < 2 ** (32 - shift);
}

/** The part of a sketch that one with a larger shift would have kept. */
export function thinned(sketch: Sketch, shift: number): Sketch {
  if (shift <= sketch.shift) return sketch;
  // Sorted by the high half, what is kept stands in front.
  const end = firstFrom(sketch.high, 2 ** (32 - shift));
  return {
    shift,
    total: sketch.total,
    high: sketch.high.subarray(0, end),
    low: sketch.low.subarray(0, end),
    packet: sketch.packet.subarray(0, end),
    time: sketch.time.subarray(0, end),
  };
}

/** At most so many of the digests, by their own value. */
export function sample(sketch: Sketch, most: number): Sketch {
  let result = sketch;
  while (result.high.length > most) result = thinned(result, result.shift + 1);
  return result;
}

function firstFrom(sorted: Uint32Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Calls `take` with the places of each digest that both have. */
export function eachShared(a: Sketch, b: Sketch, take: (inA: number, inB: number) => void): void {
  let [i, j] = [0, 0];
  while (i < a.high.length && j < b.high.length) {
    const order = a.high[i]! - b.high[j]! || a.low[i]! - b.low[j]!;
    if (order === 0) take(i++, j++);
    else if (order < 0) i++;
    else j++;
  }
}
