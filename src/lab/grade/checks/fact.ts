import { ONE, ZERO } from "../exact.ts";
import { buildCondition, look, NOT_BUILT, shown } from "./condition.ts";
import { A_CONDITION, CONDITION_KEYS, FACT_KEYS, ONE_SOURCE } from "./schema-parts.ts";
import type { CheckKind } from "./types.ts";

/** The capture shows something, or it does not. */
export const factCheck: CheckKind = {
  type: "fact",
  description: "A fact of the capture is as it should be: a full handshake, at least ten frames, no reset.",
  points: "scored",
  properties: { ...FACT_KEYS, ...CONDITION_KEYS },
  rules: { allOf: [ONE_SOURCE, A_CONDITION] },
  build(raw, builder) {
    const condition = buildCondition(raw, builder);
    if (condition === null) return NOT_BUILT;
    const { source, impossible, claim, text } = condition;
    return {
      impossible,
      claim,
      grade(context) {
        const looked = look(source, context);
        const expected = { text, value: null, unit: source.unit };
        if ("outcome" in looked) return { ...looked.outcome, expected };
        const { value, where } = looked.resolved;
        const holds = condition.holds(value);
        return {
          state: holds ? "passed" : "failed",
          credit: holds ? ONE : ZERO,
          expected,
          found: shown(value, source.unit),
          where,
        };
      },
    };
  },
};
