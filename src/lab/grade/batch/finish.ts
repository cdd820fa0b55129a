/** From parts to everything that is written: results with their flags, the summary, what is alike. */
import { join, resolve } from "node:path";
import { GradeReadError } from "../errors.ts";
import { feedbackFile, writeResults, type GradedClass } from "../grade.ts";
import { declaredGroups } from "../groups.ts";
import { summarize } from "../output/summary.ts";
import { writeWhole } from "../output/write.ts";
import type { Result } from "../result.ts";
import type { Rubric } from "../rubric/types.ts";
import { compareClass, type ClassRules, type ComparedClass, type Member } from "../similarity/class.ts";
import type { Pair } from "../similarity/compare/types.ts";
import { pairFlags } from "../similarity/output/flags.ts";
import { writeSimilarityPages } from "../similarity/output/pages.ts";
import { similarityCsv } from "../similarity/output/similarity-csv.ts";
import { textFile } from "../text/file.ts";
import { excludedPrints } from "./earlier.ts";
import { readPart } from "./parts/part.ts";

export interface BatchClass extends GradedClass {
  readonly pairs: readonly Pair[];
  readonly members: readonly Member[];
  readonly places: readonly PartPlace[];
}

/** Where a student's part is. */
export interface PartPlace {
  readonly folder: string;
  readonly part: string;
}

/**
 * @param members this batch, then earlier ones
 * @param places of this batch's parts, in the same order
 */
export async function finish(
  rubric: Rubric,
  rubricPath: string,
  members: readonly Member[],
  places: readonly PartPlace[],
  notes: readonly string[],
): Promise<BatchClass> {
  const { pairs, unread } = await compared(rubric, rubricPath, members);
  const flags = pairFlags(pairs, members);
  const results: Result[] = [];
  for (const [at, { folder, part }] of places.entries()) {
    const found = await readPart(folder, part);
    if (found === null) {
      throw new GradeReadError(`The result of ${members[at]!.id} in ${folder} is gone.`, "Grade again, with --resume.");
    }
    const { result } = found;
    results.push({ ...result, flags: [...result.flags, ...(flags.get(at) ?? [])] });
  }
  const told = [...notes, ...unreadNotes(members, unread)];
  return { rubric, results, summary: summarize(rubric, results), notes: told, pairs, members, places };
}

/** A lone submission has nothing to be compared with, nor needs what the rubric excludes. */
async function compared(rubric: Rubric, rubricPath: string, members: readonly Member[]): Promise<ComparedClass> {
  return members.length < 2 ? { pairs: [], unread: [] } : compareClass(members, await rulesOf(rubric, rubricPath));
}

function unreadNotes(members: readonly Member[], unread: readonly number[]): string[] {
  const counts = new Map<string | null, number>();
  for (const place of unread) counts.set(members[place]!.batch, (counts.get(members[place]!.batch) ?? 0) + 1);
  return [...counts].map(
    ([batch, count]) =>
      `${count} ${count === 1 ? "fingerprint" : "fingerprints"}${batch === null ? "" : ` of ${batch}`}: not kept, or by another version; give the submissions with --against`,
  );
}

/** All files of a run, beside its parts. @throws GradeError */
export async function writeBatch(out: string, graded: BatchClass): Promise<void> {
  await takeFeedback(out, graded.places);
  await writeResults(out, graded);
  await writeWhole(join(out, "similarity.csv"), similarityCsv(graded.pairs, graded.members));
  await writeSimilarityPages(out, graded);
}

/** The students' pages were written where each was graded. */
async function takeFeedback(out: string, places: readonly PartPlace[]): Promise<void> {
  for (const { folder, part } of places) {
    if (resolve(folder) === resolve(out)) continue;
    await writeWhole(feedbackFile(out, part), await textFile(feedbackFile(folder, part), "The feedback"));
  }
}

async function rulesOf(rubric: Rubric, rubricPath: string): Promise<ClassRules> {
  const { pictures, answers } = rubric.similarity;
  const together = await declaredGroups(rubric, rubricPath);
  return { together, pictures, answers, excluded: await excludedPrints(rubric, rubricPath) };
}
