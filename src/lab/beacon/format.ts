/**
 * A beacon: who works on what, when, as a few lines of text that stand in a capture as a TCP exchange of their own and
 * can be read there with Wireshark's "Follow TCP Stream". docs/session.md says what it proves and what not.
 */

/** Of the connection that carries beacons. */
export const BEACON_PORT = 9009;
/** First line. As the first byte of a frame, its "S" would be a length of 83 bytes: no frame format takes that. */
export const MAGIC = "SHARELAB-BEACON/1";
/** A beacon is never longer, bytes. */
export const MAX_BEACON_BYTES = 1024;
/** Of a student's or an assignment's name, bytes of UTF-8. */
export const MAX_NAME_BYTES = 128;

/** secret: signed with one that the instructor knows; none: anybody could have made it. */
export type BeaconKey = "secret" | "none";

export interface BeaconFields {
  readonly student: string;
  readonly assignment: string;
  /** When it was made, by the clock of the machine that made it: ISO 8601 in UTC with milliseconds. */
  readonly time: string;
  /** 32 hexadecimal digits, drawn anew for each beacon: the same twice is the same beacon twice. */
  readonly nonce: string;
  readonly key: BeaconKey;
}

export interface ParsedBeacon extends BeaconFields {
  /** The bytes that the code is over. */
  readonly signedBytes: Buffer;
  /** 64 hexadecimal digits. */
  readonly code: string;
}

export interface BrokenBeacon {
  /** Why it is none, a sentence. */
  readonly problem: string;
}

/** The lines that are signed. */
export function signedText({ student, assignment, time, nonce, key }: BeaconFields): string {
  return `${MAGIC}\nstudent: ${student}\nassignment: ${assignment}\ntime: ${time}\nnonce: ${nonce}\nkey: ${key}\n`;
}

/** The last line, with the empty one that ends a beacon. */
export function codeText(code: string): string {
  return `hmac-sha256: ${code}\n\n`;
}

/** @returns what is wrong with the name of a student or an assignment; null: nothing */
export function nameProblem(name: string): string | null {
  if (name.trim() === "" || name !== name.trim()) return "It is empty, or begins or ends with a space.";
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `It is longer than ${MAX_NAME_BYTES} bytes.`;
  // Half of a surrogate pair has no form in UTF-8.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) return "It has characters that can't be seen.";
  return null;
}

const FORM =
  /^SHARELAB-BEACON\/1\nstudent: ([^\n]+)\nassignment: ([^\n]+)\ntime: ([^\n]+)\nnonce: ([0-9a-f]{32})\nkey: (secret|none)\nhmac-sha256: ([0-9a-f]{64})\n\n$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Of any bytes: nothing in them is trusted. */
export function parseBeacon(bytes: Uint8Array): ParsedBeacon | BrokenBeacon {
  if (bytes.length > MAX_BEACON_BYTES) return { problem: `It is longer than ${MAX_BEACON_BYTES} bytes.` };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString("utf8");
  if (!text.startsWith(MAGIC)) return { problem: `It does not begin with ${MAGIC}.` };
  if (!Buffer.from(text).equals(buffer)) return { problem: "It is not UTF-8." };
  if (!text.endsWith("\n\n")) return { problem: "It is cut off: the empty line at its end is missing." };
  const [, student = "", assignment = "", time = "", nonce = "", key, code = ""] = FORM.exec(text) ?? [];
  if (key === undefined) return { problem: "Its lines are not those of a beacon." };
  if (nameProblem(student) !== null) return { problem: "Its student is no name." };
  if (nameProblem(assignment) !== null) return { problem: "Its assignment is no name." };
  if (!TIME.test(time) || Number.isNaN(Date.parse(time))) return { problem: "Its time is none." };
  const fields: BeaconFields = { student, assignment, time, nonce, key: key === "secret" ? "secret" : "none" };
  return { ...fields, signedBytes: Buffer.from(signedText(fields)), code };
}

/** @returns whom the bytes say that they were made for, though they are no whole beacon; null where that can't be read */
export function studentLine(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_BEACON_BYTES)).toString("utf8");
  const name = /^student: ([^\n]+)\n/m.exec(text)?.[1];
  return name === undefined || nameProblem(name) !== null ? null : name;
}
