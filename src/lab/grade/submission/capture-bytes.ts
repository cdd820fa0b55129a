/** A capture that is read several times: for its report, its digest, its packets' times and its fingerprint. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { readFailure } from "../../../analyze/capture-file/source.ts";

/** Files up to this size are read once and kept meanwhile, bytes. */
const MOST_KEPT = 32 * 2 ** 20;

export interface CaptureBytes {
  /** For every reading: the bytes, or the file's path where they are too many to be kept. */
  readonly input: string | Uint8Array;
  /** Hexadecimal, of the file as it is. */
  readonly sha256: string;
}

/** @throws CaptureReadError when the file can't be read */
export async function captureBytes(path: string): Promise<CaptureBytes> {
  try {
    const hash = createHash("sha256");
    const bytes = await wholeFile(path);
    if (bytes !== null) return { input: bytes, sha256: hash.update(bytes).digest("hex") };
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
    return { input: path, sha256: hash.digest("hex") };
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** @returns null for a larger file */
async function wholeFile(path: string): Promise<Buffer | null> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return size > MOST_KEPT ? null : await file.readFile();
  } finally {
    await file.close();
  }
}
