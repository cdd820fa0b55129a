/**
 * prairielearn/<student>.json: results.json of PrairieLearn's external graders (docs.prairielearn.com, "External grading").
 * Hidden checks are left out: students see what stands there.
 */
import { feedbackText, problemsText } from "../output/feedback-text.ts";
import type { Result } from "../result.ts";
import { json, type Exporter } from "./types.ts";

export const prairieLearnExporter: Exporter = {
  name: "prairielearn",
  description: "results.json of an external grader of PrairieLearn, for each student",
  files: ({ results, names }) =>
    results.map((result) => ({
      path: `prairielearn/${names.get(result.student.id)!}.json`,
      content: json(prairieLearnResults(result)),
    })),
};

export function prairieLearnResults(result: Result): object {
  const { score, state, reason, checks, show_expected: open } = result;
  const output = problemsText(result);
  if (state === "ungradable") return { gradable: false, format_errors: [reason ?? "It can't be graded."], output };
  return {
    gradable: true,
    score: score.max === 0 ? 0 : Math.min(1, Math.max(0, score.points / score.max)),
    message: `${score.points} of ${score.max} points${score.pending > 0 ? `, ${score.pending} not decided yet` : ""}`,
    output,
    tests: checks
      .filter(({ hidden }) => !hidden)
      .map((check) => ({
        name: check.title,
        points: check.earned,
        max_points: check.points,
        output: feedbackText(check, open),
      })),
  };
}
