/**
 * What the first bytes of a pickle tell: whether it is a numpy array's, and how long it must be. The length of its pixels
 * stands in front of them, so a few hundred bytes are enough.
 */
import { argumentWidth, opcode, type Argument } from "./opcodes.ts";
import { isPickleStart } from "./size-field.ts";

/** Whatever does not come to the pixels within these is no array. */
export const MOST_BEGINNING = 512;
/** Texts and bytes longer than this are pixels. Shorter ones are looked into: names, and pictures of a few pixels. */
const LONGEST_NAME = 64;
/** STOP, and what makes an array of the pixels in front of it. */
const LEAST_TAIL = 1;
/** Behind the pixels stand their type and shape in protocol 5, some 100 bytes. */
const MOST_TAIL = 1024;
/** Of the module in which numpy keeps what makes an array: the first name in such a pickle. */
const NUMPY = Buffer.from("numpy");
const LINE_END = 0x0a;
const STOP = 0x2e;

/** How many bytes the whole pickle has. */
export interface PickleLength {
  readonly least: number;
  readonly most: number;
}

/**
 * @param pickle from its first byte on, as far as it is there
 * @returns "no": it is no array's; "more": that can't be told yet
 */
export function beginningOf(pickle: Buffer): PickleLength | "no" | "more" {
  const beginning = pickle.subarray(0, MOST_BEGINNING);
  const told = read(beginning);
  if (told === "more" && beginning.length === MOST_BEGINNING) return "no";
  return told;
}

/**
 * Whether an array's pickle that begins so can have so many bytes. Nothing behind these is looked at: it may be another frame's.
 *
 * @returns null: that can't be told yet
 */
export function canHaveSize(pickle: Buffer, size: number): boolean | null {
  const own = pickle.subarray(0, size);
  const told = beginningOf(own);
  // The pixels begin, and a pickle ends, within its own size.
  if (told === "more") return own.length < size ? null : false;
  return told !== "no" && size >= told.least && size <= told.most;
}

function read(pickle: Buffer): PickleLength | "no" | "more" {
  if (pickle.length < 2) return "more";
  if (!isPickleStart(pickle, 0)) return "no";
  let isNumpy = false;
  for (let at = 2; at < pickle.length;) {
    const code = pickle[at++]!;
    const known = opcode(code);
    if (known === undefined) return "no";
    if (code === STOP) return isNumpy ? { least: at, most: at } : "no";
    const kind = KINDS[known.argument];
    const width = argumentWidth(known.argument);
    if (at + width > pickle.length) return "more";
    if (kind === "number") {
      at += width;
      continue;
    }
    if (kind === "names") {
      const end = pickle.indexOf(LINE_END, at);
      const second = end < 0 ? -1 : pickle.indexOf(LINE_END, end + 1);
      if ((end < 0 ? pickle.length : end) - at > LONGEST_NAME) return "no";
      if (!isNumpy && !beginsAs(pickle.subarray(at), NUMPY)) return "no";
      if (second < 0) return pickle.length - at > 2 * LONGEST_NAME ? "no" : "more";
      isNumpy = true;
      at = second + 1;
      continue;
    }
    const length = width === 8 ? Number(pickle.readBigUInt64LE(at)) : pickle.readUIntLE(at, width);
    at += width;
    if (!isNumpy && (kind === "bytes" || !beginsAs(pickle.subarray(at, at + length), NUMPY))) return "no";
    isNumpy = true;
    if (length > LONGEST_NAME) return { least: at + length + LEAST_TAIL, most: at + length + MOST_TAIL };
    at += length;
  }
  return "more";
}

/** As far as it is there, `bytes` begins as `wanted`. */
function beginsAs(bytes: Buffer, wanted: Buffer): boolean {
  const count = Math.min(bytes.length, wanted.length);
  return bytes.subarray(0, count).equals(wanted.subarray(0, count));
}

/** What becomes of an opcode's argument here. */
const KINDS: Readonly<Record<Argument, "number" | "names" | "text" | "bytes">> = {
  none: "number",
  uint1: "number",
  uint2: "number",
  int4: "number",
  uint4: "number",
  uint8: "number",
  names: "names",
  text1: "text",
  text4: "text",
  text8: "text",
  bytes1: "bytes",
  bytes4: "bytes",
  bytes8: "bytes",
};
