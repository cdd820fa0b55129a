/** Segments that are one in a capture and several in the other: cut or joined by a network card in between. */
import type { CollectedStream } from "./rows.ts";

export interface Group {
  readonly large: number;
  readonly pieces: readonly number[];
}

/**
 * @param larges rows without a partner in the capture that may hold large segments
 * @param others rows without a partner in the other one
 * @returns groups whose pieces are together exactly the large segment; a row is in one group at most
 */
export function groups(
  inOne: CollectedStream,
  larges: readonly number[],
  inOther: CollectedStream,
  others: readonly number[],
): Group[] {
  const byStart = new Map<number, number[]>();
  for (const row of others) {
    if (inOther.columns.length[row] === 0) continue;
    const start = inOther.columns.relativeSeq[row]!;
    const alike = byStart.get(start);
    if (alike === undefined) byStart.set(start, [row]);
    else alike.push(row);
  }
  const found: Group[] = [];
  const used = new Set<number>();
  for (const large of larges) {
    const length = inOne.columns.length[large]!;
    if (length === 0) continue;
    const pieces = cover(inOne.columns.relativeSeq[large]!, length, inOther, byStart, used);
    if (pieces === null) continue;
    for (const piece of pieces) used.add(piece);
    found.push({ large, pieces });
  }
  return found;
}

/** Rows that follow one another from `start` to its end; at least two. */
function cover(
  start: number,
  length: number,
  { columns }: CollectedStream,
  byStart: ReadonlyMap<number, readonly number[]>,
  used: ReadonlySet<number>,
): number[] | null {
  const pieces: number[] = [];
  const end = start + length;
  for (let at = start; at < end;) {
    const piece = byStart.get(at)?.find((row) => !used.has(row) && at + columns.length[row]! <= end);
    if (piece === undefined) return null;
    pieces.push(piece);
    at += columns.length[piece]!;
  }
  return pieces.length > 1 ? pieces : null;
}

/**
 * Segments that both network cards cut up differently: no whole number of pieces makes one, but all its bytes are there.
 *
 * @returns groups; a piece may be in several
 */
export function overlapping(
  inOne: CollectedStream,
  larges: readonly number[],
  inOther: CollectedStream,
  others: readonly number[],
): Group[] {
  const { relativeSeq, length } = inOther.columns;
  const sorted = others.filter((row) => length[row]! > 0).sort((x, y) => relativeSeq[x]! - relativeSeq[y]!);
  let longest = 0;
  for (const row of sorted) longest = Math.max(longest, length[row]!);
  const found: Group[] = [];
  for (const large of larges) {
    const start = inOne.columns.relativeSeq[large]!;
    const end = start + inOne.columns.length[large]!;
    if (end === start) continue;
    const pieces: number[] = [];
    let covered = start;
    for (let at = firstFrom(sorted, relativeSeq, start - longest); at < sorted.length; at++) {
      const row = sorted[at]!;
      const from = relativeSeq[row]!;
      if (from > covered || covered >= end) break;
      const to = from + length[row]!;
      if (to <= covered) continue;
      pieces.push(row);
      covered = to;
    }
    if (covered >= end) found.push({ large, pieces });
  }
  return found;
}

/** Index of the first row that begins at or behind `start`. */
function firstFrom(sorted: readonly number[], starts: Float64Array, start: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[sorted[middle]!]! < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
