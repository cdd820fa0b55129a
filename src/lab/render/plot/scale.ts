/** Axes of plots: d3-scale computes them, labels are ours. */
import { scaleLinear, scaleSqrt, type ScaleContinuousNumeric } from "d3-scale";

export interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly format: (value: number) => string;
  /** About so many ticks; 0: none (default 6). */
  readonly ticks?: number;
  /** `sqrt` lets small counts be seen beside large ones. */
  readonly kind?: "linear" | "sqrt";
  /** The domain ends at round numbers (default for y: true, for x: false). */
  readonly nice?: boolean;
}

export type Scale = ScaleContinuousNumeric<number, number>;

export function scaleOf(axis: Axis, range: readonly [number, number], nice: boolean): Scale {
  const [low, high] = axis.domain;
  const scale = axis.kind === "sqrt" ? scaleSqrt() : scaleLinear();
  // A domain of no extent would give every value the middle, and no ticks.
  scale.domain(high > low ? [low, high] : [low, low + (Math.abs(low) > 0 ? Math.abs(low) : 1)]).range(range);
  return (axis.nice ?? nice) ? scale.nice(axis.ticks ?? 6) : scale;
}

/** Coordinates with one decimal: a tenth of a pixel can't be seen, and digits make pages large. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}
