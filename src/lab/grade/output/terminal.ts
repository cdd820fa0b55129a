/** The class at a glance, for the instructor's terminal. */
import { harmless } from "../../render/escape.ts";
import { paint, table, type TerminalStyle } from "../../render/terminal/style.ts";
import { wrap } from "../../render/terminal/wrap.ts";
import type { GradedClass } from "../grade.ts";
import type { Result } from "../result.ts";
import { flagCounts } from "./flag-counts.ts";
import type { Summary } from "./summary.ts";

const MAX_STUDENTS = 40;

export function* classOverview({ results, summary }: GradedClass, style: TerminalStyle): Generator<string> {
  const { assignment, submissions, score } = summary;
  const { total, pending, ungradable, late } = submissions;
  yield paint(style, "bold", harmless(`${assignment.title} (${assignment.id}), ${assignment.points} points`));
  const parts = [
    `${total} ${total === 1 ? "submission" : "submissions"}`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(ungradable > 0 ? [`${ungradable} ungradable`] : []),
    ...(late > 0 ? [`${late} late`] : []),
    ...(score.mean === null
      ? []
      : [`mean ${score.mean}`, `median ${score.median ?? "?"}`, `${score.min ?? "?"} to ${score.max ?? "?"}`]),
  ];
  yield wrap(parts.join(", "), style.width);
  yield "";
  yield table(
    style,
    [
      { title: "student", width: 24 },
      { title: "score", align: "right", width: 9 },
      { title: "", width: 43 },
    ],
    results
      .slice(0, MAX_STUDENTS)
      .map((result) => [cut(harmless(result.student.id), 22), String(result.score.points), remarks(result)]),
  );
  if (results.length > MAX_STUDENTS) yield `... and ${results.length - MAX_STUDENTS} more: grades.csv has all`;
  yield "";
  yield table(
    style,
    [
      { title: "check", width: 28 },
      { title: "passed", align: "right", width: 9 },
      { title: "partly", align: "right", width: 9 },
      { title: "failed", align: "right", width: 9 },
      { title: "open", align: "right", width: 8 },
      { title: "mean", align: "right", width: 9 },
    ],
    summary.checks.map(checkRow),
  );
  yield* seenMisconceptions(summary, style);
}

function checkRow({ id, states, mean_credit: mean }: Summary["checks"][number]): string[] {
  const open = states.ungradable + states.pending;
  return [
    cut(harmless(id), 26),
    String(states.passed),
    String(states.partial),
    String(states.failed + states["not-reached"]),
    open === 0 ? "" : String(open),
    mean === null ? "" : `${Math.round(mean * 100)} %`,
  ];
}

function remarks({ state, lateness, flags, problems, score }: Result): string {
  const codes = [...new Set(problems.filter(({ severity }) => severity !== "info").map(({ code }) => code))];
  const all = [
    ...(state === "graded"
      ? []
      : [state + (score.pending > 0 ? ` (${score.pending} ${score.pending === 1 ? "point" : "points"})` : "")]),
    ...(lateness.days > 0 ? [`${lateness.days} d late`] : []),
    ...flagCounts(flags).map((flag) => `flag ${harmless(flag)}`),
    ...codes.map((code) => code.toLowerCase().replace(/_/g, " ")),
  ];
  return all.join(", ");
}

function* seenMisconceptions({ checks }: Summary, style: TerminalStyle): Generator<string> {
  const seen = checks.flatMap(({ id, misconceptions }) =>
    misconceptions.map(({ title, students }) => `${id}: ${title} (${students.length})`),
  );
  if (seen.length === 0) return;
  yield "";
  yield paint(style, "bold", "Misconceptions seen");
  for (const line of seen) yield wrap(`  ${harmless(line)}`, style.width, "    ");
}

function cut(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 3).join("")}...`;
}
