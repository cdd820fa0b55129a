/** Grades a folder of submissions: the I/O around the pure core. */
import { basename, join } from "node:path";
import { GradeError, RubricError } from "./errors.ts";
import { fileNames } from "./output/file-name.ts";
import { gradesCsv } from "./output/grades-csv.ts";
import { gradescopeResults } from "./output/results-json.ts";
import { summarize, type Summary } from "./output/summary.ts";
import { writeWhole } from "./output/write.ts";
import { feedbackPage } from "./pages/feedback.ts";
import { overviewPage } from "./pages/overview.ts";
import type { Result } from "./result.ts";
import { readRubric, type ReadRubric } from "./rubric/read.ts";
import type { Rubric } from "./rubric/types.ts";
import { gradeSubmission, NO_RECORD, type StudentRecord, type Submission } from "./scoring/grade-submission.ts";
import { StudentLists } from "./student-lists.ts";
import { findSources, type FoundSources } from "./submission/find-sources.ts";
import { readSubmission } from "./submission/read-folder.ts";
import { readSource } from "./submission/read-source.ts";
import { readFailure, textFile } from "./text/file.ts";

export interface GradeOptions {
  /** A CSV with the instructor's marks for `manual` checks. */
  readonly marksFile?: string;
  readonly onProgress?: (done: number, total: number, student: string) => void;
  readonly signal?: AbortSignal;
  /** Where the students' pages are written as they are graded; left out: nowhere. */
  readonly out?: string;
}

export interface GradedClass {
  readonly rubric: Rubric;
  readonly results: readonly Result[];
  readonly summary: Summary;
  /** What the instructor should know about what was left out. */
  readonly notes: readonly string[];
}

/** Reads a rubric's file. @throws GradeReadError */
export async function rubricFile(path: string): Promise<ReadRubric> {
  return readRubric(await textFile(path, "The rubric"));
}

/** @throws GradeReadError; RubricError with the findings when it can't be graded with */
export async function loadRubric(path: string): Promise<Rubric> {
  const { rubric, findings } = await rubricFile(path);
  if (rubric === null) throw new RubricError(basename(path), findings);
  return rubric;
}

/**
 * Grades the submissions in a folder or a zip, in the order of the students' ids.
 *
 * @throws GradeError when the rubric, a list beside it or the folder can't be read
 */
export async function gradeFolder(
  folder: string,
  rubricPath: string,
  options: GradeOptions = {},
): Promise<GradedClass> {
  const rubric = await loadRubric(rubricPath);
  const lists = await StudentLists.read(rubric, rubricPath, options.marksFile);
  const { sources, notes, close } = await sourcesIn(folder, options.out);
  try {
    const names = fileNames(sources.map(({ id }) => id));
    const results: Result[] = [];
    for (const [index, source] of sources.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.(index, sources.length, source.id);
      const record = lists.of(source);
      const submission = await readSource(source, rubric.handin, record.beacon);
      const result = gradeSubmission(rubric, submission, record);
      results.push(result);
      if (options.out !== undefined) await writeFeedback(options.out, names.get(source.id)!, result, submission);
    }
    return { rubric, results, summary: summarize(rubric, results), notes: [...notes, ...lists.unused(sources)] };
  } finally {
    await close();
  }
}

export async function gradeOne(
  rubric: Rubric,
  folder: string,
  student: string,
  record: StudentRecord = NO_RECORD,
): Promise<Result> {
  return gradeSubmission(rubric, await readSubmission(folder, student, rubric.handin, record.beacon), record);
}

/**
 * Writes feedback/<name>.html, while what was read of the submission is at hand.
 *
 * @throws GradeError
 */
export async function writeFeedback(out: string, name: string, result: Result, { capture }: Submission): Promise<void> {
  await writeWhole(feedbackFile(out, name), feedbackPage(result, capture));
}

export function feedbackFile(out: string, name: string): string {
  return join(out, "feedback", `${name}.html`);
}

/** Writes grades.csv, results/<student>.json, summary.json and the overview. @throws GradeError */
export async function writeResults(
  out: string,
  { rubric, results, summary, pairs }: Omit<GradedClass, "notes"> & { readonly pairs?: readonly unknown[] },
): Promise<void> {
  const names = fileNames(results.map(({ student }) => student.id));
  for (const result of results) {
    const path = join(out, "results", `${names.get(result.student.id)!}.json`);
    await writeWhole(path, json(gradescopeResults(result)));
  }
  await writeWhole(join(out, "index.html"), overviewPage({ results, summary, names, alike: pairs?.length }));
  await writeWhole(join(out, "summary.json"), json(summary));
  await writeWhole(join(out, "grades.csv"), gradesCsv(rubric, results));
}

/**
 * @param out where results are written
 * @throws GradeReadError; GradeWriteError; GradePermissionError
 */
export async function sourcesIn(path: string, out?: string): Promise<FoundSources> {
  try {
    return await findSources(path, out);
  } catch (error) {
    throw error instanceof GradeError ? error : readFailure(path, "The folder of submissions", error);
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
