import { MISCONCEPTION_SCHEMA } from "../misconceptions/search.ts";
import { buildNumberAnswer } from "./number-answer.ts";
import { EVIDENCE } from "./proof.ts";
import { FACT_KEYS, SHARE, TEXTS } from "./schema-parts.ts";
import { buildTextAnswer } from "./text-answer.ts";
import { TOLERANCE } from "./tolerance.ts";
import type { CheckKind } from "./types.ts";

const NUMBERS_ONLY = ["tolerance", "nearly", "numbering", "relative_to", "misconceptions", "credit_without_unit"];
const TEXT_ONLY = ["accept", "words", "pattern"];
const none = (keys: readonly string[]): object => ({ not: { anyOf: keys.map((key) => ({ required: [key] })) } });

/** What the student wrote, against what the student's own capture says. */
export const answerCheck: CheckKind = {
  type: "answer",
  description: "An answer of the sheet: a text, a whole number, or a quantity with its unit.",
  points: "scored",
  properties: {
    ...FACT_KEYS,
    question: { type: "string", description: "Its key in the answer sheet (the check's id)." },
    kind: { enum: ["quantity", "integer", "text"], description: "quantity unless said otherwise." },
    tolerance: TOLERANCE,
    nearly: {
      ...TOLERANCE,
      description: "A wider tolerance, worth less.",
      properties: { ...TOLERANCE.properties, credit: { ...SHARE, description: "What it is worth (0.5)." } },
    },
    numbering: { enum: ["raw", "relative", "either"], description: "Which numbers are accepted (raw)." },
    relative_to: { type: "string", description: "What a relative number counts from, such as handshake.syn.seq." },
    credit_without_unit: { ...SHARE, description: "What a right number is worth without its unit (1)." },
    evidence: EVIDENCE,
    misconceptions: MISCONCEPTION_SCHEMA,
    accept: { ...TEXTS, description: "Texts that are right, besides the fact's own." },
    words: {
      type: "object",
      description: "For each value of the fact, the texts that say it.",
      additionalProperties: { anyOf: [TEXTS, { type: "string" }] },
    },
    pattern: { type: "string", description: "A regular expression that a right text holds; case makes no difference." },
  },
  rules: {
    not: { required: ["fact", "expr"] },
    if: { properties: { kind: { const: "text" } }, required: ["kind"] },
    then: {
      allOf: [none(NUMBERS_ONLY), { anyOf: ["fact", "expr", "accept", "pattern"].map((key) => ({ required: [key] })) }],
    },
    else: { allOf: [none(TEXT_ONLY), { anyOf: [{ required: ["fact"] }, { required: ["expr"] }] }] },
  },
  build(raw, builder) {
    const question = typeof raw["question"] === "string" ? raw["question"] : builder.id;
    return raw["kind"] === "text" ? buildTextAnswer(raw, builder, question) : buildNumberAnswer(raw, builder, question);
  },
};
