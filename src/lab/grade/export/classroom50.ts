/**
 * classroom50/<student>.json: result.json of Classroom 50 (github.com/foundation50/classroom50, wiki "Advanced
 * Autograding", schema classroom50/result/v1). Its runner gives some fields by environment and stamps owner,
 * assignment_type and graded_at itself; outside of it, what is not known is called so.
 */
import { feedbackText } from "../output/feedback-text.ts";
import type { Result } from "../result.ts";
import { json, type Exporter, type ExportInput } from "./types.ts";

export const classroom50Exporter: Exporter = {
  name: "classroom50",
  description: "result.json of Classroom 50 (classroom50/result/v1), for each student",
  files: ({ results, names, environment }) =>
    results.map((result) => ({
      path: `classroom50/${names.get(result.student.id)!}.json`,
      content: json(classroom50Result(result, environment)),
    })),
};

const UNKNOWN = "unknown";

export function classroom50Result(result: Result, environment: ExportInput["environment"]): object {
  const { assignment, score, checks, lateness, show_expected: open } = result;
  const given = (name: string): string | null => {
    const value = environment[name];
    return value === undefined || value === "" ? null : value;
  };
  const commit = given("COMMIT_URL") ?? UNKNOWN;
  return {
    schema: "classroom50/result/v1",
    classroom: given("CLASSROOM") ?? UNKNOWN,
    assignment: given("ASSIGNMENT") ?? assignment.id,
    submission: given("SUBMISSION_TAG") ?? `submit/${UNKNOWN}`,
    commit,
    release: given("RELEASE_URL") ?? UNKNOWN,
    review: given("REVIEW_URL") ?? commit,
    ...(lateness.submitted === null ? {} : { datetime: lateness.submitted }),
    score: score.points,
    "max-score": score.max,
    tests: checks
      .filter(({ hidden, points }) => !hidden && points > 0)
      .map((check) => ({
        "test-name": check.title,
        passed: check.state === "passed",
        score: Math.max(0, check.earned),
        "max-score": check.points,
        message: feedbackText(check, open),
      })),
  };
}
