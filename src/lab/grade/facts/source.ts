/** What a check compares with: a fact of the capture, or a small calculation with facts. */
import type { Fact, FactValue, Unit } from "../../../analyze/facts/fact.ts";
import { valueText } from "../../render/units.ts";
import { Exact } from "../exact.ts";
import type { Where } from "../result.ts";
import type { Facts, Found, StreamChoice } from "./evidence.ts";
import { evaluate, factsOf, type Evaluated, type Expression, type FactName } from "./expression.ts";

export interface Source {
  readonly expression: Expression;
  /** As the rubric has it. */
  readonly text: string;
  readonly stream: StreamChoice;
  /** Of the value; null for texts and plain numbers. */
  readonly unit: Unit | null;
}

export interface Resolved {
  readonly value: Exact | string | boolean;
  readonly facts: readonly Fact[];
  readonly where: Where;
}

/** The value that the student's capture gives. */
export function resolve(source: Source, facts: Facts): Found<Resolved> {
  const used: Fact[] = [];
  const look = (name: FactName): Found<Fact> => {
    const fact = facts.fact(name, source.stream);
    if (!("cause" in fact)) used.push(fact);
    return fact;
  };
  const { expression } = source;
  if (expression.kind === "fact") {
    const fact = look(expression.fact);
    if ("cause" in fact) return fact;
    if (fact.value === null) return { cause: whyUnknown(fact) };
    const value = typeof fact.value === "number" ? Exact.from(fact.value) : fact.value;
    return { value, facts: used, where: whereOf(used, fact.formula) };
  }
  const found = evaluate(expression, {
    value: (name) => numberOf(look(name)),
    packet: (name) => packetOf(look(name)),
  });
  if ("cause" in found) return found;
  return { value: found.value, facts: used, where: whereOf(used, formulaOf(source, facts)) };
}

function numberOf(fact: Found<Fact>): Evaluated {
  if ("cause" in fact) return fact;
  if (fact.value === null) return { cause: whyUnknown(fact) };
  return typeof fact.value === "number"
    ? { value: Exact.from(fact.value) }
    : { cause: `${fact.id} is no number but "${String(fact.value)}"` };
}

function packetOf(fact: Found<Fact>): Evaluated {
  if ("cause" in fact) return fact;
  const [first] = fact.packets;
  if (first !== undefined) return { value: Exact.of(BigInt(first)) };
  return { cause: fact.value === null ? whyUnknown(fact) : `no packet is named for ${fact.id}` };
}

export function whyUnknown(fact: Fact): string {
  const side = fact.from === null ? "" : ` of the ${fact.from}`;
  return `The capture does not tell ${fact.label}${side} (${fact.id}): ${fact.reason ?? "there is nothing to measure it by"}.`;
}

/** Where the student can look it up in Wireshark. */
export function whereOf(facts: readonly Fact[], formula: string | null): Where {
  const filters = [...new Set(facts.map(({ filter }) => filter).filter((filter) => filter !== null))];
  const packets = [...new Set(facts.flatMap((fact) => fact.packets))];
  return {
    stream: facts[0]?.stream ?? null,
    from: facts[0]?.from ?? null,
    facts: [...new Set(facts.map(({ id }) => id))],
    filter:
      filters.length === 0 ? null : filters.length === 1 ? filters[0]! : filters.map((f) => `(${f})`).join(" || "),
    packets,
    packet_count: Math.max(packets.length, ...facts.map((fact) => fact.packet_count)),
    formula,
  };
}

function formulaOf(source: Source, facts: Facts): string {
  const operands = factsOf(source.expression).map((name) => {
    const fact = facts.fact(name, source.stream);
    return "cause" in fact ? null : `${name.id}${name.from === null ? "" : `@${name.from}`} = ${plain(fact.value)}`;
  });
  const known = [...new Set(operands.filter((operand) => operand !== null))];
  return known.length === 0 ? source.text : `${source.text} with ${known.join(", ")}`;
}

const plain = (value: FactValue): string => (value === null ? "unknown" : String(value));

/** A value with its unit, in the words of the reports. */
export function textOf(value: Exact | string | boolean, unit: Unit | null): string {
  return valueText(value instanceof Exact ? value.toNumber() : value, unit);
}
