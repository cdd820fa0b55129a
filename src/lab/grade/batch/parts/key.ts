/** What a result was made from, as digests. */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { StudentRecord } from "../../scoring/grade-submission.ts";
import type { SubmissionSource } from "../../submission/source.ts";

/** A submission with more entries than this is not graded in full either. */
const MAX_ENTRIES = 5000;
/** Bytes of one file that are looked at; of a longer one the length counts as well. */
const MAX_BYTES = 512 * 1024 * 1024;

export function digestOf(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

export function recordDigest({ extension, marks, beacon }: StudentRecord): string {
  const given = [...marks].map(([key, { points, comment }]) => [key, points.toNumber(), comment]);
  return digestOf(JSON.stringify([extension?.due ?? null, given, beacon.names, beacon.digest]));
}

/** Of what the student handed in and what the LMS says of it. Never throws: what can't be read counts as such. */
export async function submissionDigest(source: SubmissionSource): Promise<string> {
  const hash = createHash("sha256");
  const { parts, ...said } = source;
  hash.update(JSON.stringify(said));
  const budget = { entries: MAX_ENTRIES };
  for (const part of parts) {
    if (part.kind === "entries") {
      hash.update(JSON.stringify(part.entries));
      await addZip(part.disk, hash);
    } else if (part.kind === "file") {
      hash.update(JSON.stringify(part.as));
      await addFile(part.disk, hash);
    } else await addFolder(part.disk, "", hash, budget);
  }
  return hash.digest("hex");
}

const zips = new Map<string, Promise<string>>();

/** The zip of a whole class is read once. */
async function addZip(disk: string, hash: Hash): Promise<void> {
  let known = zips.get(disk);
  if (known === undefined) {
    const own = createHash("sha256");
    known = addFile(disk, own).then(() => own.digest("hex"));
    zips.set(disk, known);
  }
  hash.update(await known);
}

async function addFolder(folder: string, inside: string, hash: Hash, budget: { entries: number }): Promise<void> {
  try {
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (budget.entries-- <= 0) return;
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      hash.update(JSON.stringify([path, entry.isFile(), entry.isDirectory()]));
      if (entry.isDirectory()) await addFolder(folder, path, hash, budget);
      else if (entry.isFile()) await addFile(join(folder, path), hash);
    }
  } catch (error) {
    hash.update(`unreadable ${(error as NodeJS.ErrnoException).code ?? ""}`);
  }
}

async function addFile(path: string, hash: Hash): Promise<void> {
  try {
    const { size } = await lstat(path);
    hash.update(`${size} `);
    if (size === 0) return;
    for await (const piece of createReadStream(path, { end: MAX_BYTES - 1 })) hash.update(piece as Buffer);
  } catch (error) {
    hash.update(`unreadable ${(error as NodeJS.ErrnoException).code ?? ""}`);
  }
}
