/** What a regrade changed, and why: this run's results against those of an earlier run of the same class. */
import { csv } from "../output/csv.ts";
import type { CheckResult, Result } from "../result.ts";
import { noManifest, readManifests } from "./parts/manifest.ts";
import { readPart, type PartKey } from "./parts/part.ts";

export interface Change {
  readonly student: string;
  readonly name: string | null;
  /** null: was, or is, not there. */
  readonly before: number | null;
  readonly after: number | null;
  readonly stateBefore: string | null;
  readonly stateAfter: string | null;
  /** What the results were made from that is no longer the same. */
  readonly causes: readonly string[];
  readonly checks: readonly {
    readonly id: string;
    readonly before: string;
    readonly after: string;
    readonly reason: string | null;
  }[];
}

/** A student of a run, with what the result was made from. */
export interface Keyed {
  readonly key: PartKey;
  readonly result: Result;
}

const CAUSES = {
  submission: "the submission is another one",
  rubric: "the rubric was changed",
  record: "its extension or marks were changed",
  version: "this program is another version",
} as const satisfies Record<keyof PartKey, string>;

/** @throws GradeReadError when the folder is none of an earlier run */
export async function keyedResults(out: string): Promise<Map<string, Keyed>> {
  const manifests = await readManifests(out);
  if (manifests.length === 0) throw noManifest(out);
  const found = new Map<string, Keyed>();
  for (const { students } of manifests) {
    for (const { id, part } of students) {
      const read = await readPart(out, part);
      if (read !== null) found.set(id, { key: read.key, result: read.result });
    }
  }
  return found;
}

/** @returns one for each student whose score, state or checks are not as they were, by id */
export function changesSince(before: ReadonlyMap<string, Keyed>, after: ReadonlyMap<string, Keyed>): Change[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  return ids.flatMap((id) => {
    const change = changeOf(id, before.get(id), after.get(id));
    return change === null ? [] : [change];
  });
}

function changeOf(student: string, before: Keyed | undefined, after: Keyed | undefined): Change | null {
  const checks = checkChanges(before?.result.checks ?? [], after?.result.checks ?? []);
  const [was, is] = [before?.result, after?.result];
  const same = was?.score.points === is?.score.points && was?.state === is?.state && checks.length === 0;
  if (same) return null;
  return {
    student,
    name: is?.student.name ?? was?.student.name ?? null,
    before: was?.score.points ?? null,
    after: is?.score.points ?? null,
    stateBefore: was?.state ?? null,
    stateAfter: is?.state ?? null,
    causes: causesOf(before, after),
    checks: before === undefined || after === undefined ? [] : checks,
  };
}

function causesOf(before: Keyed | undefined, after: Keyed | undefined): string[] {
  if (before === undefined) return ["it was not there before"];
  if (after === undefined) return ["it is no longer there"];
  return (Object.keys(CAUSES) as (keyof PartKey)[])
    .filter((part) => before.key[part] !== after.key[part])
    .map((part) => CAUSES[part]);
}

function checkChanges(before: readonly CheckResult[], after: readonly CheckResult[]): Change["checks"][number][] {
  const [was, is] = [byId(before), byId(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [old, now] = [was.get(id), is.get(id)];
    const [one, other] = [stateText(old), stateText(now)];
    return one === other ? [] : [{ id, before: one, after: other, reason: now?.reason ?? now?.expected?.text ?? null }];
  });
}

const byId = (checks: readonly CheckResult[]): Map<string, CheckResult> => new Map(checks.map((one) => [one.id, one]));

function stateText(check: CheckResult | undefined): string {
  return check === undefined ? "not asked" : `${check.state} ${check.earned}/${check.points}`;
}

/** changes.csv: a line per student and check. */
export function changesCsv(changes: readonly Change[]): string {
  return csv([
    [
      "student",
      "name",
      "before",
      "after",
      "state_before",
      "state_after",
      "because_of",
      "check",
      "check_before",
      "check_after",
      "reason",
    ],
    ...changes.flatMap((change) => {
      const { student, name, before, after, stateBefore, stateAfter, causes } = change;
      const head = [student, name, before, after, stateBefore, stateAfter, causes.join("; ")];
      if (change.checks.length === 0) return [[...head, null, null, null, null]];
      return change.checks.map((check) => [...head, check.id, check.before, check.after, check.reason]);
    }),
  ]);
}

/** For a terminal; the caller makes what comes from submissions harmless. */
export function* changeLines(changes: readonly Change[]): Generator<string> {
  if (changes.length === 0) yield "Nothing changed.";
  for (const { student, before, after, causes, checks } of changes) {
    const why = causes.length === 0 ? "" : ` (${causes.join("; ")})`;
    yield `${student}: ${before ?? "none"} -> ${after ?? "none"}${why}`;
    for (const check of checks) yield `  ${check.id}: ${check.before} -> ${check.after}`;
  }
}
