/**
 * How two clocks differ, told from the smallest delays in both directions. A delay between the captures is path + offset one
 * way and path - offset the other; the path is never shorter than nothing, so the offset lies between the two minima, and
 * where the fastest packet of each direction took equally long it is half of their difference (as in NTP, RFC 5905 section
 * 8). An asymmetric path can't be told from an offset.
 */

/** Packets that passed both capture points, times in nanoseconds by each one's own clock. */
export interface Passage {
  readonly from: number;
  readonly to: number;
}

export interface ClockEstimate {
  /** to's clock - from's clock of the forward passages, nanoseconds. */
  readonly offset: number;
  readonly uncertainty: number;
  readonly minRoundTrip: number;
  readonly drift: Drift | null;
}

export interface Drift {
  /** Nanoseconds gained per second, which are thousandths of ppm. */
  readonly perSecond: number;
  readonly uncertainty: number;
}

/** Pieces that the session is cut into, for the drift; each needs packets in both directions. */
const PIECES = 16;
const LEAST_PIECES = 4;
/** Shorter, and the jitter of the smallest delays is larger than any clock's drift. */
const SHORTEST = 10e9;

/**
 * @param forward from the one capture to the other, `from` by the one's clock
 * @param backward from the other to the one, `to` by the one's clock
 * @returns null without packets in both directions
 */
export function estimateClock(forward: readonly Passage[], backward: readonly Passage[]): ClockEstimate | null {
  const drift = estimateDrift(forward, backward);
  // Where the clocks drift apart, the smallest delays are looked for with that taken off; the offset is that of the middle.
  const slope = drift !== null && Math.abs(drift.perSecond) > 2 * drift.uncertainty ? drift.perSecond / 1e9 : 0;
  const [first, last] = extent(forward, backward);
  const middle = (first + last) / 2;
  const there = smallest(forward.map(({ from, to }) => to - from - slope * (from - middle)));
  const back = smallest(backward.map(({ from, to }) => to - from + slope * (to - middle)));
  if (there === null || back === null) return null;
  const minRoundTrip = there + back;
  return { offset: (there - back) / 2, uncertainty: Math.abs(minRoundTrip) / 2, minRoundTrip, drift };
}

function smallest(delays: readonly number[]): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (const delay of delays) if (delay < least) least = delay;
  return Number.isFinite(least) ? least : null;
}

/** First and last passage, by the clock of one capture throughout. */
function extent(forward: readonly Passage[], backward: readonly Passage[]): [number, number] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const take = (time: number): void => {
    if (time < first) first = time;
    if (time > last) last = time;
  };
  for (const { from } of forward) take(from);
  for (const { to } of backward) take(to);
  return [first, last];
}

/** The slope of the offsets of the session's pieces: the median of the slopes between any two of them (Theil-Sen). */
function estimateDrift(forward: readonly Passage[], backward: readonly Passage[]): Drift | null {
  const [first, last] = extent(forward, backward);
  const duration = last - first;
  if (!(duration >= SHORTEST)) return null;
  const pieceOf = (time: number): number => Math.min(PIECES - 1, Math.floor(((time - first) / duration) * PIECES));
  const there = new Array<number>(PIECES).fill(Number.POSITIVE_INFINITY);
  const back = new Array<number>(PIECES).fill(Number.POSITIVE_INFINITY);
  for (const { from, to } of forward) there[pieceOf(from)] = Math.min(there[pieceOf(from)]!, to - from);
  for (const { from, to } of backward) back[pieceOf(to)] = Math.min(back[pieceOf(to)]!, to - from);
  const points: { readonly time: number; readonly offset: number }[] = [];
  for (let piece = 0; piece < PIECES; piece++) {
    const offset = (there[piece]! - back[piece]!) / 2;
    if (Number.isFinite(offset)) points.push({ time: ((piece + 0.5) * duration) / PIECES / 1e9, offset });
  }
  if (points.length < LEAST_PIECES) return null;
  const slopes: number[] = [];
  for (const [index, one] of points.entries()) {
    for (const other of points.slice(index + 1)) slopes.push((other.offset - one.offset) / (other.time - one.time));
  }
  slopes.sort((a, b) => a - b);
  const at = (share: number): number => slopes[Math.min(slopes.length - 1, Math.floor(share * slopes.length))]!;
  return { perSecond: at(0.5), uncertainty: (at(0.84) - at(0.16)) / 2 };
}
