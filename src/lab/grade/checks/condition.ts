/** Whether a fact of the capture is as a rubric wants it. */
import { Exact } from "../exact.ts";
import { WORDS, isBoolean } from "../facts/catalogue.ts";
import type { Facts, Found } from "../facts/evidence.ts";
import { resolve, textOf, type Resolved, type Source } from "../facts/source.ts";
import type { YamlValue } from "../text/yaml.ts";
import type { Builder, Claim, GradeContext, Outcome, Raw } from "./types.ts";
import type { ShownValue } from "../result.ts";

type Value = Exact | string | boolean;

interface Test {
  readonly text: string;
  readonly holds: (value: Value) => boolean;
}

export interface Condition {
  readonly source: Source;
  /** "at least 10 frames". */
  readonly text: string;
  readonly impossible: string | null;
  readonly claim: Claim | null;
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
  const limit = (words: string, than: Exact | null, fits: (order: number) => boolean): void => {
    if (than === null) return;
    tests.push({
      text: `${words} ${textOf(than, source.unit)}`,
      holds: (value) => value instanceof Exact && fits(value.compare(than)),
    });
  };
  const values = new Set<string>();
  const wanted = (value: YamlValue, key: (string | number)[]): Value | null => {
    const made = constant(value, source, builder, [...path, ...key]);
    if (made !== null) values.add(made instanceof Exact ? made.toText(9) : String(made));
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
  return {
    source,
    text: tests.map(({ text }) => text).join(" and "),
    impossible: whyImpossible(source, values, least ?? above, most ?? below),
    claim: values.size === 0 ? null : { about: `${source.text} in stream ${source.stream}`, values },
    holds: (value) => tests.every((test) => test.holds(value)),
  };
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

function whyImpossible(
  { expression, text }: Source,
  values: ReadonlySet<string>,
  least: Exact | null,
  most: Exact | null,
): string | null {
  if (least !== null && most !== null && least.compare(most) > 0) return "its lower bound is above its upper bound";
  if (expression.kind !== "fact" || values.size === 0) return null;
  const words = isBoolean(expression.fact.id) ? ["true", "false"] : WORDS.get(expression.fact.id);
  if (words === undefined || words.some((word) => [...values].some((value) => value.toLowerCase() === word)))
    return null;
  return `${text} is only ever ${words.join(", ")}`;
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
