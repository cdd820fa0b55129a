/**
 * Grades one submission: pure, from what was read of it to its result. The same input gives the same result, byte for
 * byte: no clock, no locale, no order but the rubric's.
 */
import type { AnswerSheet } from "../answers/sheet.ts";
import { unknownQuestions } from "../answers/sheet.ts";
import { isBlank } from "../answers/quantity.ts";
import { NO_OWNER, type BeaconOwner } from "../beacons/owner.ts";
import type { GradeContext, Mark, Outcome } from "../checks/types.ts";
import { Exact, ZERO } from "../exact.ts";
import { Facts, type CaptureEvidence } from "../facts/evidence.ts";
import { RESULT_SCHEMA, type CheckResult, type Flag, type Result, type SubmissionState } from "../result.ts";
import { CAPTURE_CONDITIONS } from "../rubric/conditions.ts";
import type { Check, Rubric } from "../rubric/types.ts";
import type { Oddity } from "../similarity/prints/types.ts";
import { problem, type Problem } from "../submission/problems.ts";
import { lateness, type Extension } from "./late.ts";
import { sums, total, type Graded } from "./total.ts";

/** Everything that was read of one submission. */
export interface Submission {
  readonly student: Result["student"];
  /** Seconds since the epoch, from metadata; null: not known. */
  readonly submitted: number | null;
  /** Whether the LMS calls it late, where it does not say when; left out or null: it does not say. */
  readonly late?: boolean | null;
  /** The student's own due date by the LMS, seconds since the epoch; left out or null: that of all. */
  readonly due?: number | null;
  readonly capture: CaptureEvidence | null;
  /** Null when no answer file was handed in. */
  readonly answers: AnswerSheet | null;
  /** Keys of the metadata, beside those of the answer sheet. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
  readonly files: Result["files"];
  /** Why nothing of it can be graded: a hostile archive, a crashed worker. Null: it can. */
  readonly ungradable: string | null;
}

/** What the instructor says of a student beside the submission. */
export interface StudentRecord {
  readonly extension: Extension | null;
  /** By check and item, joined with "/". */
  readonly marks: ReadonlyMap<string, Mark>;
  readonly beacon: BeaconOwner;
}

export const NO_RECORD: StudentRecord = { extension: null, marks: new Map(), beacon: NO_OWNER };

export function gradeSubmission(rubric: Rubric, submission: Submission, record: StudentRecord = NO_RECORD): Result {
  const facts = submission.capture === null ? null : new Facts(submission.capture);
  const unmet = facts === null ? [] : unmetConditions(rubric, facts);
  const problems = [
    ...submission.problems,
    ...unmet,
    ...ofAnswers(rubric, submission),
    ...ofMetadata(rubric, submission),
  ];
  const extension = extensionOf(rubric, submission, record);
  const due = extension?.due ?? rubric.assignment.due;
  problems.push(...ofTime(submission, due));
  const context = contextOf(rubric, submission, record, facts, problems, due);
  const outcomes = gradeChecks(rubric, submission, context);
  const graded = rubric.checks.map((check): Graded => {
    const { state, credit } = outcomes.get(check)!;
    return { check, state, credit };
  });
  const sum = sums(graded, rubric.scoring.ungradable);
  const rejected = unmet.length > 0 && rubric.handin.capture.unmet === "reject";
  const earned = rejected ? ZERO : sum.earned;
  const late = lateness({
    due: rubric.assignment.due,
    zone: rubric.assignment.zone,
    extension,
    submitted: submission.submitted,
    called: submission.late ?? null,
    policy: rubric.late,
    maximum: rubric.assignment.points,
    earned: earned.minus(sum.penalties),
  });
  const waits = unmet.length > 0 && rubric.handin.capture.unmet === "pending";
  return {
    schema: RESULT_SCHEMA,
    assignment: {
      id: rubric.assignment.id,
      title: rubric.assignment.title,
      points: rubric.assignment.points.toNumber(),
    },
    student: submission.student,
    state: stateOf(submission, !sum.pending.isZero || waits),
    reason: submission.ungradable ?? (rejected ? "The capture does not meet the conditions of the assignment." : null),
    score: {
      points: total(rubric, { ...sum, earned }, late.deduction).toNumber(),
      max: rubric.assignment.points.toNumber(),
      earned: milli(earned),
      penalties: milli(sum.penalties),
      late: milli(late.deduction),
      pending: milli(sum.pending),
      ungradable: milli(sum.ungradable),
    },
    lateness: late.lateness,
    checks: rubric.checks.map((check) => checkResult(check, outcomes.get(check)!, rubric)),
    flags: [
      ...rubric.checks.flatMap((check) => flagOf(check, outcomes.get(check)!)),
      ...ofDetectors(rubric, submission),
    ],
    confirmed: (submission.capture?.print.confirmed ?? []).map(flagOfOddity),
    problems,
    show_expected: rubric.scoring.showExpected,
    capture:
      facts === null
        ? null
        : {
            file: facts.evidence.file,
            sha256: facts.evidence.sha256,
            packets: facts.evidence.report.capture.packets,
            streams: facts.evidence.report.streams.length,
          },
    files: submission.files,
  };
}

/** The instructor's list counts before the LMS, which knows nothing where the rubric has no due date. */
function extensionOf(
  { assignment }: Rubric,
  { due = null }: Submission,
  { extension }: StudentRecord,
): Extension | null {
  return extension ?? (due === null || assignment.due === null ? null : { due });
}

function stateOf({ ungradable }: Submission, pending: boolean): SubmissionState {
  return ungradable !== null ? "ungradable" : pending ? "pending" : "graded";
}

function contextOf(
  rubric: Rubric,
  submission: Submission,
  { marks }: StudentRecord,
  facts: Facts | null,
  problems: readonly Problem[],
  due: number | null,
): GradeContext {
  const why = submission.problems.find(({ code, severity }) => code.startsWith("CAPTURE_") && severity === "error");
  return {
    facts,
    withoutCapture: {
      state: rubric.handin.capture.missing === "ungradable" ? "ungradable" : "failed",
      reason: why?.message ?? "There is no capture to check it by.",
    },
    answer: (question) => submission.answers?.answers.get(question) ?? null,
    problems,
    mark: (check, item) => marks.get(`${check}/${item}`) ?? null,
    due,
  };
}

function gradeChecks(rubric: Rubric, { ungradable }: Submission, context: GradeContext): Map<Check, Outcome> {
  const outcomes = new Map<Check, Outcome>();
  const byId = new Map(rubric.checks.map((check) => [check.id, check]));
  for (const check of rubric.order) {
    if (ungradable !== null)
      outcomes.set(check, {
        state: check.counts === "scored" ? "ungradable" : "passed",
        credit: ZERO,
        reason: ungradable,
      });
    else outcomes.set(check, blocked(check, byId, outcomes) ?? check.grade(context));
  }
  return outcomes;
}

/** What becomes of a check whose needs are not met; null when they are. */
function blocked(
  check: Check,
  byId: ReadonlyMap<string, Check>,
  outcomes: ReadonlyMap<Check, Outcome>,
): Outcome | null {
  for (const need of check.needs) {
    const needed = byId.get(need);
    const state = needed === undefined ? undefined : outcomes.get(needed)?.state;
    if (needed === undefined || state === undefined || state === "passed" || state === "partial") continue;
    const title = `"${needed.title}"`;
    // What nobody can tell about a check, nobody can tell about those that rest on it.
    if (state === "ungradable") return { state, credit: ZERO, reason: `It needs ${title}, which can't be graded.` };
    if (state === "pending")
      return { state, credit: ZERO, reason: `It needs ${title}, which waits for the instructor.` };
    return { state: "not-reached", credit: ZERO, reason: `It needs ${title}, which was not passed.` };
  }
  return null;
}

function checkResult(check: Check, outcome: Outcome, rubric: Rubric): CheckResult {
  const { state, credit } = outcome;
  const full = state === "ungradable" && rubric.scoring.ungradable === "full";
  const earned = check.counts === "none" ? ZERO : check.points.times(full ? Exact.of(1n) : credit);
  const told = state === "failed" || state === "partial" || state === "not-reached";
  return {
    id: check.id,
    type: check.type,
    title: check.title,
    points: check.counts === "scored" ? check.points.toNumber() : 0,
    earned: milli(check.counts === "penalty" ? earned.negated() : earned),
    state,
    expected: outcome.expected ?? null,
    found: outcome.found ?? null,
    where: outcome.where ?? null,
    reason: outcome.reason ?? null,
    hint: told ? (outcome.hint ?? check.hint) : null,
    misconception: outcome.misconception ?? null,
    notices: outcome.notices ?? [],
    items: outcome.items ?? [],
    hidden: check.hidden,
  };
}

function flagOf(check: Check, { flag }: Outcome): Flag[] {
  return flag === undefined ? [] : [{ id: check.id, title: check.title, ...flag }];
}

/** What was seen in the capture alone, but for what a check of the rubric tells under its own name. */
function ofDetectors({ checks }: Rubric, { capture }: Submission): Flag[] {
  const told = new Set<string | undefined>(checks.map(({ watches }) => watches));
  return (capture?.print.oddities ?? []).filter(({ detector }) => !told.has(detector)).map(flagOfOddity);
}

const flagOfOddity = ({ id, title, evidence, packets }: Oddity): Flag => ({ id, title, evidence, packets });

function unmetConditions(rubric: Rubric, facts: Facts): Problem[] {
  const { report } = facts.evidence;
  const stream = facts.stream("largest");
  return rubric.handin.capture.conditions.flatMap(({ name, least }) => {
    const why = CAPTURE_CONDITIONS[name]?.unmet(least ?? 0, report, "cause" in stream ? null : stream) ?? null;
    return why === null
      ? []
      : [problem("CONDITION_NOT_MET", `The capture does not meet the condition ${name.replace(/_/g, " ")}: ${why}.`)];
  });
}

function ofAnswers(rubric: Rubric, { answers, problems }: Submission): Problem[] {
  if (answers === null) return [];
  const asked = new Set(rubric.checks.flatMap(({ question }) => (question === undefined ? [] : [question])));
  const answered = [...answers.answers].some(
    ([question, { items }]) => asked.has(question) && !isBlank(items.join("")),
  );
  const readable = ![...problems, ...answers.problems].some(({ code }) => code === "ANSWERS_UNREADABLE");
  return [
    ...answers.problems,
    ...(answered || asked.size === 0 || !readable
      ? []
      : [problem("ANSWERS_EMPTY", "No question of the answer sheet is answered.")]),
    ...unknownQuestions(answers, new Set([...asked, ...rubric.handin.metadata])),
  ];
}

function ofTime({ submitted, late, ungradable }: Submission, due: number | null): Problem[] {
  if (due === null || submitted !== null || ungradable !== null || late === false) return [];
  return late === true
    ? [problem("LATE_BY_UNKNOWN", "The LMS calls it late, and does not say when it was handed in.")]
    : [problem("SUBMISSION_TIME_UNKNOWN", "The metadata does not say when it was handed in.")];
}

function ofMetadata(rubric: Rubric, { answers, metadata, ungradable }: Submission): Problem[] {
  if (ungradable !== null) return [];
  return rubric.handin.metadata
    .filter((key) => {
      const given = metadata.get(key) ?? answers?.metadata.get(key) ?? answers?.answers.get(key)?.items.join("");
      return given === undefined || isBlank(given);
    })
    .map((key) => problem("METADATA_MISSING", `\`${key}\` is not filled in.`));
}

const milli = (value: Exact): number => value.rounded(Exact.of(1n, 1000n)).toNumber();
