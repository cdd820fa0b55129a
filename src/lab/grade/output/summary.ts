/** summary.json: the class at a glance. */
import { MISCONCEPTIONS } from "../misconceptions/registry.ts";
import { Exact, ZERO } from "../exact.ts";
import type { CheckState, Flag, Result } from "../result.ts";
import type { Rubric } from "../rubric/types.ts";

export const SUMMARY_SCHEMA = "sharelab/grade-summary/v1";

export interface Summary {
  readonly schema: typeof SUMMARY_SCHEMA;
  readonly assignment: Result["assignment"];
  readonly submissions: {
    readonly total: number;
    readonly graded: number;
    readonly pending: number;
    readonly ungradable: number;
    readonly late: number;
  };
  /** Of all submissions that could be graded; null for none. */
  readonly score: {
    readonly mean: number | null;
    readonly median: number | null;
    readonly min: number | null;
    readonly max: number | null;
    /** Ten equal parts of 0 to the most; the last one has the most itself. */
    readonly histogram: readonly number[];
  };
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly points: number;
    readonly states: Readonly<Record<CheckState, number>>;
    /** Mean share of the points, of those that could be graded: near 1 is easy. */
    readonly mean_credit: number | null;
    readonly misconceptions: readonly {
      readonly id: string;
      readonly title: string;
      readonly students: readonly string[];
    }[];
  }[];
  readonly problems: readonly { readonly code: string; readonly students: readonly string[] }[];
  readonly flags: readonly StudentFlag[];
  /** What was looked at and is as it should be. */
  readonly confirmed: readonly StudentFlag[];
  readonly pending: readonly { readonly student: string; readonly checks: readonly string[] }[];
}

export interface StudentFlag extends Flag {
  readonly student: string;
}

export function summarize(rubric: Rubric, results: readonly Result[]): Summary {
  const { assignment } = rubric;
  const most = assignment.points.toNumber();
  const usable = results.filter(({ state }) => state !== "ungradable");
  const of = (state: Result["state"]): number => results.filter((result) => result.state === state).length;
  return {
    schema: SUMMARY_SCHEMA,
    assignment: { id: assignment.id, title: assignment.title, points: most },
    submissions: {
      total: results.length,
      graded: of("graded"),
      pending: of("pending"),
      ungradable: of("ungradable"),
      late: results.filter(({ lateness }) => lateness.days > 0).length,
    },
    score: distribution(
      usable.map(({ score }) => score.points),
      most,
    ),
    checks: rubric.checks.map(({ id, title, points, counts }, index) => ({
      id,
      title,
      points: counts === "scored" ? points.toNumber() : 0,
      ...ofCheck(usable, index, counts === "scored" ? points : ZERO),
    })),
    problems: byCode(results),
    flags: results.flatMap(({ student, flags }) => flags.map((flag) => ({ student: student.id, ...flag }))),
    confirmed: results.flatMap(({ student, confirmed }) => confirmed.map((one) => ({ student: student.id, ...one }))),
    pending: results.flatMap(({ student, checks }) => {
      const waiting = checks.filter(({ state }) => state === "pending").map(({ id }) => id);
      return waiting.length === 0 ? [] : [{ student: student.id, checks: waiting }];
    }),
  };
}

function ofCheck(
  results: readonly Result[],
  index: number,
  points: Exact,
): Omit<Summary["checks"][number], "id" | "title" | "points"> {
  const states: Record<CheckState, number> = {
    passed: 0,
    partial: 0,
    failed: 0,
    ungradable: 0,
    pending: 0,
    "not-reached": 0,
  };
  const found = new Map<string, string[]>();
  let sum = ZERO;
  let graded = 0;
  for (const { student, checks } of results) {
    const check = checks[index]!;
    states[check.state]++;
    if (check.misconception !== null)
      found.set(check.misconception, [...(found.get(check.misconception) ?? []), student.id]);
    if (check.state === "ungradable" || check.state === "pending") continue;
    graded++;
    sum = sum.plus(Exact.from(check.earned));
  }
  const title = (id: string): string => MISCONCEPTIONS.find((known) => known.id === id)?.title ?? id;
  return {
    states,
    mean_credit: graded === 0 || points.isZero ? null : mean(sum.over(points), graded),
    misconceptions: [...found]
      .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
      .map(([id, students]) => ({ id, title: title(id), students })),
  };
}

function distribution(scores: readonly number[], most: number): Summary["score"] {
  const sorted = scores.map((score) => Exact.from(score)).sort((a, b) => a.compare(b));
  const histogram = new Array<number>(10).fill(0);
  for (const score of sorted) {
    const part = Math.min(9, score.times(Exact.of(10n)).over(Exact.from(most)).floor().toNumber());
    histogram[part]!++;
  }
  const { length } = sorted;
  if (length === 0) return { mean: null, median: null, min: null, max: null, histogram };
  const middle = sorted[Math.floor((length - 1) / 2)]!.plus(sorted[Math.floor(length / 2)]!);
  return {
    mean: mean(
      sorted.reduce((sum, score) => sum.plus(score), ZERO),
      length,
    ),
    median: mean(middle, 2),
    min: sorted[0]!.toNumber(),
    max: sorted.at(-1)!.toNumber(),
    histogram,
  };
}

const mean = (sum: Exact, count: number): number =>
  sum
    .over(Exact.of(BigInt(count)))
    .rounded(Exact.of(1n, 1000n))
    .toNumber();

function byCode(results: readonly Result[]): Summary["problems"] {
  const found = new Map<string, Set<string>>();
  for (const { student, problems } of results) {
    for (const { code } of problems) found.set(code, (found.get(code) ?? new Set()).add(student.id));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, students]) => ({ code, students: [...students] }));
}
