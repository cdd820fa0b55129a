/**
 * The header of a pickle-q frame: a size of 8 or 4 bytes, either way round, told from where the pickle behind it begins.
 * Each header is read by itself, so that none has to have been seen before.
 */
import { isPickleStart, MOST_PROBE_BYTES, readSize, SIZE_FIELDS, usualOf, type SizeField } from "./size-field.ts";
import { beginningOf, canHaveSize, MOST_BEGINNING } from "./beginning.ts";

/** The shortest pickle that is one: PROTO, something, STOP. */
const LEAST_PICKLE = 4;
const LONGEST_FIELD = 8;
/** No stream is recognised by longer pickles. */
const MOST_BYTES = 2 ** 30;
/** Where a size can be read in two ways, the pickle's beginning decides. */
export const PROBE_BYTES = LONGEST_FIELD + MOST_BEGINNING;

export type PickleHeaderProblem =
  | { readonly code: "no-pickle" }
  | { readonly code: "length-too-small"; readonly size: bigint; readonly field: string }
  | { readonly code: "length-over-limit"; readonly size: bigint; readonly field: string; readonly limit: number };

export interface PickleHeader {
  readonly headerBytes: number;
  readonly bodyBytes: number;
  /** As Python's struct names it. */
  readonly sizeField: string;
}

interface Reading {
  readonly field: SizeField;
  readonly size: number;
}

/**
 * @param count of the bytes from `start` on that are there
 * @param limit largest pickle to believe
 * @returns the header, what is wrong with it, or null when more bytes are needed to tell
 */
export function readPickleHeader(
  bytes: Buffer,
  start: number,
  count: number,
  limit: number,
): PickleHeader | PickleHeaderProblem | null {
  const own = bytes.subarray(start, start + count);
  for (const length of [4, 8] as const) {
    if (own.length < length + 2) return null;
    if (!isPickleStart(own, length)) continue;
    const readings = readingsOf(own, length, limit);
    if (readings.length > 0) return chosen(own, readings, limit);
    // What looks like a pickle may be the second half of a longer size.
    if (length === 8) return outOfRange(own, length, limit);
    if (own.length < MOST_PROBE_BYTES) return null;
    if (!isPickleStart(own, LONGEST_FIELD)) return outOfRange(own, length, limit);
  }
  return { code: "no-pickle" };
}

function fieldsOf(length: number): SizeField[] {
  return SIZE_FIELDS.filter((field) => field.bytes === length);
}

function readingsOf(bytes: Buffer, length: number, limit: number): Reading[] {
  return fieldsOf(length)
    .map((field) => ({ field, size: readSize(bytes, field) }))
    .filter(({ size }) => size >= LEAST_PICKLE && size <= limit)
    .map(({ field, size }) => ({ field, size: Number(size) }));
}

/** @returns null: it takes more of the pickle to tell which it is */
function chosen(bytes: Buffer, readings: readonly Reading[], limit: number): PickleHeader | PickleHeaderProblem | null {
  const [first, second] = readings;
  const header = ({ field, size }: Reading): PickleHeader => ({
    headerBytes: field.bytes,
    bodyBytes: size,
    sizeField: field.name,
  });
  if (second === undefined) {
    const usual = usualOf(first!.field);
    const size = readSize(bytes, usual);
    // A length such as 2^63 is a small one the other way round, which its own pickle has no room in.
    const can = size <= limit || hasRoom(bytes.subarray(usual.bytes, usual.bytes + first!.size), first!.size);
    if (can === false) return { code: "length-over-limit", size, field: usual.name, limit };
    return can === null ? null : header(first!);
  }
  if (first!.size === second.size) return header(first!);
  // Nothing behind the shorter one is looked at: it may be another frame's.
  const shorter = Math.min(first!.size, second.size);
  const pickle = bytes.subarray(first!.field.bytes, first!.field.bytes + shorter);
  const told = beginningOf(pickle);
  if (told === "more" && pickle.length < shorter) return null;
  const fits = readings.find(({ size }) => typeof told === "object" && size >= told.least && size <= told.most);
  return header(fits ?? first!);
}

/** @returns true, too, for what is no array's: it is told of as that. null: more of the pickle is needed */
function hasRoom(pickle: Buffer, size: number): boolean | null {
  return beginningOf(pickle) === "no" || canHaveSize(pickle, size);
}

/** Which reading is worth telling of: that of the usual field, unless it is further off. */
function outOfRange(bytes: Buffer, length: number, limit: number): PickleHeaderProblem {
  const readings = fieldsOf(length).map((field) => ({ field: field.name, size: readSize(bytes, field) }));
  const [first, second] = readings;
  const { field, size } = second !== undefined && second.size < first!.size && second.size > 0 ? second : first!;
  return size > limit ? { code: "length-over-limit", size, field, limit } : { code: "length-too-small", size, field };
}

/** Whether these can be a stream's first bytes: a size, at least, that can be an array's, as senders write it with a call of its own. */
export function looksLikePickles(firstBytes: Buffer): boolean {
  if (firstBytes.length < LONGEST_FIELD) return false;
  if (firstBytes.length === LONGEST_FIELD) return readingsOf(firstBytes, LONGEST_FIELD, MOST_BYTES).length > 0;
  const header = readPickleHeader(firstBytes, 0, firstBytes.length, MOST_BYTES);
  if (header === null) return firstBytes.length >= MOST_PROBE_BYTES;
  return !("code" in header) && beginningOf(firstBytes.subarray(header.headerBytes)) !== "no";
}

export function describePickleHeaderProblem(problem: PickleHeaderProblem): string {
  switch (problem.code) {
    case "no-pickle":
      return "no pickle of protocol 2 to 5 begins behind a size of 4 or 8 bytes";
    case "length-too-small":
      return `the size is ${problem.size} (${problem.field}), less than the ${LEAST_PICKLE} bytes of the shortest pickle`;
    case "length-over-limit":
      return `the size is ${problem.size} bytes (${problem.field}), over the limit of ${problem.limit}`;
  }
}

/**
 * Whether a frame of which a pickled array can't be in doubt begins there: the size agrees with what the pickle says of
 * itself.
 *
 * @returns null when more bytes are needed to tell
 */
export function isSure(bytes: Buffer, start: number, count: number, limit: number): boolean | null {
  const header = readPickleHeader(bytes, start, count, limit);
  if (header === null) return null;
  if ("code" in header) return false;
  const told = beginningOf(bytes.subarray(start + header.headerBytes, start + count));
  if (told === "more") return null;
  return told !== "no" && header.bodyBytes >= told.least && header.bodyBytes <= told.most;
}
