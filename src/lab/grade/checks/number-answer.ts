/** An answer that is a number: read in every sense it has, compared with the capture's own. */
import { isBlank, readQuantity, type Quantity, type QuantityReading } from "../answers/quantity.ts";
import { apartFromPackets } from "../answers/packets.ts";
import type { GivenAnswer } from "../answers/sheet.ts";
import { DIMENSION_OF, EXAMPLES, type Dimension } from "../answers/units.ts";
import { Exact, ONE, ZERO } from "../exact.ts";
import type { Facts } from "../facts/evidence.ts";
import { resolve, type Source } from "../facts/source.ts";
import { askedFor, buildMisconceptions, findMisconception } from "../misconceptions/search.ts";
import type { Asked } from "../misconceptions/types.ts";
import { look, NOT_BUILT, shown } from "./condition.ts";
import { lintNumber } from "./number-source.ts";
import { buildProof, whyUnproven } from "./proof.ts";
import { buildTolerance, usualTolerance, type Tolerance } from "./tolerance.ts";
import type { ShownValue } from "../result.ts";
import type { BuiltCheck, Builder, Outcome, Raw } from "./types.ts";

type Numbering = "raw" | "relative" | "either";

/** Sequence numbers count modulo 2^32. */
const WRAP = Exact.of(2n ** 32n);

/** How one reading of an answer compares. */
interface Verdict {
  readonly credit: Exact;
  readonly misconception: string | null;
  readonly hint: string | null;
  readonly reason: string | null;
  readonly right: boolean;
}

/** For a right number that is called by the wrong name. */
const HALF = Exact.of(1n, 2n);

interface Question {
  readonly kind: "integer" | "quantity";
  readonly source: Source;
  readonly dimension: Dimension;
  readonly tolerance: Tolerance;
  readonly nearly: { readonly tolerance: Tolerance; readonly credit: Exact } | null;
  readonly numbering: Numbering;
  readonly relativeTo: Source | null;
  readonly unitCredit: Exact | null;
  readonly candidates: ReturnType<typeof buildMisconceptions>;
}

export function buildNumberAnswer(raw: Raw, builder: Builder, question: string): BuiltCheck {
  const source = builder.source(raw, builder.path);
  if (source === null) return NOT_BUILT;
  const key = ["kind", "fact"].find((one) => raw[one] !== undefined) ?? "expr";
  lintNumber(source, builder, [...builder.path, key], "Write `kind: text`, or name a fact with a number.");
  const asked = questionOf(raw, builder, source);
  const proof = buildProof(raw["evidence"] as unknown as Raw | undefined, builder);
  return {
    question,
    grade(context) {
      const looked = look(source, context);
      const given = context.answer(question);
      if ("outcome" in looked) return { ...orUnanswered(looked.outcome, given), found: foundText(given) };
      const { resolved, facts } = looked;
      const { value: right, where } = resolved;
      if (!(right instanceof Exact)) {
        return { state: "ungradable", credit: ZERO, reason: `${source.text} is no number in this capture.` };
      }
      const relative = relativeOf(asked, right, facts);
      const base = { expected: expectedOf(asked, right, relative), found: foundText(given), where };
      const whole = given?.items.join(", ") ?? "";
      const apart = apartFromPackets(whole);
      // "total packets 12" holds the number itself.
      const { text, packets } = /\d/.test(apart.text) ? apart : { text: whole, packets: null };
      if (given === null || isBlank(text)) return { ...base, ...failed("It is not answered.") };
      const quantity = readQuantity(text, asked.dimension, given.exact);
      if (quantity.kind === "not-answered") return { ...base, ...failed("It is not answered.") };
      if (quantity.kind === "unreadable")
        return { ...base, ...failed(`The answer can't be read. ${quantity.message}`) };
      const context2 = askedFor(source, { ...resolved, value: right }, { relative, says: quantity.says }, facts);
      const outcome = judgeAll(quantity, asked, context2, facts);
      const unproven =
        proof === null || outcome.credit.isZero
          ? null
          : whyUnproven(given.packets ?? packets, resolved.facts, facts, proof);
      if (unproven === null || proof === null) return { ...base, ...outcome };
      return { ...base, ...outcome, ...withCredit(outcome.credit.times(proof.creditWithout)), reason: unproven };
    },
  };
}

function questionOf(raw: Raw, builder: Builder, source: Source): Question {
  const kind = raw["kind"] === "integer" ? "integer" : "quantity";
  const nearly = raw["nearly"] as unknown as Raw | undefined;
  const relativeTo = raw["relative_to"];
  const tolerance = raw["tolerance"] as unknown as Raw | undefined;
  const { credit, ...near } = nearly ?? {};
  return {
    kind,
    source,
    dimension: source.unit === null ? "number" : DIMENSION_OF[source.unit],
    tolerance:
      tolerance === undefined
        ? usualTolerance(kind === "integer" ? null : source.unit)
        : buildTolerance(tolerance, builder, [...builder.path, "tolerance"], source),
    nearly:
      nearly === undefined
        ? null
        : {
            tolerance: buildTolerance(near, builder, [...builder.path, "nearly"], source),
            credit: builder.share(credit, [...builder.path, "nearly", "credit"], Exact.of(1n, 2n)),
          },
    numbering: (raw["numbering"] as Numbering | undefined) ?? "raw",
    relativeTo:
      typeof relativeTo === "string" ? builder.expression(relativeTo, [...builder.path, "relative_to"], source) : null,
    unitCredit:
      raw["credit_without_unit"] === undefined
        ? null
        : builder.share(raw["credit_without_unit"], [...builder.path, "credit_without_unit"], ONE),
    candidates: buildMisconceptions(raw["misconceptions"], source, builder),
  };
}

function relativeOf({ relativeTo }: Question, right: Exact, facts: Facts): Exact | null {
  if (relativeTo === null) return null;
  const from = resolve(relativeTo, facts);
  if ("cause" in from || !(from.value instanceof Exact)) return null;
  const distance = right.minus(from.value);
  return distance.compare(ZERO) < 0 ? distance.plus(WRAP) : distance;
}

function expectedOf({ source, tolerance, numbering }: Question, right: Exact, relative: Exact | null): ShownValue {
  const value = shown(right, source.unit);
  const near = tolerance.text === "" ? "" : ` (${tolerance.text})`;
  if (relative === null) return { ...value, text: value.text + near };
  const relativeText = `${shown(relative, source.unit).text} (relative)`;
  if (numbering === "relative") return { ...value, text: relativeText };
  return { ...value, text: numbering === "either" ? `${value.text} (raw), or ${relativeText}` : `${value.text} (raw)` };
}

/** The best that any reading comes to; where readings come to different things, that is said. */
function judgeAll(quantity: Quantity, question: Question, asked: Asked, facts: Facts): Outcome {
  const fitting = fittingReadings(quantity, question);
  if (fitting.length === 0) {
    const { dimension } = quantity.readings[0]!;
    return failed(
      `The answer is a ${NAMES[dimension]}; asked is a ${NAMES[question.dimension]}, as in \`${EXAMPLES[question.dimension]}\`.`,
    );
  }
  const verdicts = fitting.map((reading) => judge(reading.value, quantity.says, question, asked, facts));
  let best = 0;
  for (const [index, { credit }] of verdicts.entries()) {
    if (credit.compare(verdicts[best]!.credit) > 0) best = index;
  }
  const chosen = verdicts[best]!;
  const notices: string[] = [];
  // A decimal point that is one needs no word; what was settled by the outcome does.
  if (fitting.length > 1 && !fitting[best]!.plain) notices.push(noticeOf(fitting, verdicts, best));
  const { reason } = chosen;
  const unitCredit = quantity.hasUnit || question.unitCredit === null ? ONE : question.unitCredit;
  const credit = chosen.credit.times(unitCredit);
  return {
    ...withCredit(credit),
    misconception: chosen.misconception,
    hint: chosen.hint,
    reason: !credit.equals(chosen.credit) ? "The answer has no unit." : reason,
    notices,
  };
}

function fittingReadings({ readings }: Quantity, { dimension, kind }: Question): QuantityReading[] {
  const fitting = readings.filter((reading) => fits(reading.dimension, dimension));
  const whole = kind === "integer" ? fitting.filter(({ value }) => value.isWhole) : [];
  return whole.length > 0 ? whole : fitting;
}

function fits(answered: Dimension, asked: Dimension): boolean {
  return (
    answered === asked || (asked === "number" && (answered === "count" || answered === "ratio" || answered === "data"))
  );
}

function noticeOf(readings: readonly QuantityReading[], verdicts: readonly Verdict[], best: number): string {
  const ways = readings.map(({ taken }) => `\`${taken}\``).join(" or ");
  const same = verdicts.every(({ credit }) => credit.equals(verdicts[best]!.credit));
  if (same) return `The answer can be read as ${ways}; both come to the same.`;
  return `The answer can be read as ${ways}. It was taken as \`${readings[best]!.taken}\`, which gives more points; write it so that it has one meaning.`;
}

function judge(value: Exact, says: Quantity["says"], question: Question, asked: Asked, facts: Facts): Verdict {
  const { tolerance, nearly, numbering } = question;
  const right = { credit: ONE, misconception: null, hint: null, reason: null, right: true };
  const { relative } = asked;
  const isRelative = relative !== null && tolerance.accepts(value, relative);
  if (numbering !== "relative" && tolerance.accepts(value, asked.right)) {
    const miscalled = says === "relative" && relative !== null && !isRelative;
    if (!miscalled) return right;
    return { ...right, credit: HALF, reason: "This is the raw number, and not the relative one.", right: false };
  }
  if (isRelative && (numbering === "relative" || (numbering === "either" && says === "relative"))) return right;
  if (nearly?.tolerance.accepts(value, asked.right) === true) {
    return {
      ...right,
      credit: nearly.credit,
      reason: `Near, but not ${tolerance.text === "" ? "equal" : tolerance.text}.`,
      right: false,
    };
  }
  const found = findMisconception(value, question.candidates, asked, facts, tolerance);
  if (found === null) return { credit: ZERO, misconception: null, hint: null, reason: null, right: false };
  return { credit: found.credit, misconception: found.id, hint: found.hint, reason: null, right: false };
}

const NAMES: Readonly<Record<Dimension, string>> = {
  data: "number of bytes",
  time: "time",
  rate: "bit rate",
  "frame rate": "frame rate",
  count: "count",
  ratio: "ratio",
  number: "plain number",
  text: "text",
};

function withCredit(credit: Exact): { state: Outcome["state"]; credit: Exact } {
  return { state: credit.isZero ? "failed" : credit.equals(ONE) ? "passed" : "partial", credit };
}

export function failed(reason: string): Outcome {
  return { state: "failed", credit: ZERO, reason };
}

export function foundText(given: GivenAnswer | null): ShownValue | null {
  const text = given?.items.join(", ").trim() ?? "";
  const packets = given === null || given.packets === null ? "" : ` [packets ${given.packets.trim()}]`;
  return text === "" ? null : { text: text.slice(0, 500) + packets.slice(0, 200), value: null, unit: null };
}

/** Where the capture can't tell what is right, there must at least be an answer to wait for. */
export function orUnanswered(outcome: Outcome, given: GivenAnswer | null): Outcome {
  if (outcome.state !== "ungradable") return outcome;
  const isEmptyList = given?.isList === true && given.items.length === 0;
  return given === null || (isBlank(given.items.join("")) && !isEmptyList) ? failed("It is not answered.") : outcome;
}
