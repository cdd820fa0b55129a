/** An answer in words. */
import { foldedWords } from "../answers/plain-text.ts";
import { apartFromPackets } from "../answers/packets.ts";
import { isBlank } from "../answers/quantity.ts";
import { Exact, ONE, ZERO } from "../exact.ts";
import { look, NOT_BUILT } from "./condition.ts";
import { failed, foundText, orUnanswered } from "./number-answer.ts";
import { buildProof, whyUnproven } from "./proof.ts";
import type { BuiltCheck, Builder, Outcome, Raw } from "./types.ts";
import type { Pattern } from "../text/pattern.ts";
import { plainValue, type YamlValue } from "../text/yaml.ts";

export function buildTextAnswer(raw: Raw, builder: Builder, question: string): BuiltCheck {
  const hasFact = raw["fact"] !== undefined || raw["expr"] !== undefined;
  const source = hasFact ? builder.source(raw, builder.path) : null;
  if (hasFact && source === null) return NOT_BUILT;
  const accept = list(raw["accept"]);
  const words = new Map(
    Object.entries((raw["words"] ?? {}) as Record<string, unknown>).map(([value, texts]) => [value, list(texts)]),
  );
  const pattern =
    typeof raw["pattern"] === "string" ? builder.pattern(raw["pattern"], [...builder.path, "pattern"]) : null;
  const proof = buildProof(raw["evidence"] as unknown as Raw | undefined, builder);
  return {
    question,
    grade(context) {
      const given = context.answer(question);
      const whole = given?.items.join(", ") ?? "";
      // Without a fact no packets are asked for, and what looks like them belongs to the answer.
      const { text, packets } = proof === null ? { text: whole, packets: null } : apartFromPackets(whole);
      const found = foundText(given);
      if (source === null) {
        const expected = accept[0] === undefined ? null : { text: accept[0], value: null, unit: null };
        if (given === null || isBlank(text)) return { expected, found, ...failed("It is not answered.") };
        return { expected, found, ...verdict(text, accept, pattern) };
      }
      const looked = look(source, context);
      if ("outcome" in looked) return { ...orUnanswered(looked.outcome, given), found };
      const { value, where, facts: used } = looked.resolved;
      const right = value instanceof Exact ? value.toText(9) : String(value);
      const expected = { text: words.get(right)?.[0] ?? right, value: null, unit: null };
      if (given === null || isBlank(text)) return { expected, found, where, ...failed("It is not answered.") };
      const outcome = verdict(text, [right, ...(words.get(right) ?? []), ...accept], pattern);
      const unproven =
        proof === null || outcome.credit.isZero
          ? null
          : whyUnproven(given.packets ?? packets, used, looked.facts, proof);
      if (unproven === null || proof === null) return { expected, found, where, ...outcome };
      const state = proof.creditWithout.isZero ? "failed" : proof.creditWithout.equals(ONE) ? "passed" : "partial";
      return { expected, found, where, state, credit: proof.creditWithout, reason: unproven };
    },
  };
}

function verdict(text: string, accepted: readonly string[], pattern: Pattern | null): Outcome {
  const folded = foldedWords(text);
  const right = accepted.some((words) => foldedWords(words) === folded) || pattern?.test(folded) === true;
  return right ? { state: "passed", credit: ONE } : { state: "failed", credit: ZERO };
}

function list(value: unknown): string[] {
  return Array.isArray(value)
    ? value.map(String)
    : value === undefined || value === null
      ? []
      : [plainValue(value as YamlValue)];
}
