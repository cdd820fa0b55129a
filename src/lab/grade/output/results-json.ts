/**
 * results/<student>.json: Gradescope's results.json (gradescope-autograders.readthedocs.io, "Autograder Specifications"),
 * with the whole result under `extra_data`, which is kept and not shown to students.
 */
import type { CheckResult, Result } from "../result.ts";
import { feedbackText, problemsText } from "./feedback-text.ts";

export interface GradescopeTest {
  readonly name: string;
  readonly name_format: "text";
  readonly number: string;
  readonly score: number;
  readonly max_score: number;
  /** Left out where nothing is decided yet. */
  readonly status?: "passed" | "failed";
  readonly output: string;
  readonly output_format: "text";
  readonly visibility: "visible" | "hidden";
}

export interface GradescopeResults {
  readonly score: number;
  readonly output: string;
  readonly output_format: "text";
  readonly visibility: "visible";
  readonly stdout_visibility: "hidden";
  readonly tests: readonly GradescopeTest[];
  readonly extra_data: { readonly sharelab: Result };
}

export function gradescopeResults(result: Result): GradescopeResults {
  return {
    score: result.score.points,
    output: problemsText(result),
    output_format: "text",
    visibility: "visible",
    stdout_visibility: "hidden",
    tests: result.checks.map((check, index) => test(check, index, result.show_expected)),
    extra_data: { sharelab: result },
  };
}

function test(check: CheckResult, index: number, showExpected: boolean): GradescopeTest {
  const open = check.state === "pending" || check.state === "ungradable";
  return {
    name: check.title,
    name_format: "text",
    number: String(index + 1),
    score: check.earned,
    max_score: check.points,
    ...(open ? {} : { status: check.state === "passed" ? ("passed" as const) : ("failed" as const) }),
    output: feedbackText(check, showExpected),
    output_format: "text",
    visibility: check.hidden ? "hidden" : "visible",
  };
}
