/** Whether a wrong answer is a known wrong quantity of the student's own capture. */
import type { Unit } from "../../../analyze/facts/fact.ts";
import { Exact, ZERO } from "../exact.ts";
import type { Tolerance } from "../checks/tolerance.ts";
import type { Builder, Raw } from "../checks/types.ts";
import type { Facts } from "../facts/evidence.ts";
import { sideOf } from "../facts/evidence.ts";
import { resolve, type Resolved, type Source } from "../facts/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { plainValue, type YamlValue } from "../text/yaml.ts";
import { MISCONCEPTIONS } from "./registry.ts";
import type { Asked, Misconception, WrongValue } from "./types.ts";
import { SHARE } from "../checks/schema-parts.ts";

export const MISCONCEPTION_SCHEMA = {
  description: "none: they are not looked for. A list: credit and hints of known ones, and your own with expr.",
  anyOf: [
    { const: "none" },
    {
      type: "array",
      items: {
        anyOf: [
          { type: "string" },
          {
            type: "object",
            required: ["id"],
            additionalProperties: false,
            properties: {
              id: { type: "string", minLength: 1 },
              expr: { type: "string", description: "The wrong value, for a misconception of your own." },
              credit: { ...SHARE, description: "What it is worth (0)." },
              hint: { type: "string" },
            },
          },
        ],
      },
    },
  ],
} as const;

interface Candidate {
  readonly id: string;
  readonly credit: Exact;
  readonly hint: string | null;
  readonly known: Misconception | null;
  readonly expression: Source | null;
}

export interface FoundMisconception {
  readonly id: string;
  readonly credit: Exact;
  readonly hint: string | null;
}

/** Those that a check looks for. All that can be about its fact, with what the rubric says of them. */
export function buildMisconceptions(value: YamlValue | undefined, source: Source, builder: Builder): Candidate[] {
  if (value === "none") return [];
  const listed = (Array.isArray(value) ? value : []).map((entry) =>
    typeof entry === "string" ? { id: entry } : (entry as Raw),
  );
  const factId = source.expression.kind === "fact" ? source.expression.fact.id : null;
  const candidates = new Map<string, Candidate>();
  for (const known of MISCONCEPTIONS) {
    if (known.appliesTo(factId, source.unit)) {
      candidates.set(known.id, { id: known.id, credit: ZERO, hint: null, known, expression: null });
    }
  }
  for (const [index, entry] of listed.entries()) {
    const path = [...builder.path, "misconceptions", index];
    const id = plainValue(entry["id"]);
    const known = MISCONCEPTIONS.find((one) => one.id === id) ?? null;
    const expr = entry["expr"];
    if (known === null && expr === undefined) {
      builder.finding(
        "RUBRIC_UNKNOWN_MISCONCEPTION",
        path,
        `No misconception is called \`${id}\`.${didYouMean(
          id,
          MISCONCEPTIONS.map((one) => one.id),
        )}`,
        "docs/grading.md lists them; one of your own needs `expr`.",
      );
      continue;
    }
    if (known !== null && expr === undefined && !candidates.has(id)) {
      builder.finding(
        "RUBRIC_MISCONCEPTION_UNUSED",
        path,
        `\`${id}\` can't be about ${source.text}.`,
        "Leave it out, or give the wrong value with `expr`.",
      );
      continue;
    }
    candidates.set(id, {
      id,
      credit: builder.share(entry["credit"], [...path, "credit"], ZERO),
      hint: typeof entry["hint"] === "string" ? entry["hint"] : null,
      known: expr === undefined ? known : null,
      expression: typeof expr === "string" ? builder.expression(expr, [...path, "expr"], source) : null,
    });
  }
  // What the rubric adds comes first: it knows its students.
  return [...candidates.values()].sort((a, b) => Number(b.expression !== null) - Number(a.expression !== null));
}

/** @returns the first misconception whose wrong value, not near the right one, the answer equals */
export function findMisconception(
  answer: Exact,
  candidates: readonly Candidate[],
  asked: Asked,
  facts: Facts,
  tolerance: Tolerance,
): FoundMisconception | null {
  for (const { id, credit, hint, known, expression } of candidates) {
    const wrong = known === null ? ownValues(expression, facts) : known.wrongValues(asked);
    const before = known?.undone?.(answer) ?? null;
    const hit = wrong.find(
      ({ value }) =>
        !tolerance.accepts(value, asked.right) &&
        (tolerance.accepts(answer, value) || (before !== null && tolerance.accepts(before, asked.right))),
    );
    if (hit !== undefined) return { id, credit, hint: hint ?? hit.hint ?? known?.hint ?? null };
  }
  return null;
}

function ownValues(source: Source | null, facts: Facts): WrongValue[] {
  if (source === null) return [];
  const resolved = resolve(source, facts);
  return "cause" in resolved || !(resolved.value instanceof Exact) ? [] : [{ value: resolved.value }];
}

/** What misconceptions are worked out from. */
export function askedFor(
  source: Source,
  resolved: Resolved & { readonly value: Exact },
  { relative, says }: Pick<Asked, "relative" | "says">,
  facts: Facts,
): Asked {
  const stream = facts.stream(source.stream);
  const fact = source.expression.kind === "fact" ? source.expression.fact : null;
  const unit: Unit | null = source.unit;
  const report = "cause" in stream ? null : stream;
  const side = fact === null || fact.from === null || report === null ? null : sideOf(fact.from, report);
  const same = typeof side === "string" ? side : null;
  return {
    fact,
    unit,
    right: resolved.value,
    relative,
    says,
    evidence: facts.evidence,
    stream: report?.stream ?? 0,
    ipVersion: report?.client.ip.includes(":") === true ? 6 : 4,
    number: (id, from = "same") => {
      // A fact of the whole stream has no side of its own: the sender of most data is the one to ask about.
      const own =
        same ??
        (report !== null && report.directions[0].payload_bytes > report.directions[1].payload_bytes
          ? "client"
          : "server");
      const other = own === "client" ? "server" : "client";
      const found = facts.fact({ id, from: from === null ? null : from === "same" ? own : other }, source.stream);
      return "cause" in found || typeof found.value !== "number" ? null : Exact.from(found.value);
    },
  };
}
