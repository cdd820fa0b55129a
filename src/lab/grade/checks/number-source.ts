/** Facts that are words or yes and no, where a rubric counts on a number. */
import { FACT_KINDS, kindOf } from "../facts/catalogue.ts";
import type { FactName } from "../facts/expression.ts";
import type { Source } from "../facts/source.ts";
import type { Path } from "../rubric/finding.ts";
import type { Builder } from "./types.ts";

/** @returns "a text", "yes or no"; null for a number, and for a fact that is not known */
export function whyNoNumber({ id }: FactName): string | null {
  const kind = FACT_KINDS.get(id);
  const name = kind === undefined ? null : kindOf(kind);
  return name === "text" ? "a text" : name === "yes/no" ? "yes or no" : null;
}

/** Notes a source that is no number, which grading could only call ungradable, capture by capture. */
export function lintNumber({ expression, text }: Source, builder: Builder, path: Path, remedy: string): void {
  const why = expression.kind === "fact" ? whyNoNumber(expression.fact) : null;
  if (why !== null) builder.finding("RUBRIC_NO_NUMBER", path, `${text} is ${why}, and a number is asked here.`, remedy);
}
