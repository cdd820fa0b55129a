/** Runs a rubric against sample submissions whose scores are stated beforehand. */
import { dirname, join, resolve } from "node:path";
import { gradeOne, loadRubric } from "./grade.ts";
import type { Result } from "./result.ts";
import { readSamples, type Sample } from "./samples.ts";
import { StudentLists } from "./student-lists.ts";
import { textFile } from "./text/file.ts";

export interface SampleOutcome {
  readonly folder: string;
  readonly score: number;
  readonly max: number;
  /** What is not as stated; empty: all is. */
  readonly differences: readonly string[];
}

/**
 * @param samplesPath a list of samples; by default samples.yml beside the rubric
 * @throws GradeError when the rubric has errors, or the list can't be read
 */
export async function testRubric(rubricPath: string, samplesPath?: string): Promise<SampleOutcome[]> {
  const rubric = await loadRubric(rubricPath);
  const path = samplesPath ?? join(dirname(rubricPath), "samples.yml");
  const { samples, marks } = readSamples(await textFile(path, "The list of samples"), path);
  const lists = await StudentLists.read(rubric, rubricPath, marks === null ? undefined : resolve(dirname(path), marks));
  const outcomes: SampleOutcome[] = [];
  for (const sample of samples) {
    const name =
      sample.folder
        .split(/[/\\]/)
        .filter((part) => part !== "")
        .at(-1) ?? sample.folder;
    const result = await gradeOne(rubric, resolve(dirname(path), sample.folder), name, lists.of({ id: name }));
    const { points, max } = result.score;
    outcomes.push({ folder: sample.folder, score: points, max, differences: differences(sample, result) });
  }
  return outcomes;
}

function differences(sample: Sample, result: Result): string[] {
  const found: string[] = [];
  const differ = (what: string, expected: string | number, actual: string | number): void => {
    if (expected !== actual) found.push(`${what}: expected ${expected}, got ${actual}`);
  };
  if (sample.score !== null) differ("score", sample.score, result.score.points);
  if (sample.state !== null) differ("state", sample.state, result.state);
  const checks = new Map(result.checks.map((check) => [check.id, check]));
  for (const [id, expected] of sample.checks) {
    const check = checks.get(id);
    if (check === undefined) found.push(`${id}: the rubric has no such check`);
    else differ(id, expected, typeof expected === "number" ? check.earned : check.state);
  }
  for (const [id, expected] of sample.misconceptions) {
    differ(`${id}, misconception`, expected, checks.get(id)?.misconception ?? "none");
  }
  const same = (what: string, expected: readonly string[] | null, actual: readonly string[]): void => {
    if (expected !== null)
      differ(what, [...expected].sort().join(" ") || "none", [...new Set(actual)].sort().join(" ") || "none");
  };
  const { problems, flags } = result;
  same(
    "problems",
    sample.problems,
    problems.filter(({ severity }) => severity !== "info").map(({ code }) => code),
  );
  same(
    "flags",
    sample.flags,
    flags.map(({ id }) => id),
  );
  return found;
}
