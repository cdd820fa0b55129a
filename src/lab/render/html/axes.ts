/** Axes that several plots share, and how their ticks read. */
import type { Axis } from "../plot/scale.ts";
import { count } from "../units.ts";
import type { PageContext } from "./context.ts";
import { textOf } from "./say.ts";

/** Time across, without air on either side. */
export function timeAxis({ say }: Pick<PageContext, "say">, [low, high]: readonly [number, number]): Axis {
  const range = high - low;
  const digits = range > 0 ? Math.min(6, Math.max(0, Math.ceil(-Math.log10(range / 7)))) : 3;
  return {
    label: textOf(say("axis.time")),
    domain: [low, high > low ? high : low + 1e-3],
    format: (value) => value.toFixed(digits),
  };
}

/** 1,500 or 1.5 k or 1.5 M, alike for all ticks of one axis. */
export function bytesTick(range: number): (value: number) => string {
  if (range >= 5e6) return (value) => (value === 0 ? "0" : `${count(value / 1e6)} M`);
  if (range >= 2e4) return (value) => (value === 0 ? "0" : `${count(value / 1e3)} k`);
  return count;
}

/** 1.5 Mbit/s or 200 kbit/s, alike for all ticks of one axis. */
export function rateTick(range: number): (value: number) => string {
  const prefixes = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  // An axis that ends a little below 1 Mbit/s gets a tick there, and "1,000 kbit/s" would be too long for its place.
  const [factor, prefix] = prefixes.find(([least]) => range > 0.8 * least) ?? [1, ""];
  return (value) => (value === 0 ? "0" : `${count(value / factor)} ${prefix}bit/s`);
}

/** Nice steps 1, 2, 5 × 10^n, at least `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * 0.999_999) ?? 10;
  return step * power;
}
