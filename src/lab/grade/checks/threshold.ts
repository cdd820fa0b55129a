import { clamped, Exact, ONE, ZERO } from "../exact.ts";
import { textOf, type Source } from "../facts/source.ts";
import { claimKey, type Claim } from "./claim.ts";
import { look, NOT_BUILT, shown } from "./condition.ts";
import { lintNumber } from "./number-source.ts";
import { FACT_KEYS, ONE_SOURCE, QUANTITY, SHARE } from "./schema-parts.ts";
import type { CheckKind } from "./types.ts";

/** The more of something, the more points: from the mark that counts at all to the mark that counts in full. */
export const thresholdCheck: CheckKind = {
  type: "threshold",
  description:
    "A fact of the capture against two marks: below `least` nothing, from `full` on all, between in proportion.",
  points: "scored",
  properties: {
    ...FACT_KEYS,
    least: { ...QUANTITY, description: "From here on it counts. Above `full` where less is better." },
    full: { ...QUANTITY, description: "The full-credit mark." },
    credit_at_least: { ...SHARE, description: "What `least` itself is worth (0)." },
  },
  required: ["least", "full"],
  rules: ONE_SOURCE,
  build(raw, builder) {
    const source = builder.source(raw, builder.path);
    if (source === null) return NOT_BUILT;
    const key = raw["fact"] === undefined ? "expr" : "fact";
    lintNumber(source, builder, [...builder.path, key], "Name a fact with a number, or use a check of type `fact`.");
    const least = builder.quantity(raw["least"]!, [...builder.path, "least"], source.unit);
    const full = builder.quantity(raw["full"]!, [...builder.path, "full"], source.unit);
    const atLeast = builder.share(raw["credit_at_least"], [...builder.path, "credit_at_least"], ZERO);
    if (least === null || full === null) return NOT_BUILT;
    const text = `${textOf(full, source.unit)} for all points, nothing ${full.compare(least) < 0 ? "above" : "below"} ${textOf(least, source.unit)}`;
    return {
      claim: claimOf(source, least, full, atLeast),
      grade(context) {
        const looked = look(source, context);
        const expected = { text, value: full.toNumber(), unit: source.unit };
        if ("outcome" in looked) return { ...looked.outcome, expected };
        const { value, where } = looked.resolved;
        const credit = value instanceof Exact ? share(value, least, full, atLeast) : ZERO;
        const state = credit.isZero ? "failed" : credit.equals(ONE) ? "passed" : "partial";
        return { state, credit, expected, found: shown(value, source.unit), where };
      },
    };
  },
};

/** What earns anything at all: a check that needs this one is reached with a part of the points. */
function claimOf(source: Source, least: Exact, full: Exact, atLeast: Exact): Claim {
  const upward = full.compare(least) >= 0;
  const bound = { value: least, open: atLeast.isZero && !full.equals(least) };
  return {
    key: claimKey(source),
    about: source.text,
    text: `${bound.open ? (upward ? "above" : "below") : upward ? "at least" : "at most"} ${textOf(least, source.unit)}`,
    values: null,
    least: upward ? bound : null,
    most: upward ? null : bound,
    holds: (value) => value instanceof Exact && !share(value, least, full, atLeast).isZero,
  };
}

function share(value: Exact, least: Exact, full: Exact, atLeast: Exact): Exact {
  const upward = full.compare(least) >= 0;
  const towards = (mark: Exact): boolean => (upward ? value.compare(mark) >= 0 : value.compare(mark) <= 0);
  if (towards(full)) return ONE;
  if (!towards(least)) return ZERO;
  const way = value.minus(least).over(full.minus(least));
  return clamped(atLeast.plus(ONE.minus(atLeast).times(way)));
}
