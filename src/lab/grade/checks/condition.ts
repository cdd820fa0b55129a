/** Whether a fact of the capture is as a rubric wants it. */
import { Exact } from "../exact.ts";
import { WORDS, isBoolean } from "../facts/catalogue.ts";
import type { Facts, Found } from "../facts/evidence.ts";
import { resolve, textOf, type Resolved, type Source } from "../facts/source.ts";
import type { YamlValue } from "../text/yaml.ts";
import { claimKey, isEmpty, type Bound, type Claim, type Value } from "./claim.ts";
import { lintNumber } from "./number-source.ts";
import type { Builder, GradeContext, Outcome, Raw } from "./types.ts";
import type { ShownValue } from "../result.ts";

interface Test {
  readonly text: string;
  readonly holds: (value: Value) => boolean;
}

export interface Condition {
  readonly source: Source;
  /** "at least 10 frames". */
  readonly text: string;
  readonly impossible: string | null;
  readonly claim: Claim;
  holds(value: Value): boolean;
}

/** @returns null where the fact or expression is wrong, which is noted */
export function buildCondition(raw: Raw, builder: Builder, path = builder.path): Condition | null {
  const source = builder.source(raw, path);
  if (source === null) return null;
  const tests: Test[] = [];
  const bound = (key: string): Exact | null => {
    const value = raw[key];
    return value === undefined ? null : builder.quantity(value, [...path, key], source.unit);
  };
  const [least, most, above, below] = [bound("at_least"), bound("at_most"), bound("above"), bound("below")];
  const bounding = BOUNDS.find((key) => raw[key] !== undefined);
  if (bounding !== undefined) lintNumber(source, builder, [...path, bounding], "Use `is`, `is_not` or `one_of`.");
  const limit = (words: string, than: Exact | null, fits: (order: number) => boolean): void => {
    if (than === null) return;
    tests.push({
      text: `${words} ${textOf(than, source.unit)}`,
      holds: (value) => value instanceof Exact && fits(value.compare(than)),
    });
  };
  const values: Value[] = [];
  const wanted = (value: YamlValue, key: (string | number)[]): Value | null => {
    const made = constant(value, source, builder, [...path, ...key]);
    if (made !== null) values.push(made);
    return made;
  };
  if (raw["is"] !== undefined) {
    const value = wanted(raw["is"], ["is"]);
    if (value !== null) tests.push({ text: textOf(value, source.unit), holds: (found) => same(found, value) });
  }
  if (Array.isArray(raw["one_of"])) {
    const all = raw["one_of"].map((value, index) => wanted(value, ["one_of", index])).filter((value) => value !== null);
    const text = `one of ${all.map((value) => textOf(value, source.unit)).join(", ")}`;
    tests.push({ text, holds: (found) => all.some((value) => same(found, value)) });
  }
  if (raw["is_not"] !== undefined) {
    const value = constant(raw["is_not"], source, builder, [...path, "is_not"]);
    if (value !== null)
      tests.push({ text: `not ${textOf(value, source.unit)}`, holds: (found) => !same(found, value) });
  }
  limit("at least", least, (order) => order >= 0);
  limit("at most", most, (order) => order <= 0);
  limit("above", above, (order) => order > 0);
  limit("below", below, (order) => order < 0);
  const holds = (value: Value): boolean => tests.every((test) => test.holds(value));
  const claim: Claim = {
    key: claimKey(source),
    about: source.text,
    text: tests.map(({ text }) => text).join(" and "),
    values: values.length === 0 ? null : values,
    least: tighter(least, above, (order) => order <= 0),
    most: tighter(most, below, (order) => order >= 0),
    holds,
  };
  return { source, text: claim.text, impossible: whyImpossible(source, claim), claim, holds };
}

const BOUNDS = ["at_least", "at_most", "above", "below"] as const;

/** Of a bound that may be reached and one that may not, the one that leaves less. */
function tighter(closed: Exact | null, open: Exact | null, isOpen: (order: number) => boolean): Bound | null {
  if (open === null) return closed === null ? null : { value: closed, open: false };
  if (closed === null || isOpen(closed.compare(open))) return { value: open, open: true };
  return { value: closed, open: false };
}

function constant(value: YamlValue, source: Source, builder: Builder, path: (string | number)[]): Value | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Exact.from(value);
  if (typeof value !== "string") return null;
  return source.unit === null ? value : builder.quantity(value, path, source.unit);
}

function same(a: Value, b: Value): boolean {
  if (a instanceof Exact || b instanceof Exact) return a instanceof Exact && b instanceof Exact && a.equals(b);
  return String(a).toLowerCase() === String(b).toLowerCase();
}

function whyImpossible({ expression, text }: Source, claim: Claim): string | null {
  if (isEmpty(claim)) return "its bounds leave nothing between them";
  const { values } = claim;
  if (values === null) return null;
  const words =
    expression.kind !== "fact"
      ? undefined
      : isBoolean(expression.fact.id)
        ? ["true", "false"]
        : WORDS.get(expression.fact.id);
  if (words !== undefined && !words.some((word) => values.some((value) => same(value, word))))
    return `${text} is only ever ${words.join(", ")}`;
  return values.some((value) => claim.holds(value)) ? null : "its conditions exclude one another";
}

export function shown(value: Value, unit: Source["unit"]): ShownValue {
  return { text: textOf(value, unit), value: value instanceof Exact ? value.toNumber() : null, unit };
}

/** Resolves a source; what can't be resolved is an outcome already. */
export function look(
  source: Source,
  context: GradeContext,
): { readonly resolved: Resolved; readonly facts: Facts } | { readonly outcome: Outcome } {
  const { facts } = context;
  if (facts === null) return { outcome: withoutCapture(context) };
  const resolved: Found<Resolved> = resolve(source, facts);
  if ("cause" in resolved) return { outcome: ungradable(resolved.cause) };
  return { resolved, facts };
}

export function ungradable(reason: string): Outcome {
  return { state: "ungradable", credit: Exact.of(0n), reason };
}

export function withoutCapture({ withoutCapture: { state, reason } }: GradeContext): Outcome {
  return { state, credit: Exact.of(0n), reason };
}

/** For a check that the rubric has wrong; lint says so before anything is graded with it. */
export const NOT_BUILT = { grade: () => ungradable("The rubric's check has an error.") };
