/**
 * A part is what is kept of one graded submission: its result, its fingerprint, and a key that says what they were made
 * from. A run that goes on, a regrade and a merge all begin with parts. Each is written whole or not at all.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { GradeReadError } from "../../errors.ts";
import { writeWhole } from "../../output/write.ts";
import type { Result } from "../../result.ts";
import { decodePrint, encodePrint } from "../../similarity/prints/codec.ts";
import type { Fingerprint } from "../../similarity/prints/types.ts";
import type { Graded } from "../grade-source.ts";

export const PART_SCHEMA = "sharelab/grade-part/v1";

/** Digests of everything that a result depends on. When one of them changes, the submission is graded again. */
export interface PartKey {
  /** Of this program. */
  readonly version: string;
  readonly rubric: string;
  /** Extension and marks. */
  readonly record: string;
  readonly submission: string;
}

export interface Part {
  readonly schema: typeof PART_SCHEMA;
  readonly student: string;
  readonly key: PartKey;
  readonly result: Result;
}

export function partsFolder(out: string): string {
  return join(out, "parts");
}

/** @param name the student's, as a file's (output/file-name.ts) */
export async function writePart(
  out: string,
  name: string,
  key: PartKey,
  { result, print }: Pick<Graded, "result" | "print">,
): Promise<void> {
  const folder = partsFolder(out);
  const part: Part = { schema: PART_SCHEMA, student: result.student.id, key, result };
  // A part without its print would be taken for whole: the print is written first, and an old part is taken away before.
  await rm(join(folder, `${name}.json`), { force: true });
  await writeWhole(join(folder, `${name}.print`), encodePrint(print));
  await writeWhole(join(folder, `${name}.json`), `${JSON.stringify(part)}\n`);
}

/** @returns null when there is none, or none that this program can read */
export async function readPart(out: string, name: string): Promise<Part | null> {
  try {
    const part = JSON.parse(await readFile(join(partsFolder(out), `${name}.json`), "utf8")) as Part;
    return (part.schema as string) === PART_SCHEMA ? part : null;
  } catch {
    return null;
  }
}

/** @returns null when there is none, or one of another version */
export async function readPrint(out: string, name: string): Promise<Fingerprint | null> {
  try {
    return decodePrint(await readFile(join(partsFolder(out), `${name}.print`)));
  } catch {
    return null;
  }
}

/** Takes a part from another folder as it is. @throws GradeError when it is gone */
export async function copyPart(from: string, to: string, name: string): Promise<void> {
  for (const ending of ["print", "json"]) {
    const file = `${name}.${ending}`;
    let bytes: Buffer;
    try {
      bytes = await readFile(join(partsFolder(from), file));
    } catch (error) {
      // A failed submission has no fingerprint to speak of; without its result there is none.
      if (ending === "print" && (error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new GradeReadError(`${file} in ${partsFolder(from)} can't be read.`, "Grade again, with --resume.", {
        cause: error,
      });
    }
    await writeWhole(join(partsFolder(to), file), bytes);
  }
}

export function sameKey(a: PartKey, b: PartKey): boolean {
  return a.version === b.version && a.rubric === b.rubric && a.record === b.record && a.submission === b.submission;
}
