/** Expressions that have no value whatever the capture holds. Grading would call them ungradable for everybody. */
import { whyNoNumber } from "../checks/number-source.ts";
import { ONE } from "../exact.ts";
import { evaluate, factsOf, type Expression, type FactName } from "../facts/expression.ts";

/** @returns why, such as "it would divide by 0"; null where it may have a value */
export function whyNoValue(expression: Expression): string | null {
  switch (expression.kind) {
    case "number":
    case "fact":
    case "packet":
      return null;
    case "call":
      return firstOf(expression.operands);
    case "binary": {
      const inner = firstOf([expression.left, expression.right]);
      if (inner !== null || factsOf(expression.right).length > 0) return inner;
      // What stands on the left is not known before grading: 1 stands for it, with which nothing else can go wrong.
      const left = factsOf(expression.left).length === 0 ? expression.left : ({ kind: "number", value: ONE } as const);
      const found = evaluate({ ...expression, left }, NO_FACTS);
      return "cause" in found ? found.cause : null;
    }
  }
}

const firstOf = (expressions: readonly Expression[]): string | null =>
  expressions.map(whyNoValue).find((why) => why !== null) ?? null;

const UNKNOWN = { cause: "it is not known" };
const NO_FACTS = { value: () => UNKNOWN, packet: () => UNKNOWN };

/** A fact that arithmetic can't do anything with; the fact alone is a value, too. */
export function textInArithmetic(expression: Expression): FactName | null {
  switch (expression.kind) {
    case "number":
    case "fact":
    case "packet":
      return null;
    case "call":
      return firstText(expression.operands);
    case "binary":
      return firstText([expression.left, expression.right]);
  }
}

function firstText(operands: readonly Expression[]): FactName | null {
  for (const operand of operands) {
    const found =
      operand.kind === "fact" ? (whyNoNumber(operand.fact) === null ? null : operand.fact) : textInArithmetic(operand);
    if (found !== null) return found;
  }
  return null;
}
