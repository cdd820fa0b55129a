/** Batches to compare with, and captures that everybody may have. */
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AnalyzeError } from "../../../analyze/errors.ts";
import { analyzeObserved } from "../../../analyze/analyze.ts";
import { GradeReadError } from "../errors.ts";
import type { Rubric } from "../rubric/types.ts";
import type { Member } from "../similarity/class.ts";
import { NO_ANSWERS } from "../similarity/prints/answers.ts";
import { capturePrint, PictureCollector } from "../similarity/prints/capture-print.ts";
import type { Fingerprint } from "../similarity/prints/types.ts";
import { captureBytes } from "../submission/capture-bytes.ts";
import { readManifests, type Manifest } from "./parts/manifest.ts";
import { readPrint } from "./parts/part.ts";

const CAPTURES = /\.(pcap|pcapng|cap|dmp|ntar|txt|csv)(\.gz)?$/i;
const MAX_EXCLUDED = 500;

/** @returns the members of a folder that an earlier run wrote; null when it is no such folder */
export async function earlierRun(folder: string): Promise<Member[] | null> {
  const manifests = await readManifests(folder);
  return manifests.length === 0 ? null : manifests.flatMap((manifest) => membersOf(folder, manifest, basename(folder)));
}

export function membersOf(folder: string, { students }: Manifest, batch: string | null): Member[] {
  return students.map(({ id, part, aliases }) => ({ id, aliases, batch, load: () => readPrint(folder, part) }));
}

/** @throws GradeReadError for a path that is not there, or holds no capture that can be read */
export async function excludedPrints(rubric: Rubric, rubricPath: string): Promise<Fingerprint[]> {
  const prints: Fingerprint[] = [];
  for (const named of rubric.similarity.exclude) {
    const path = resolve(dirname(rubricPath), named);
    const before = prints.length;
    for (const file of await capturesIn(path)) {
      const print = await printOf(file, rubric);
      if (print !== null) prints.push(print);
    }
    if (prints.length === before) {
      throw new GradeReadError(
        `${path}, which the rubric excludes, holds no capture that can be read.`,
        "Mend `similarity.exclude`.",
      );
    }
  }
  return prints;
}

async function capturesIn(path: string): Promise<string[]> {
  try {
    if ((await stat(path)).isFile()) return [path];
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile() && CAPTURES.test(entry.name));
    return files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .slice(0, MAX_EXCLUDED);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new GradeReadError(
      `${path}, which the rubric excludes, ${code === "ENOENT" ? "does not exist" : `can't be read (${code ?? "unknown reason"})`}.`,
      "Mend `similarity.exclude`; paths there are beside the rubric.",
      { cause: error },
    );
  }
}

async function printOf(path: string, { handin }: Rubric): Promise<Fingerprint | null> {
  const pictures = new PictureCollector();
  try {
    const { input, sha256 } = await captureBytes(path);
    const report = await analyzeObserved(input, { ports: handin.capture.ports }, [pictures]);
    const file = basename(path);
    const capture = await capturePrint({ input, file, sha256, report, pictures, submitted: null });
    return { id: file, group: null, capture, ...NO_ANSWERS };
  } catch (error) {
    if (error instanceof AnalyzeError) return null;
    throw error;
  }
}
