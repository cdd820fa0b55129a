/** Pieces of JSON Schema that several checks share. */
import type { Unit } from "../../../analyze/facts/fact.ts";
import { SIDES } from "../facts/expression.ts";

const UNITS: readonly Unit[] = [
  "packets",
  "segments",
  "bytes",
  "seconds",
  "bits/s",
  "frames",
  "frames/s",
  "ratio",
  "factor",
  "number",
];

export const FACT_KEYS = {
  fact: { type: "string", description: "Id of a fact of the report, such as window.max." },
  expr: { type: "string", description: "Arithmetic with facts, such as window.max@client / 1024." },
  from: { enum: SIDES, description: "Whose packets. sharer and viewer: by who sends the frames." },
  stream: {
    anyOf: [{ enum: ["largest", "first"] }, { type: "integer", minimum: 0 }],
    description: "Which tcp.stream; largest: the one with most packets on the port.",
  },
  unit: { enum: UNITS, description: "Of the value of `expr`, where it can't be told." },
} as const;

export const ONE_SOURCE = { oneOf: [{ required: ["fact"] }, { required: ["expr"] }] } as const;

/** A number, or a text such as "5 ms" or "1.5 kB". */
export const QUANTITY = { type: ["number", "string"] } as const;
export const SHARE = {
  anyOf: [
    { type: "number", minimum: 0, maximum: 1 },
    { type: "string", pattern: "^\\d{1,3}(\\.\\d+)? ?%$" },
  ],
  description: "0 to 1, or such as 50 %.",
} as const;

export const CONDITION_KEYS = {
  is: { type: ["string", "number", "boolean"], description: "The value it must have." },
  is_not: { type: ["string", "number", "boolean"] },
  one_of: { type: "array", items: { type: ["string", "number", "boolean"] }, minItems: 1 },
  at_least: QUANTITY,
  at_most: QUANTITY,
  above: QUANTITY,
  below: QUANTITY,
} as const;

export const A_CONDITION = { anyOf: Object.keys(CONDITION_KEYS).map((key) => ({ required: [key] })) };

export const TEXTS = { type: "array", items: { type: ["string", "number"] }, minItems: 1 } as const;
