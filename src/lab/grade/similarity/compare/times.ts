/** How the times of the same packets in two captures go together. */

export interface TimeRelation {
  /** All differ by the same; with "varied" they don't, and were stamped by two clocks or changed one by one. */
  readonly kind: "same" | "shifted" | "varied" | "unknown";
  /** Median of the second's time less the first's, seconds. */
  readonly shift: number;
  /** Share of the packets that differ by just that. */
  readonly agreeing: number;
}

/** Two captures of microseconds, one of them rounded: seconds. */
const RESOLUTION = 2e-6;
/** Two clocks agree that well on a few packets in a hundred; not all that are put together from fragments agree. */
const LEAST_AGREEING = 0.5;

/**
 * @param between seconds by which the second capture's first packet is later than the first one's
 */
export function timeRelation(timesA: readonly number[], timesB: readonly number[], between: number): TimeRelation {
  const apart: number[] = [];
  for (const [at, time] of timesA.entries()) {
    const difference = timesB[at]! - time;
    if (!Number.isNaN(difference)) apart.push(difference);
  }
  if (apart.length < 2 || Number.isNaN(between)) return { kind: "unknown", shift: Number.NaN, agreeing: 0 };
  const sorted = [...apart].sort((x, y) => x - y);
  const middle = sorted[sorted.length >> 1]!;
  const agreeing = apart.filter((one) => Math.abs(one - middle) <= RESOLUTION).length / apart.length;
  const shift = middle + between;
  if (agreeing < LEAST_AGREEING) return { kind: "varied", shift, agreeing };
  return { kind: Math.abs(shift) <= RESOLUTION ? "same" : "shifted", shift, agreeing };
}
