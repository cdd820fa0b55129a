/** Values with their units, as people read them. The same text in every rendering. */
import type { Fact, FactValue, Unit } from "../../analyze/facts/fact.ts";

let format: Intl.NumberFormat | null = null;

/** "1,448": made when first needed, as it takes longer to make than all that is printed with it. */
function group(value: number): string {
  format ??= new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
  return format.format(value);
}

/** A fact's value with its unit; an unknown one is "unknown", never 0. */
export function factText(fact: Pick<Fact, "value" | "unit">): string {
  return valueText(fact.value, fact.unit);
}

export function valueText(value: FactValue, unit: Unit | null): string {
  if (value === null) return "unknown";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  switch (unit) {
    case "seconds":
      return durationText(value);
    case "bits/s":
      return scaled(value, "bit/s");
    case "bytes":
      return `${group(value)} B`;
    case "factor":
      return `x ${group(value)}`;
    case "frames/s":
      return `${digits(value)} frames/s`;
    case "ratio":
      return digits(value);
    case "number":
      return Number.isInteger(value) ? String(value) : digits(value);
    case "packets":
    case "segments":
    case "frames":
    case null:
      return group(value);
  }
}

/** "0.941 ms", "1.433 s": three significant digits at least, in the unit that needs no exponent. */
export function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size >= 1 || size === 0) return `${seconds.toFixed(3)} s`;
  if (size >= 1e-3) return `${(seconds * 1e3).toFixed(3)} ms`;
  // Captures mostly count microseconds; more digits than the file has would be invented.
  const microseconds = seconds * 1e6;
  return `${Number.isInteger(Math.round(microseconds * 1e3) / 1e3) ? Math.round(microseconds) : microseconds.toFixed(1)} us`;
}

export function digits(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toPrecision(2);
  return group(Number(value.toFixed(Math.abs(value) >= 100 ? 1 : 2)));
}

export function count(value: number): string {
  return group(value);
}

/** "1 packet", "2,000 packets". */
export function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? "" : "s"}`;
}

function scaled(value: number, unit: string): string {
  for (const [factor, prefix] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (Math.abs(value) >= factor) return `${(value / factor).toFixed(2)} ${prefix}${unit}`;
  }
  return `${digits(value)} ${unit}`;
}
