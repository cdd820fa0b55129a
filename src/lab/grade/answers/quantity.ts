/** An answer that is a number, with whatever stands around it: "ca. 65 535 B (raw)", "Win=64240", "0,94 ms". */
import type { Exact } from "../exact.ts";
import { didYouMean } from "../text/suggest.ts";
import { readNumber, type NumberReading } from "./number.ts";
import { plainText } from "./plain-text.ts";
import { EXAMPLES, readUnit, unitNames, type Dimension, type UnitReading } from "./units.ts";

export interface QuantityReading {
  /** In the base unit of `dimension`. */
  readonly value: Exact;
  readonly dimension: Dimension;
  /** How the text was taken, where it can be taken in several ways: "1,234 as 1234". */
  readonly taken: string;
  /** The text has a decimal point and a unit of one meaning: to read it so needs no word. */
  readonly plain: boolean;
}

export interface Quantity {
  readonly kind: "quantity";
  /** At least one; more where the text is ambiguous. */
  readonly readings: readonly QuantityReading[];
  /** A unit was written. */
  readonly hasUnit: boolean;
  /** "raw" or "relative" was written beside the number. */
  readonly says: "raw" | "relative" | null;
  /** "~", "about": it makes no difference. */
  readonly approximate: boolean;
}

export interface NotAnswered {
  readonly kind: "not-answered";
}

export interface Unreadable {
  readonly kind: "unreadable";
  readonly code: UnreadableCode;
  readonly message: string;
}

export type UnreadableCode =
  "NOT_A_NUMBER" | "BAD_GROUPING" | "SEVERAL_NUMBERS" | "UNKNOWN_UNIT" | "TOO_LARGE" | "TOO_LONG";

const MAX_LENGTH = 200;
const APPROXIMATELY =
  /^(?:[~≈≃∼]+|(?:ca|c|approx|approximately|about|around|circa|roughly|etwa|ungefähr)(?=[ .\d~])\.?)\s*/i;
/** "Len=1460", "tcp.window_size == 64240", "MSS: 1460". */
const NAMED = /^[A-Za-z][\w. ]{0,40}?\s*(?:==?|:)\s*(?=[-+~.,\d])/;
/** "packet 4", "No. 4", "#4". */
const PACKET = /^(?:(?:packet|pkt|frame)(?: (?:no|nr|number)\b)?|no|nr|(?=#))[.:]? ?#? ?(?=\d)/i;
const COMMENT = /\s*[([]([^()[\]]*)[)\]]\s*\.?$/;
const UNCERTAINTY = /\s*(?:±|\+\/-|\+-)\s*[\d.,]+/;
const BLANK = /^(?:|[?.\-_ ]+|n\/?a\.?|none given|todo|tbd|null|unknown|\?+|i don'?t know|idk|no answer)$/i;

/** Whether nothing was answered: an empty text, "?", "n/a". */
export function isBlank(text: string): boolean {
  return BLANK.test(plainText(text));
}

/**
 * @param expected the dimension of what is asked
 * @param exact the file's own syntax says that it is a number with a decimal point (JSON)
 */
export function readQuantity(text: string, expected: Dimension, exact = false): Quantity | NotAnswered | Unreadable {
  if (text.length > MAX_LENGTH) return unreadable("TOO_LONG", `It has more than ${MAX_LENGTH} characters.`);
  let rest = plainText(text);
  if (BLANK.test(rest)) return { kind: "not-answered" };
  const { says, without } = qualifier(rest);
  rest = without;
  rest = rest
    .replace(NAMED, "")
    .replace(PACKET, "")
    .replace(/^=+\s*/, "");
  const approximate = APPROXIMATELY.test(rest);
  rest = rest.replace(APPROXIMATELY, "");
  const factor = /^x ?(?=\d)/.test(rest);
  if (factor) rest = rest.slice(1).trimStart();
  const number = readNumber(rest);
  if (number === null) return notANumber(rest);
  return finish(number.readings, number.rest.replace(UNCERTAINTY, ""), { says, approximate, expected, factor, exact });
}

interface Around {
  readonly says: Quantity["says"];
  readonly approximate: boolean;
  readonly expected: Dimension;
  readonly factor: boolean;
  readonly exact: boolean;
}

function finish(numbers: readonly NumberReading[], behind: string, around: Around): Quantity | Unreadable {
  const rest = behind
    .trim()
    .replace(/[.;!]$/, "")
    .trim();
  const { expected, exact } = around;
  // A colon between numbers is a ratio where one is asked for; elsewhere it may be minutes and seconds.
  const second = (expected === "ratio" ? /^(?::|\/|to(?= 1$)) ?(?=\d)/ : /^\/ ?(?=\d)/).exec(rest);
  if (second !== null) return divided(numbers, rest.slice(second[0].length), around);
  if (/^(?:-|:|\.\.|…|to |or |and |,|; |\/|\+|\*|\d)/.test(rest) && /\d/.test(rest)) {
    return unreadable("SEVERAL_NUMBERS", "It holds more than one number; give one.");
  }
  const units = readUnit(rest, around.factor ? "ratio" : expected);
  if (units.length === 0) {
    const hint = didYouMean(rest, unitNames(expected));
    return unreadable(
      "UNKNOWN_UNIT",
      `\`${rest.slice(0, 40)}\` is no unit known here.${hint} Write it as in \`${EXAMPLES[expected]}\`.`,
    );
  }
  const chosen = exact ? numbers.filter(({ separator }) => separator !== "thousands") : numbers;
  const readings = chosen.flatMap((number) => units.map((unit) => reading(number, unit, units.length > 1)));
  return {
    kind: "quantity",
    readings: sensible(readings, chosen, units),
    hasUnit: rest !== "" || around.factor,
    says: around.says,
    approximate: around.approximate,
  };
}

function reading(number: NumberReading, unit: UnitReading, severalUnits: boolean): QuantityReading {
  const ways = [...(number.separator === null ? [] : [shown(number.value)]), ...(severalUnits ? [unit.name] : [])];
  return {
    value: number.value.times(unit.factor),
    dimension: unit.dimension,
    taken: ways.join(" "),
    plain: number.separator !== "thousands" && !severalUnits,
  };
}

const shown = (value: Exact): string => value.toText(9);

/**
 * A bit, a byte without a prefix and a packet can't be divided: where one reading divides them and another does not, the
 * first was not meant. "1,460 bytes" has one sense, "1,460 kB" has two.
 */
function sensible(
  readings: readonly QuantityReading[],
  numbers: readonly NumberReading[],
  units: readonly UnitReading[],
): QuantityReading[] {
  const whole = readings.filter((_, index) => {
    const grain = units[index % units.length]!.grain;
    return grain === null || readings[index]!.value.over(grain).isWhole;
  });
  const kept = numbers.length > 1 && whole.length > 0 ? whole : readings;
  const several = kept.length > 1;
  // A comma is read as grouping first, so what stands first and is a decimal has a point.
  return kept.map((one, index) => ({
    ...one,
    taken: several ? one.taken : "",
    plain: !several || (one.plain && index === 0),
  }));
}

/** "70.7:1", "1/3": a ratio of two numbers. */
function divided(numbers: readonly NumberReading[], text: string, around: Around): Quantity | Unreadable {
  const under = readNumber(text);
  if (under === null) return unreadable("NOT_A_NUMBER", "What stands behind the ratio's sign is no number.");
  if (/\d/.test(under.rest))
    return unreadable("SEVERAL_NUMBERS", "It holds more than two numbers; give one, or one ratio.");
  if (under.readings.some(({ value }) => value.isZero)) return unreadable("NOT_A_NUMBER", "It divides by 0.");
  const quotients = numbers.flatMap((over) =>
    under.readings.map((by) => ({ value: over.value.over(by.value), separator: over.separator ?? by.separator })),
  );
  const unit = under.rest.trim() === "" && around.expected !== "ratio" ? "" : under.rest.trim();
  return finish(quotients, unit, { ...around, exact: false });
}

function qualifier(text: string): { says: Quantity["says"]; without: string } {
  let rest = text;
  let says: Quantity["says"] = null;
  for (;;) {
    const comment = COMMENT.exec(rest);
    if (comment === null || comment.index === 0) break;
    says ??= qualifierOf(comment[1]!);
    rest = rest.slice(0, comment.index);
  }
  const word =
    /[ ,;]+(?:is |as )?(raw|absolute|relative|rel)\b\.?(?: (?:number|value|sequence number|seq(?:uence)?))?$/i.exec(
      rest,
    );
  if (word !== null) {
    says ??= qualifierOf(word[1]!);
    rest = rest.slice(0, word.index);
  }
  const before = /^(raw|absolute|relative|rel)\b\.?:? (?=[-+~\d])/i.exec(rest);
  if (before !== null) {
    says ??= qualifierOf(before[1]!);
    rest = rest.slice(before[0].length);
  }
  return { says, without: rest.trim() };
}

function qualifierOf(text: string): Quantity["says"] {
  const [, not, word] =
    /(\b(?:not|no|non|isn'?t)[ -]+(?:an? |the )?)?\b(relative|rel|raw|absolute)\b/i.exec(text) ?? [];
  if (word === undefined) return null;
  return /^rel/i.test(word) === (not === undefined) ? "relative" : "raw";
}

function notANumber(text: string): Unreadable {
  const digits = /^[-+]?\d[\d.,' _]*/.exec(text)?.[0].trim();
  if (digits === undefined || /^[-+]?0[xX]/.test(text)) return unreadable("NOT_A_NUMBER", "It is no number.");
  if (!/[.,' _]/.test(digits)) return unreadable("TOO_LARGE", "The number is too large.");
  return unreadable(
    "BAD_GROUPING",
    `The digits of \`${digits.slice(0, 40)}\` are grouped as no number's are; write it without spaces and separators.`,
  );
}

function unreadable(code: UnreadableCode, message: string): Unreadable {
  return { kind: "unreadable", code, message };
}
