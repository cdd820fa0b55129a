/** Grades one submission from where it is: its result, and its fingerprint to compare it with others by. */
import type { AnswerSheet } from "../answers/sheet.ts";
import type { Result } from "../result.ts";
import type { Rubric } from "../rubric/types.ts";
import { gradeSubmission, type StudentRecord, type Submission } from "../scoring/grade-submission.ts";
import { answerPrint, NO_ANSWERS } from "../similarity/prints/answers.ts";
import type { Fingerprint } from "../similarity/prints/types.ts";
import { readSource } from "../submission/read-source.ts";
import type { SubmissionSource } from "../submission/source.ts";

export interface Graded {
  readonly result: Result;
  readonly print: Fingerprint;
  /** What was read of it, for the student's page. */
  readonly submission: Submission;
}

export async function gradeSource(rubric: Rubric, source: SubmissionSource, record: StudentRecord): Promise<Graded> {
  const submission = await readSource(source, rubric.handin, record.beacon);
  const result = gradeSubmission(rubric, submission, record);
  const capture = submission.capture?.print ?? null;
  const answers = submission.answers === null ? NO_ANSWERS : answerPrint(itemsOf(submission.answers));
  return {
    result,
    print: { id: source.id, group: source.group, capture, ...answers },
    submission,
  };
}

function itemsOf({ answers }: AnswerSheet): ReadonlyMap<string, readonly string[]> {
  return new Map([...answers].map(([question, { items }]) => [question, items]));
}

/** The result of a submission that took its worker with it. */
export function failedResult(rubric: Rubric, source: SubmissionSource, record: StudentRecord, reason: string): Graded {
  const { id, name, aliases, group, submitted, late } = source;
  const submission: Submission = {
    student: { id, name, aliases, group },
    submitted,
    late,
    capture: null,
    answers: null,
    metadata: new Map(),
    problems: [],
    files: [],
    ungradable: reason,
  };
  const result = gradeSubmission(rubric, submission, record);
  return { result, print: { id, group, capture: null, ...NO_ANSWERS }, submission };
}
