/**
 * A number as people write it. Every reading that the text allows is kept: `1,234` is 1234 to one reader and 1.234 to
 * another, and which was meant is not ours to guess.
 */
import { Exact, powerOfTen } from "../exact.ts";

export interface NumberReading {
  readonly value: Exact;
  /** The text has another reading, and this one takes its separator so. */
  readonly separator: "thousands" | "decimal" | null;
}

export interface ReadNumber {
  /** One, or two where the text is ambiguous; the likelier first. */
  readonly readings: readonly NumberReading[];
  /** What stands behind the number. */
  readonly rest: string;
}

/** Spaces that group digits: plain, no-break, figure, thin, narrow no-break. All are plain here already (plainText). */
const GROUPED = String.raw`\d+(?:[ '_.,]\d+)*`;
const DECIMAL = new RegExp(`^([+-]?) ?((?:${GROUPED})|[.,]\\d+)(?:[eE]([+-]?\\d{1,4})(?![\\d.,]))?`);
const HEX = /^([+-]?)0[xX]([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)(?![0-9a-zA-Z])/;
const BINARY = /^([+-]?)0[bB]([01]+(?:_[01]+)*)(?![0-9a-zA-Z])/;
const POWER = /^(?:\^|\*\*) ?(-?\d{1,4})(?![\d.,])/;
const TIMES_POWER = /^ ?[x*] ?(10|2) ?(?:\^|\*\*) ?(-?\d{1,4})(?![\d.,])/;
const MAX_POWER = 330;
const UNFINISHED_BASE = /^[+-]?0[xX]/;

/** @returns null when the text does not begin with a number, or with one whose digits are grouped as no number's are */
export function readNumber(text: string): ReadNumber | null {
  const found = based(text, HEX, 16n) ?? based(text, BINARY, 2n);
  return found ?? (UNFINISHED_BASE.test(text) ? null : decimal(text));
}

function based(text: string, pattern: RegExp, base: bigint): ReadNumber | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const digits = match[2]!.replace(/_/g, "");
  if (digits.length > MAX_POWER) return null;
  const value = BigInt(`${base === 16n ? "0x" : "0b"}${digits}`);
  return one(Exact.of(match[1] === "-" ? -value : value), text.slice(match[0].length));
}

function decimal(text: string): ReadNumber | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [whole, sign, digits = "", exponent] = match;
  const rest = text.slice(whole.length);
  const mantissa = grouped(digits, exponent !== undefined);
  if (mantissa === null || Math.abs(Number(exponent ?? 0)) + digits.length > MAX_POWER) return null;
  const scaled = mantissa.map((reading) => ({
    ...reading,
    value: signed(reading.value, sign === "-").times(powerOfTen(Number(exponent ?? 0))),
  }));
  return withPower(scaled, rest);
}

/** "2^16", "1.5 x 10^3": what follows a number and makes it larger. */
function withPower(readings: readonly NumberReading[], rest: string): ReadNumber | null {
  const power = POWER.exec(rest);
  const times = power === null ? TIMES_POWER.exec(rest) : null;
  if (power === null && times === null) return { readings, rest };
  const exponent = Number(power?.[1] ?? times?.[2]);
  const made: NumberReading[] = [];
  for (const reading of readings) {
    const factor = power === null ? raised(Exact.from(Number(times![1])), exponent) : raised(reading.value, exponent);
    if (factor === null) return null;
    made.push({ ...reading, value: power === null ? reading.value.times(factor) : factor });
  }
  return { readings: made, rest: rest.slice((power ?? times)![0].length) };
}

/** @returns null for what has more than some hundred digits, and for 0 to a negative power */
export function raised(base: Exact, exponent: number): Exact | null {
  const size = Math.abs(exponent);
  const digits = Math.max(String(base.numerator).length, String(base.denominator).length);
  if (size * digits > 4 * MAX_POWER || (exponent < 0 && base.isZero)) return null;
  const value = Exact.of(base.numerator ** BigInt(size), base.denominator ** BigInt(size));
  return exponent < 0 ? Exact.of(1n).over(value) : value;
}

/** Digits with separators between them. */
function grouped(digits: string, hasExponent: boolean): NumberReading[] | null {
  const separators = digits.match(/[ '_.,]/g) ?? [];
  const parts = digits.split(/[ '_.,]/);
  const first = separators[0];
  const last = separators.at(-1);
  if (first === undefined || last === undefined) return single(digits);
  const kinds = new Set(separators);
  if (kinds.size > 2) return null;
  const point = (last === "." || last === ",") && (kinds.size === 2 || separators.length === 1);
  if (kinds.size === 2) {
    // The last separator is the decimal one, and only it; the other groups.
    if (!point || separators.slice(0, -1).some((separator) => separator !== first)) return null;
    return isGrouped(parts.slice(0, -1), first) ? single(`${parts.slice(0, -1).join("")}.${parts.at(-1)!}`) : null;
  }
  if (!point) return isGrouped(parts, first) ? single(parts.join("")) : null;
  const [before = "", behind = ""] = parts;
  const asDecimal = single(`${before}.${behind}`, "decimal");
  const canGroup = !hasExponent && behind.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  if (!canGroup) return single(`${before}.${behind}`);
  const asThousands = single(before + behind, "thousands");
  if (asDecimal === null || asThousands === null) return null;
  return last === "," ? [...asThousands, ...asDecimal] : [...asDecimal, ...asThousands];
}

/** Groups of three, or of India's two with a last one of three; an underscore may stand anywhere, as in programs. */
function isGrouped(parts: readonly string[], separator: string): boolean {
  const [first = "", ...others] = parts;
  if (separator === "_") return true;
  if (others.length === 0 || first === "" || first.length > 3 || (first.startsWith("0") && first !== "0")) return false;
  if (others.every((part) => part.length === 3)) return first !== "0";
  const [middle, last] = [others.slice(0, -1), others.at(-1)!];
  return (
    separator === "," &&
    first.length <= 2 &&
    middle.length > 0 &&
    last.length === 3 &&
    middle.every((p) => p.length === 2)
  );
}

function single(text: string, separator: NumberReading["separator"] = null): NumberReading[] | null {
  const value = Exact.parse(text);
  return value === null ? null : [{ value, separator }];
}

function one(value: Exact, rest: string): ReadNumber {
  return { readings: [{ value, separator: null }], rest };
}

function signed(value: Exact, negative: boolean): Exact {
  return negative ? value.negated() : value;
}
