/** What a check asks of a value, told so that two that can't both be met are found before anybody is graded. */
import type { Exact } from "../exact.ts";
import { factsOf } from "../facts/expression.ts";
import type { Source } from "../facts/source.ts";

export type Value = Exact | string | boolean;

export interface Bound {
  readonly value: Exact;
  /** The bound itself is not enough. */
  readonly open: boolean;
}

export interface Range {
  readonly least: Bound | null;
  readonly most: Bound | null;
}

export interface Claim extends Range {
  /** Claims with the same one are about the same value. */
  readonly key: string;
  /** How that value is called. */
  readonly about: string;
  /** "at least 10 frames". */
  readonly text: string;
  /** All that it takes; null: whatever holds. */
  readonly values: readonly Value[] | null;
  holds(value: Value): boolean;
}

/** An expression's text alone does not say whose packets: `from` does, and it stands beside it. */
export function claimKey({ text, stream, expression }: Source): string {
  return [text, stream, ...factsOf(expression).map(({ id, from }) => `${id}@${from ?? ""}`)].join(" ");
}

/** No value is in the range. */
export function isEmpty({ least, most }: Range): boolean {
  if (least === null || most === null) return false;
  const order = least.value.compare(most.value);
  return order > 0 || (order === 0 && (least.open || most.open));
}

/** Whatever the value is, one of the two is not met. */
export function contradict(a: Claim, b: Claim): boolean {
  if (a.key !== b.key) return false;
  const values = a.values ?? b.values;
  if (values !== null) return !values.some((value) => a.holds(value) && b.holds(value));
  return isEmpty({ least: a.least, most: b.most }) || isEmpty({ least: b.least, most: a.most });
}
