import type { RowRange } from "../../strip-encoder/rows.ts";
import { BYTES_PER_PIXEL } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";
import type { Region } from "../types.ts";
import { tapsFor, WEIGHT_BITS, type Taps } from "./taps.ts";

/** Two bytes of each word, with room above each for its product with a weight. */
const LANES = 0x00ff00ff;
const HALF = 0x00800080;

/**
 * Draws pictures of one size into a rectangle of pictures of another, any rows of it at a time. Each row is first made
 * from the source's rows, four bytes in two multiplications, then from that row's pixels.
 */
export class Resampler {
  readonly from: PictureSize;
  readonly #to: PictureSize;
  readonly #target: Region;
  readonly #across: Taps;
  readonly #down: Taps;
  /** A row of the source's width. */
  readonly #row: Uint32Array;
  readonly #rowBytes: Uint8Array;
  /** Rows of the source, where they aren't aligned to words by themselves. */
  readonly #aligned: Uint32Array[];

  /** @param target where in a picture of size `to` the source's picture goes */
  constructor(from: PictureSize, to: PictureSize, target: Region) {
    this.from = { width: from.width, height: from.height };
    this.#to = { width: to.width, height: to.height };
    this.#target = target;
    this.#across = tapsFor(from.width, target.width);
    this.#down = tapsFor(from.height, target.height);
    const words = Math.ceil((from.width * BYTES_PER_PIXEL) / 4);
    this.#row = new Uint32Array(words);
    this.#rowBytes = new Uint8Array(this.#row.buffer);
    this.#aligned = Array.from({ length: this.#down.count }, () => new Uint32Array(words));
  }

  /** All rows that are drawn. */
  get rows(): RowRange {
    return { first: this.#target.y, count: this.#target.height };
  }

  /** @returns the rows of the drawn picture that these rows of the source have a part in */
  rowsThatShow({ first, count }: RowRange): RowRange {
    const { count: taps, first: starts } = this.#down;
    // Rows in order of where they start; those that weigh nothing do no harm.
    const from = partition(starts, (start) => start + taps > first);
    const end = partition(starts, (start) => start >= first + count);
    return { first: this.#target.y + from, count: Math.max(end - from, 0) };
  }

  /** Draws rows of the target, counted in the whole picture. */
  draw(source: Uint8Array, pixels: Uint8Array, { first, count }: RowRange): void {
    const { x, y, width } = this.#target;
    for (let row = first; row < first + count; row++) {
      this.#mixRows(source, row - y);
      const at = (row * this.#to.width + x) * BYTES_PER_PIXEL;
      mixPixels(this.#rowBytes, this.#across, pixels.subarray(at, at + width * BYTES_PER_PIXEL));
    }
  }

  #mixRows(source: Uint8Array, row: number): void {
    const { count, first, weights } = this.#down;
    const start = first[row]!;
    const used: Uint32Array[] = [];
    const usedWeights: number[] = [];
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[row * count + tap]!;
      if (weight === 0) continue;
      used.push(this.#words(source, start + tap, tap));
      usedWeights.push(weight);
    }
    if (used.length === 1) this.#row.set(used[0]!);
    else mixWords(used, usedWeights, this.#row);
  }

  #words(source: Uint8Array, row: number, tap: number): Uint32Array {
    const rowBytes = this.from.width * BYTES_PER_PIXEL;
    const at = source.byteOffset + row * rowBytes;
    if (at % 4 === 0 && rowBytes % 4 === 0) return new Uint32Array(source.buffer, at, this.#row.length);
    const aligned = this.#aligned[tap]!;
    new Uint8Array(aligned.buffer).set(source.subarray(row * rowBytes, (row + 1) * rowBytes));
    return aligned;
  }
}

/** Weighted sums of lines of bytes, taken four at a time. */
function mixWords(lines: readonly Uint32Array[], weights: readonly number[], out: Uint32Array): void {
  const [first, second, third] = lines as [Uint32Array, Uint32Array, Uint32Array?];
  const [w1, w2, w3 = 0] = weights as [number, number, number?];
  if (lines.length > 3) {
    mixManyWords(lines, weights, out);
  } else if (third === undefined) {
    for (let i = 0; i < out.length; i++) {
      const a = first[i]!;
      const b = second[i]!;
      const even = Math.imul(a & LANES, w1) + Math.imul(b & LANES, w2) + HALF;
      const odd = Math.imul((a >>> 8) & LANES, w1) + Math.imul((b >>> 8) & LANES, w2) + HALF;
      out[i] = ((even >>> WEIGHT_BITS) & LANES) | (odd & ~LANES);
    }
  } else {
    for (let i = 0; i < out.length; i++) {
      const a = first[i]!;
      const b = second[i]!;
      const c = third[i]!;
      const even = Math.imul(a & LANES, w1) + Math.imul(b & LANES, w2) + Math.imul(c & LANES, w3) + HALF;
      const odd =
        Math.imul((a >>> 8) & LANES, w1) + Math.imul((b >>> 8) & LANES, w2) + Math.imul((c >>> 8) & LANES, w3) + HALF;
      out[i] = ((even >>> WEIGHT_BITS) & LANES) | (odd & ~LANES);
    }
  }
}

function mixManyWords(lines: readonly Uint32Array[], weights: readonly number[], out: Uint32Array): void {
  for (let i = 0; i < out.length; i++) {
    let even = HALF;
    let odd = HALF;
    for (let line = 0; line < lines.length; line++) {
      const word = lines[line]![i]!;
      even = (even + Math.imul(word & LANES, weights[line]!)) | 0;
      odd = (odd + Math.imul((word >>> 8) & LANES, weights[line]!)) | 0;
    }
    out[i] = ((even >>> WEIGHT_BITS) & LANES) | (odd & ~LANES);
  }
}

const ROUNDING = 1 << (WEIGHT_BITS - 1);

/** Weighted sums of neighbouring pixels. */
function mixPixels(line: Uint8Array, taps: Taps, out: Uint8Array): void {
  if (taps.count <= 3) mixThreePixels(line, taps, out);
  else mixManyPixels(line, taps, out);
}

/** Of up to three pixels: as much as screens are made smaller for the usual size. */
function mixThreePixels(line: Uint8Array, { count, first, weights }: Taps, out: Uint8Array): void {
  const second = count > 1 ? BYTES_PER_PIXEL : 0;
  const third = count > 2 ? 2 * BYTES_PER_PIXEL : 0;
  for (let pixel = 0, to = 0, at = 0; to < out.length; pixel++, to += 3, at += count) {
    const a = first[pixel]! * BYTES_PER_PIXEL;
    const b = a + second;
    const c = a + third;
    const w1 = weights[at]!;
    const w2 = count > 1 ? weights[at + 1]! : 0;
    const w3 = count > 2 ? weights[at + 2]! : 0;
    out[to] = (line[a]! * w1 + line[b]! * w2 + line[c]! * w3 + ROUNDING) >> WEIGHT_BITS;
    out[to + 1] = (line[a + 1]! * w1 + line[b + 1]! * w2 + line[c + 1]! * w3 + ROUNDING) >> WEIGHT_BITS;
    out[to + 2] = (line[a + 2]! * w1 + line[b + 2]! * w2 + line[c + 2]! * w3 + ROUNDING) >> WEIGHT_BITS;
  }
}

function mixManyPixels(line: Uint8Array, { count, first, weights }: Taps, out: Uint8Array): void {
  for (let pixel = 0, to = 0, at = 0; to < out.length; pixel++, to += 3) {
    let red = ROUNDING;
    let green = ROUNDING;
    let blue = ROUNDING;
    let from = first[pixel]! * BYTES_PER_PIXEL;
    for (const end = at + count; at < end; at++, from += 3) {
      const weight = weights[at]!;
      red += line[from]! * weight;
      green += line[from + 1]! * weight;
      blue += line[from + 2]! * weight;
    }
    out[to] = red >> WEIGHT_BITS;
    out[to + 1] = green >> WEIGHT_BITS;
    out[to + 2] = blue >> WEIGHT_BITS;
  }
}

/** @returns the first index for which it is true; it is true for all that follow */
function partition(values: Int32Array, isTrue: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(values[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
