/** Fingerprints for tests: of captures of fixtures/captures, of files, and of made-up numbers. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createHash } from "node:crypto";
import { analyzeObserved } from "../../../src/analyze/analyze.ts";
import { findPairs, type FindOptions } from "../../../src/lab/grade/similarity/compare/find-pairs.ts";
import { indexEntry } from "../../../src/lab/grade/similarity/compare/index-entry.ts";
import { answerPrint, NO_ANSWERS } from "../../../src/lab/grade/similarity/prints/answers.ts";
import { capturePrint, PictureCollector } from "../../../src/lab/grade/similarity/prints/capture-print.ts";
import type { CapturePrint, Fingerprint } from "../../../src/lab/grade/similarity/prints/types.ts";
import { capture } from "../../support/fixtures.ts";

export async function printOfFile(path: string): Promise<CapturePrint> {
  const pictures = new PictureCollector();
  const report = await analyzeObserved(path, {}, [pictures]);
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  return capturePrint({ input: path, file: basename(path), sha256, report, pictures, submitted: null });
}

export async function printOf(path: string, id = basename(path)): Promise<Fingerprint> {
  return { id, group: null, capture: await printOfFile(path), ...NO_ANSWERS };
}

export const fixturePrint = (name: string): Promise<Fingerprint> => printOf(capture(name));

export function written(id: string, answers: Readonly<Record<string, string>>): Fingerprint {
  const given = new Map(Object.entries(answers).map(([question, text]) => [question, [text]] as const));
  return { id, group: null, capture: null, ...answerPrint(given) };
}

/** "a b finding" of each. */
export async function found(prints: readonly Fingerprint[], options: Partial<FindOptions> = {}): Promise<string[]> {
  const pairs = await findPairs(prints.map(indexEntry), (place) => prints[place]!, {
    batch: prints.length,
    together: () => false,
    ...options,
  });
  return pairs.flatMap(({ a, b, findings }) => findings.map(({ id }) => `${prints[a]!.id} ${prints[b]!.id} ${id}`));
}
