/** Runs a rubric against sample submissions whose scores are stated beforehand. */
import { dirname, join, resolve } from "node:path";
import { GradeListError } from "./errors.ts";
import { gradeOne, loadRubric } from "./grade.ts";
import type { Result } from "./result.ts";
import { StudentLists } from "./student-lists.ts";
import { textFile } from "./text/file.ts";
import { isMap, plainValue, readYaml, type YamlDocument, type YamlValue } from "./text/yaml.ts";

export interface SampleOutcome {
  readonly folder: string;
  readonly score: number;
  readonly max: number;
  /** What is not as stated; empty: all is. */
  readonly differences: readonly string[];
}

interface Sample {
  readonly folder: string;
  readonly score: number | null;
  readonly state: string | null;
  readonly checks: ReadonlyMap<string, string | number>;
  readonly misconceptions: ReadonlyMap<string, string>;
  readonly problems: readonly string[] | null;
  readonly flags: readonly string[] | null;
}

const LIMITS = { length: 1024 * 1024, depth: 10, nodes: 50_000 };

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

function readSamples(
  text: string,
  file: string,
): { readonly samples: readonly Sample[]; readonly marks: string | null } {
  const document = readYaml(text, LIMITS);
  const [first] = document.problems;
  if (first !== undefined) {
    throw new GradeListError(`${file} is no valid YAML at line ${first.line}: ${first.message}`, "Mend it.");
  }
  const list = isMap(document.value) ? document.value["samples"] : null;
  if (!Array.isArray(list) || list.length === 0) {
    throw new GradeListError(
      `${file} lists no samples.`,
      "Write `samples:` and under it `- folder: …` with `score: …`.",
    );
  }
  const marks = isMap(document.value) && typeof document.value["marks"] === "string" ? document.value["marks"] : null;
  return { samples: list.map((entry, index) => sample(entry, index, file, document)), marks };
}

const KEYS = ["folder", "score", "state", "checks", "misconceptions", "problems", "flags", "about"];

function sample(entry: YamlValue, index: number, file: string, document: YamlDocument): Sample {
  const { line } = document.place(["samples", index]);
  const wrong = (what: string): GradeListError =>
    new GradeListError(`${file}, line ${line}: ${what}`, `A sample has the keys ${KEYS.join(", ")}.`);
  if (!isMap(entry) || typeof entry["folder"] !== "string") throw wrong("the sample has no `folder`.");
  const strange = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (strange !== undefined) throw wrong(`the key \`${strange}\` is not known.`);
  const { score, state, checks, misconceptions } = entry;
  if (score !== undefined && typeof score !== "number") throw wrong("`score` must be a number.");
  return {
    folder: entry["folder"],
    score: score ?? null,
    state: typeof state === "string" ? state : null,
    checks: new Map(
      Object.entries(isMap(checks) ? checks : {}).map(([id, value]) => [
        id,
        typeof value === "number" ? value : plainValue(value),
      ]),
    ),
    misconceptions: new Map(
      Object.entries(isMap(misconceptions) ? misconceptions : {}).map(([id, value]) => [id, plainValue(value)]),
    ),
    problems: texts(entry["problems"]),
    flags: texts(entry["flags"]),
  };
}

const texts = (value: YamlValue | undefined): string[] | null => (Array.isArray(value) ? value.map(String) : null);
