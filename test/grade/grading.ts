/** Grades a few checks against a real capture, as a test needs it. */
import { stringify } from "yaml";
import { yamlAnswers } from "../../src/lab/grade/answers/structured.ts";
import type { Mark } from "../../src/lab/grade/checks/types.ts";
import { NO_OWNER } from "../../src/lab/grade/beacons/owner.ts";
import { Exact } from "../../src/lab/grade/exact.ts";
import { Facts, type CaptureEvidence } from "../../src/lab/grade/facts/evidence.ts";
import type { CheckResult, Result } from "../../src/lab/grade/result.ts";
import { readRubric } from "../../src/lab/grade/rubric/read.ts";
import type { Rubric } from "../../src/lab/grade/rubric/types.ts";
import { gradeSubmission, type StudentRecord, type Submission } from "../../src/lab/grade/scoring/grade-submission.ts";
import { captureEvidence } from "../../src/lab/grade/submission/read-capture.ts";
import { capture } from "../support/fixtures.ts";

export type CheckText = Readonly<Record<string, unknown>>;

/** A rubric with these checks; its points are their sum. */
export function rubricText(checks: readonly CheckText[], rest: object = {}): string {
  const scored = checks.filter(({ type }) => type !== "penalty" && type !== "authenticity");
  const points = scored.reduce((sum, check) => sum + ((check["points"] as number | undefined) ?? 1), 0);
  const made = checks.map((check, index) => ({
    id: `c${index}`,
    ...(check["type"] === "authenticity" ? {} : { points: 1 }),
    ...check,
  }));
  return stringify({ assignment: { id: "test", title: "Test", points }, ...rest, checks: made });
}

export function rubricOf(checks: readonly CheckText[], rest: object = {}): Rubric {
  const { rubric, findings } = readRubric(rubricText(checks, rest));
  if (rubric === null) throw new Error(JSON.stringify(findings, null, 1));
  return rubric;
}

const evidences = new Map<string, Promise<CaptureEvidence>>();

/** Evidence of a capture of fixtures/captures, read once. */
export function evidenceOf(name: string): Promise<CaptureEvidence> {
  const known = evidences.get(name) ?? captureEvidence(capture(name), name, rubricOf([ANY]).handin.capture);
  evidences.set(name, known);
  return known;
}

const ANY = { type: "fact", fact: "handshake.state", is: "full" };

/** The number of a fact, for tests that need it to be right or wrong by. */
export async function factNumber(name: string, id: string, from: "client" | "server" | null = null): Promise<number> {
  const fact = new Facts(await evidenceOf(name)).fact({ id, from }, "largest");
  if ("cause" in fact || typeof fact.value !== "number") throw new Error(`${id} is no number in ${name}`);
  return fact.value;
}

export interface Given {
  readonly capture?: string | null;
  readonly answers?: object | null;
  readonly submitted?: number | null;
  readonly marks?: Readonly<Record<string, number>>;
  readonly extension?: number;
  readonly problems?: Submission["problems"];
  readonly ungradable?: string;
}

export async function gradeWith(rubric: Rubric, given: Given = {}): Promise<Result> {
  const name = given.capture === undefined ? "loss-sharer.pcap" : given.capture;
  const { answers } = given;
  const marks = Object.entries(given.marks ?? {}).map(([key, points]): [string, Mark] => [
    key.includes("/") ? key : `${key}/${key}`,
    { points: Exact.from(points), comment: null },
  ]);
  const record: StudentRecord = {
    extension: given.extension === undefined ? null : { due: given.extension },
    marks: new Map(marks),
    beacon: NO_OWNER,
  };
  return gradeSubmission(
    rubric,
    {
      student: { id: "s", name: null },
      submitted: given.submitted ?? null,
      capture: name === null ? null : await evidenceOf(name),
      answers: answers === undefined || answers === null ? null : yamlAnswers.read(stringify({ answers })),
      metadata: new Map(),
      problems: given.problems ?? [],
      files: [],
      ungradable: given.ungradable ?? null,
    },
    record,
  );
}

/** One check, called c0, and the answer to it. */
export async function gradeOneCheck(check: CheckText, answer?: unknown, name?: string | null): Promise<CheckResult> {
  const result = await gradeWith(rubricOf([check]), {
    ...(name === undefined ? {} : { capture: name }),
    answers: answer === undefined ? {} : { c0: answer },
  });
  return result.checks[0]!;
}
