/** Beacons made and verified: HMAC-SHA256 (RFC 2104) over every line but the last. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { LabOptionError } from "../errors.ts";
import {
  codeText,
  nameProblem,
  parseBeacon,
  signedText,
  studentLine,
  type BeaconFields,
  type BeaconKey,
} from "./format.ts";

/** Keys a beacon without a secret, so that damage shows. Everybody knows it: such a code proves nothing. */
const PUBLIC_KEY = "sharelab beacon without a secret";
/** Shorter ones can be guessed, bytes. */
export const LEAST_SECRET = 8;

export interface Identity {
  readonly student: string;
  readonly assignment: string;
  /** null: none was given out. */
  readonly secret: string | null;
}

/** The secret of whom a beacon names; null: none is known. */
export type SecretFor = (student: string) => string | null;

/** A beacon that can be read. */
export interface Verified {
  readonly broken: false;
  readonly student: string;
  readonly assignment: string;
  readonly time: string;
  readonly nonce: string;
  /** It claims to be signed with a secret. */
  readonly signed: boolean;
  /** Signed with the secret it was verified with, and not changed; null: nothing to verify a signed one with. */
  readonly valid: boolean | null;
  /** Why `valid` is not true, a sentence; null when it is. */
  readonly reason: string | null;
}

export interface Broken {
  readonly broken: true;
  readonly reason: string;
  /** Whom its line says that it was made for, where that can still be read. */
  readonly student: string | null;
}

/** @throws LabOptionError for names and secrets that can't be used */
export function checkIdentity({ student, assignment, secret }: Identity): void {
  for (const [option, name] of [
    ["--student", student],
    ["--assignment", assignment],
  ] as const) {
    const problem = nameProblem(name);
    if (problem !== null) throw new LabOptionError(`${option} can't be used. ${problem}`, "Give a plain name.");
  }
  if (secret !== null && Buffer.byteLength(secret) < LEAST_SECRET) {
    throw new LabOptionError(
      `The secret has less than ${LEAST_SECRET} bytes.`,
      "Use the one that your instructor gave you, whole.",
    );
  }
}

/**
 * @param now given by tests, as `nonce` is
 * @throws LabOptionError
 */
export function signBeacon(identity: Identity, now = new Date(), nonce = randomBytes(16).toString("hex")): Buffer {
  checkIdentity(identity);
  const { student, assignment, secret } = identity;
  const key: BeaconKey = secret === null ? "none" : "secret";
  const fields: BeaconFields = { student, assignment, time: now.toISOString(), nonce, key };
  const text = signedText(fields);
  return Buffer.from(text + codeText(codeOf(text, secret)));
}

/**
 * @param bytes one beacon, whole; any bytes will do
 * @param given the secret that it should be signed with; null: there is none
 */
export function verifyBeacon(bytes: Uint8Array, given: string | SecretFor | null): Verified | Broken {
  const parsed = parseBeacon(bytes);
  if ("problem" in parsed) return { broken: true, reason: parsed.problem, student: studentLine(bytes) };
  const { student, assignment, time, nonce, key, signedBytes, code } = parsed;
  const secret = typeof given === "function" ? given(student) : given;
  const signed = key === "secret";
  const read = { broken: false, student, assignment, time, nonce, signed } as const;
  if (signed && secret === null) {
    return { ...read, valid: null, reason: "It is signed, and there is no secret to verify it with." };
  }
  const right = Buffer.from(codeOf(signedBytes, signed ? secret : null), "hex");
  if (!timingSafeEqual(right, Buffer.from(code, "hex"))) {
    const why = signed ? "It was changed, or signed with another secret." : "It was changed.";
    return { ...read, valid: false, reason: why };
  }
  if (!signed) return { ...read, valid: false, reason: "It is not signed: anybody could have made it." };
  return { ...read, valid: true, reason: null };
}

function codeOf(text: string | Buffer, secret: string | null): string {
  return createHmac("sha256", secret ?? PUBLIC_KEY)
    .update(text)
    .digest("hex");
}
