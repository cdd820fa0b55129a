import { ONE, ZERO } from "../exact.ts";
import { resolve } from "../facts/source.ts";
import { PROBLEMS, type ProblemCode } from "../submission/problems.ts";
import { didYouMean } from "../text/suggest.ts";
import { buildCondition, NOT_BUILT, shown } from "./condition.ts";
import { CONDITION_KEYS, FACT_KEYS } from "./schema-parts.ts";
import type { BuiltCheck, Builder, CheckKind, Raw } from "./types.ts";

/** Takes points off when something is so: a problem of the submission, or a fact of the capture. */
export const penaltyCheck: CheckKind = {
  type: "penalty",
  description: "Takes its points off when the submission has a problem, or when a fact of the capture is as said.",
  points: "penalty",
  properties: {
    ...FACT_KEYS,
    ...CONDITION_KEYS,
    problem: { type: "string", description: "Code of a problem of the submission, such as CAPTURE_RENAMED." },
  },
  rules: { oneOf: [{ required: ["fact"] }, { required: ["expr"] }, { required: ["problem"] }] },
  build(raw, builder) {
    return typeof raw["problem"] === "string" ? ofProblem(raw["problem"], builder) : ofFact(raw, builder);
  },
};

function ofProblem(code: string, builder: Builder): BuiltCheck {
  if (!Object.hasOwn(PROBLEMS, code)) {
    builder.finding(
      "RUBRIC_UNKNOWN_PROBLEM",
      [...builder.path, "problem"],
      `No problem of a submission has the code \`${code}\`.${didYouMean(code, Object.keys(PROBLEMS))}`,
      "docs/grading.md lists the codes.",
    );
  }
  return {
    grade({ problems }) {
      const found = problems.find((problem) => problem.code === (code as ProblemCode));
      if (found === undefined) return { state: "passed", credit: ZERO };
      return { state: "failed", credit: ONE, reason: found.message, hint: found.remedy };
    },
  };
}

function ofFact(raw: Raw, builder: Builder): BuiltCheck {
  const condition = buildCondition(raw, builder);
  if (condition === null) return NOT_BUILT;
  const { source, text } = condition;
  return {
    impossible: condition.impossible,
    grade({ facts }) {
      const resolved = facts === null ? { cause: "There is no capture." } : resolve(source, facts);
      // What the capture does not show can't be held against its student.
      if ("cause" in resolved) return { state: "passed", credit: ZERO, reason: resolved.cause };
      const holds = condition.holds(resolved.value);
      return {
        state: holds ? "failed" : "passed",
        credit: holds ? ONE : ZERO,
        found: shown(resolved.value, source.unit),
        where: resolved.where,
        reason: holds ? `${source.text} is ${text}.` : null,
      };
    },
  };
}
