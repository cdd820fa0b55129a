/** grades.csv: a line per student, for a spreadsheet. */
import type { Result } from "../result.ts";
import type { Rubric } from "../rubric/types.ts";
import { csv, type Cell } from "./csv.ts";
import { flagCounts } from "./flag-counts.ts";

const HEAD = [
  "student",
  "name",
  "score",
  "max",
  "state",
  "earned",
  "penalties",
  "late_days",
  "late_deduction",
  "pending",
  "ungradable",
  "flags",
  "problems",
  "name_from",
] as const;

export function gradesCsv(rubric: Rubric, results: readonly Result[]): string {
  const checks = rubric.checks.filter(({ counts }) => counts !== "none");
  return csv([
    [...HEAD, ...checks.map(({ id }) => id)],
    ...results.map((result) =>
      row(
        result,
        checks.map(({ id }) => id),
      ),
    ),
  ]);
}

function row(result: Result, ids: readonly string[]): Cell[] {
  const { student, score, lateness, state, flags, problems } = result;
  const byId = new Map(result.checks.map((check) => [check.id, check]));
  return [
    student.id,
    student.name,
    score.points,
    score.max,
    state,
    score.earned,
    score.penalties,
    lateness.days,
    score.late,
    score.pending,
    score.ungradable,
    flagCounts(flags).join(", "),
    [...new Set(problems.filter(({ severity }) => severity !== "info").map(({ code }) => code))].join(" "),
    student.name === null ? null : student.name_claimed === true ? "answers" : "submission",
    // A check that nobody could grade has no points yet, which is not the same as 0.
    ...ids.map((id) => {
      const check = byId.get(id);
      if (check === undefined) return null;
      return (check.state === "pending" || check.state === "ungradable") && check.earned === 0
        ? check.state
        : check.earned;
    }),
  ];
}
