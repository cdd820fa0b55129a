/** When a number is near enough. */
import type { Unit } from "../../../analyze/facts/fact.ts";
import { Exact, powerOfTen } from "../exact.ts";
import { textOf, type Source } from "../facts/source.ts";
import { readPercent } from "../text/moment.ts";
import { plainValue } from "../text/yaml.ts";
import { QUANTITY } from "./schema-parts.ts";
import type { Builder, Raw } from "./types.ts";
import type { Path } from "../rubric/finding.ts";

export const TOLERANCE = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  description: "Near enough by any one of these.",
  properties: {
    absolute: { ...QUANTITY, description: "A distance, such as 5 ms." },
    relative: { type: ["number", "string"], description: "A share of the right value, such as 5 %." },
    significant: {
      type: "integer",
      minimum: 1,
      maximum: 15,
      description: "Significant digits that agree when rounded.",
    },
  },
} as const;

/** Significant digits asked of what is measured, where the rubric does not say. */
const USUAL_DIGITS = 3;

export interface Tolerance {
  /** "to 3 significant digits". */
  readonly text: string;
  accepts(value: Exact, right: Exact): boolean;
}

export function buildTolerance(raw: Raw, builder: Builder, path: Path, source: Source): Tolerance {
  const absolute =
    raw["absolute"] === undefined ? null : builder.quantity(raw["absolute"], [...path, "absolute"], source.unit);
  const relative = raw["relative"] === undefined ? null : relativeShare(raw, builder, path);
  const significant = typeof raw["significant"] === "number" ? raw["significant"] : null;
  const ways = [
    ...(absolute === null ? [] : [`within ${textOf(absolute, source.unit)}`]),
    ...(relative === null ? [] : [`within ${relative.times(Exact.of(100n)).toText(4)} %`]),
    ...(significant === null ? [] : [digitsText(significant)]),
  ];
  return {
    text: ways.join(", or "),
    accepts: (value, right) => {
      const distance = value.minus(right).abs();
      if (absolute !== null && distance.compare(absolute) <= 0) return true;
      if (relative !== null && distance.compare(relative.times(right.abs())) <= 0) return true;
      return significant !== null && agree(value, right, significant);
    },
  };
}

/** Counts and sizes are exact; what is measured agrees to three significant digits. */
export function usualTolerance(unit: Unit | null): Tolerance {
  const measured = unit === "seconds" || unit === "bits/s" || unit === "frames/s" || unit === "ratio";
  return {
    text: measured ? digitsText(USUAL_DIGITS) : "",
    accepts: (value, right) => {
      if (measured || !right.isWhole) return agree(value, right, USUAL_DIGITS);
      return value.equals(right);
    },
  };
}

function relativeShare(raw: Raw, builder: Builder, path: Path): Exact | null {
  const { relative } = raw;
  const share = typeof relative === "number" ? Exact.from(relative) : readPercent(plainValue(relative));
  if (share !== null && share.compare(Exact.of(0n)) >= 0) return share;
  builder.finding(
    "RUBRIC_BAD_VALUE",
    [...path, "relative"],
    "`relative` is a share such as 0.05 or 5 %.",
    "Write it as in `relative: 5 %`.",
  );
  return null;
}

/** Half a unit of the last digit that counts, above or below: what rounding right value and answer alike would give. */
function agree(value: Exact, right: Exact, digits: number): boolean {
  if (right.isZero) return value.isZero;
  const unit = powerOfTen(right.magnitude() - digits + 1);
  return (
    value
      .minus(right)
      .abs()
      .compare(unit.over(Exact.of(2n))) <= 0
  );
}

function digitsText(digits: number): string {
  return `to ${digits} significant ${digits === 1 ? "digit" : "digits"}`;
}
