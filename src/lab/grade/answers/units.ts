/**
 * Units as people write them. A unit that can mean two things has two entries: `KB` is 1000 bytes to one and 1024 to
 * another, and `kb` a kilobit or a kilobyte.
 */
import type { Unit as FactUnit } from "../../../analyze/facts/fact.ts";
import { Exact } from "../exact.ts";

/** What can be compared with what. */
export type Dimension = "data" | "time" | "rate" | "frame rate" | "count" | "ratio" | "number" | "text";

export interface UnitReading {
  readonly dimension: Dimension;
  /** How many of the dimension's base unit: bytes, seconds, bits per second, frames per second, pieces. */
  readonly factor: Exact;
  /** For messages: "kB (1000 bytes)". */
  readonly name: string;
  /** What of it can't be divided, in the base unit: a bit, a packet. Null where anything can. */
  readonly grain: Exact | null;
}

export const DIMENSION_OF: Readonly<Record<FactUnit, Dimension>> = {
  packets: "count",
  segments: "count",
  frames: "count",
  bytes: "data",
  seconds: "time",
  "bits/s": "rate",
  "frames/s": "frame rate",
  ratio: "ratio",
  factor: "ratio",
  number: "number",
};

/** How an answer in this dimension may be written, for messages. */
export const EXAMPLES: Readonly<Record<Dimension, string>> = {
  data: "1460 bytes",
  time: "0.941 ms",
  rate: "3.38 Mbit/s",
  "frame rate": "9.5 frames/s",
  count: "12",
  ratio: "70.7",
  number: "2656017633",
  text: "reset",
};

const BIT = Exact.of(1n, 8n);
const BYTE = Exact.of(1n);
const PREFIXES: readonly (readonly [names: readonly string[], factor: bigint])[] = [
  [[""], 1n],
  [["k", "kilo"], 1000n],
  [["M", "mega"], 1000n ** 2n],
  [["G", "giga"], 1000n ** 3n],
  [["T", "tera"], 1000n ** 4n],
  [["Ki", "kibi"], 1024n],
  [["Mi", "mebi"], 1024n ** 2n],
  [["Gi", "gibi"], 1024n ** 3n],
];

/** What is a prefix in English, as it is in French. */
const ACCENTED: Readonly<Record<string, readonly string[]>> = {
  mega: ["méga"],
  tera: ["téra"],
  mebi: ["mébi"],
};

const TIMES: readonly (readonly [names: readonly string[], factor: Exact])[] = [
  [["s", "sec", "secs", "sek", ...seconds("")], Exact.of(1n)],
  [["ms", "msec", "msecs", "msek", ...seconds("milli")], Exact.of(1n, 1000n)],
  [["µs", "us", "usec", "usecs", ...seconds("micro"), ...seconds("mikro")], Exact.of(1n, 1_000_000n)],
  [["ns", "nsec", "nsecs", ...seconds("nano")], Exact.of(1n, 1_000_000_000n)],
  [["min", "mins", "minute", "minutes", "minuten"], Exact.of(60n)],
  [["h", "hr", "hrs", "hour", "hours", "heure", "heures", "std", "stunde", "stunden"], Exact.of(3600n)],
];

/** In English, French and German. */
function seconds(prefix: string): string[] {
  return ["second", "seconds", "seconde", "secondes", "sekunde", "sekunden"].map((word) => prefix + word);
}

const FRAME_RATES = ["fps", "frames/s", "frame/s", "Hz", "1/s", "images/s", "image/s", "ips", "bilder/s", "bild/s"];
const COUNTS = [
  "packet",
  "pkt",
  "segment",
  "seg",
  "frame",
  "ack",
  "time",
  "retransmission",
  "duplicate ack",
  "dup ack",
];
const RATIOS = ["x", "times", ":1", ": 1", "to 1", "-fold", "fold"];

const EXACT_NAMES = new Map<string, readonly UnitReading[]>();
/** Without regard to case; where two units differ in case only, the readings of both. */
const FOLDED_NAMES = new Map<string, readonly UnitReading[]>();

function add(name: string, ...readings: readonly UnitReading[]): void {
  EXACT_NAMES.set(name, readings);
  const folded = name.toLowerCase();
  const before = FOLDED_NAMES.get(folded) ?? [];
  const others = readings.filter((reading) => !before.some(({ factor }) => factor.equals(reading.factor)));
  FOLDED_NAMES.set(folded, [...before, ...others]);
}

function data(prefix: string, factor: bigint, of: "byte" | "bit"): UnitReading {
  const base = of === "byte" ? BYTE : BIT;
  const size = of === "byte" ? `${prefix}B` : `${prefix}bit`;
  return {
    dimension: "data",
    factor: base.times(Exact.of(factor)),
    name: factor === 1n ? of : `${size} (${factor} ${of}s)`,
    grain: base,
  };
}

function rate({ factor, name }: UnitReading): UnitReading {
  return { dimension: "rate", factor: factor.times(Exact.of(8n)), name: `${name} per second`, grain: null };
}

/** The French octet: nobody writes "kops". */
function addOctets(name: string, ...readings: readonly UnitReading[]): void {
  add(name, ...readings);
  add(`${name}/s`, ...readings.map(rate));
}

function addData(name: string, ...readings: readonly UnitReading[]): void {
  add(name, ...readings);
  for (const ending of ["/s", "ps"]) {
    // In rates a small b has always been a bit.
    const own = /^[kKMGT]b$|^[kmg]b$/.test(name) ? readings.slice(0, 1) : readings;
    add(name + ending, ...own.map(rate));
  }
}

for (const [[short = "", long = ""], factor] of PREFIXES) {
  const [bytes, bits] = [data(short, factor, "byte"), data(short, factor, "bit")];
  for (const name of long === "" ? ["byte", "bytes", "Byte", "Bytes"] : [`${long}byte`, `${long}bytes`])
    addData(name, bytes);
  for (const name of long === "" ? ["bit", "bits", "Bit", "Bits"] : [`${long}bit`, `${long}bits`]) addData(name, bits);
  addData(`${short}B`, bytes);
  addData(`${short}b`, bits);
  for (const word of ["byte", "bytes", "Byte", "Bytes"]) if (short !== "") addData(short + word, bytes);
  for (const word of ["bit", "bits"]) if (short !== "") addData(short + word, bits);
}
{
  const [kB, KiB] = [data("k", 1000n, "byte"), data("Ki", 1024n, "byte")];
  const [kbit, Mbit, Gbit] = [data("k", 1000n, "bit"), data("M", 1000n ** 2n, "bit"), data("G", 1000n ** 3n, "bit")];
  addData("KB", kB, KiB);
  for (const word of ["Kbyte", "Kbytes", "KByte", "KBytes"]) addData(word, kB, KiB);
  for (const word of ["Kbit", "Kbits"]) addData(word, kbit);
  for (const name of ["kb", "Kb"]) addData(name, kbit, kB);
  addData("mb", Mbit, data("M", 1000n ** 2n, "byte"));
  addData("gb", Gbit, data("G", 1000n ** 3n, "byte"));
}
for (const [[short = "", ...longs], factor] of PREFIXES) {
  const bytes = data(short, factor, "byte");
  for (const word of ["octet", "octets", "oktett", "oktette", "oktetten"]) {
    for (const long of longs.flatMap((one) => [one, ...(ACCENTED[one] ?? [])])) {
      addOctets(long + word, bytes);
      addOctets(`${long}-${word}`, bytes);
    }
    if (short === "") addOctets(word, bytes);
  }
  // "5 to" is a range that was not ended.
  if (short === "T") EXACT_NAMES.set("To", [bytes]).set("To/s", [rate(bytes)]);
  else addOctets(`${short}o`, bytes);
}
addOctets("Ko", data("k", 1000n, "byte"), data("Ki", 1024n, "byte"));
for (const [names, factor] of TIMES) {
  for (const name of names) add(name, { dimension: "time", factor, name: names[0]!, grain: null });
}
for (const name of FRAME_RATES)
  add(name, { dimension: "frame rate", factor: Exact.of(1n), name: "frames/s", grain: null });
for (const word of COUNTS) {
  const reading: UnitReading = { dimension: "count", factor: Exact.of(1n), name: `${word}s`, grain: Exact.of(1n) };
  add(word, reading);
  add(`${word}s`, reading);
  add(`data ${word}s`, reading);
}
for (const name of RATIOS) add(name, { dimension: "ratio", factor: Exact.of(1n), name: "times", grain: null });
for (const name of ["%", "percent", "per cent", "pct", "prozent", "pour cent", "pourcent"])
  add(name, { dimension: "ratio", factor: Exact.of(1n, 100n), name: "%", grain: null });
add("‰", { dimension: "ratio", factor: Exact.of(1n, 1000n), name: "‰", grain: null });

/** Letters of a unit that is written out. */
const LEAST_WORD = 5;
/** "kB per second", "ko par seconde", "Bytes pro Sekunde": all are "/s". */
const PER_SECOND = /(?: ?\/ ?| (?:per|par|pro) )(?:s|sec|second|seconde|sek|sekunde)$/i;

/** For suggestions. */
export function unitNames(dimension: Dimension): string[] {
  return [...EXACT_NAMES].filter(([, [first]]) => first?.dimension === dimension).map(([name]) => name);
}

/**
 * @param text what stands behind the number; "" for nothing
 * @param expected the dimension of what is asked, which gives a lone `k` or `M` and a missing unit their meaning
 * @returns what the unit can be, the likelier first; empty for an unknown one
 */
export function readUnit(text: string, expected: Dimension): readonly UnitReading[] {
  const name = text.normalize("NFC").trim().replace(/\.$/, "").trim();
  if (name === "" || name === "1") return [base(expected)];
  const known = named(name.replace(PER_SECOND, "/s"));
  if (/^mio$/i.test(name)) return millions(name, expected, known ?? []);
  if (known !== undefined) return known;
  if (/^[kKMG]$/.test(name)) return multiples(name, expected);
  // "7 zero windows", "2.1 segments per ACK": words are no unit of another kind.
  if (expected === "count" && /^[\p{L} -]{2,40}$/u.test(name)) return [base("count")];
  if (expected === "ratio" && /^(data )?(segments?|packets?|bytes?)( per |\/| \/ )acks?$/i.test(name))
    return [base("ratio")];
  return [];
}

function named(name: string): readonly UnitReading[] | undefined {
  // A word means the same with a capital letter; of short ones it can change the meaning (Mb, MB).
  const word = name.length >= LEAST_WORD ? EXACT_NAMES.get(name.toLowerCase()) : undefined;
  return EXACT_NAMES.get(name) ?? word ?? FOLDED_NAMES.get(name.toLowerCase());
}

/** "Mio" is a mebioctet to French readers and a million to German ones. */
function millions(name: string, expected: Dimension, mebibytes: readonly UnitReading[]): readonly UnitReading[] {
  const million: UnitReading = { ...base(expected), factor: Exact.of(1_000_000n), name: `${name} (1000000)` };
  if (expected === "data") return [...mebibytes, million];
  return expected === "count" || expected === "number" || expected === "ratio" ? [million] : mebibytes;
}

/** A number without a unit, in the base unit of what is asked. */
export function base(dimension: Dimension): UnitReading {
  const grain = dimension === "count" ? Exact.of(1n) : dimension === "data" ? BYTE : null;
  return { dimension, factor: Exact.of(1n), name: "", grain };
}

function multiples(name: string, expected: Dimension): UnitReading[] {
  const power = "kmg".indexOf(name.toLowerCase()) + 1;
  const thousand: UnitReading = {
    ...base(expected),
    factor: Exact.of(1000n ** BigInt(power)),
    name: `${name} (${1000n ** BigInt(power)})`,
  };
  if (expected !== "data") return [thousand];
  return [
    thousand,
    { ...thousand, factor: Exact.of(1024n ** BigInt(power)), name: `${name} (${1024n ** BigInt(power)})` },
  ];
}
