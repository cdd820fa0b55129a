/**
 * What grading a submission gives. Names are snake_case because they are the JSON's. Everything an exporter shows comes
 * from here; none grades on its own.
 */
import type { Problem } from "./submission/problems.ts";

export const RESULT_SCHEMA = "sharelab/grade/v1";

/**
 * - `passed`, `partial`, `failed`: graded
 * - `ungradable`: the capture can't support it; the reason is given, and the rubric says what becomes of the points
 * - `pending`: a person must look
 * - `not-reached`: a check that it needs was not passed
 */
export type CheckState = "passed" | "partial" | "failed" | "ungradable" | "pending" | "not-reached";

/** Where to look in Wireshark. */
export interface Where {
  readonly stream: number | null;
  readonly from: "client" | "server" | null;
  /** Ids of the facts it comes from. */
  readonly facts: readonly string[];
  /** A display filter. */
  readonly filter: string | null;
  /** The first of the packets that show it. */
  readonly packets: readonly number[];
  readonly packet_count: number;
  /** How the value comes about. */
  readonly formula: string | null;
}

export interface ShownValue {
  /** As shown to people, with its unit. */
  readonly text: string;
  /** A number in its base unit, where it is one. */
  readonly value: number | null;
  readonly unit: string | null;
}

/** A part of a check with a state of its own: an item of a list, a member of a set. */
export interface ItemResult {
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  readonly points: number | null;
  readonly earned: number | null;
  readonly comment: string | null;
}

export interface CheckResult {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  /** The most it can give; 0 for checks that only flag, and for penalties. */
  readonly points: number;
  /** Below 0 for a penalty. Shown with three decimals; the total is added up exactly. */
  readonly earned: number;
  readonly state: CheckState;
  readonly expected: ShownValue | null;
  /** What the student answered, or what the capture shows. */
  readonly found: ShownValue | null;
  readonly where: Where | null;
  /** Why the state is what it is, in a sentence; null where nothing need be said. */
  readonly reason: string | null;
  readonly hint: string | null;
  /** Id of the known wrong quantity that the answer equals. */
  readonly misconception: string | null;
  /** How an answer was read, where it could be read in several ways. */
  readonly notices: readonly string[];
  readonly items: readonly ItemResult[];
  /** Not to be shown to students. */
  readonly hidden: boolean;
}

/** A reason for the instructor to look. Nothing is taken off for it. */
export interface Flag {
  /** Id of the check or detector. */
  readonly id: string;
  readonly title: string;
  readonly evidence: string;
  readonly packets: readonly number[];
}

export interface Lateness {
  /** When it was due, with the student's own extension; null: the rubric has no due date. */
  readonly due: string | null;
  readonly submitted: string | null;
  /** Seconds behind the due date; 0 in time; null: not known. */
  readonly late_seconds: number | null;
  /** Days that are counted, the first one begun counting as one. */
  readonly days: number;
  readonly extension: boolean;
  /** Points taken off. */
  readonly deduction: number;
  readonly note: string | null;
}

export interface Score {
  /** What counts: clamped to 0 and `max`, rounded once. */
  readonly points: number;
  readonly max: number;
  /** Sum of the checks, before penalties and lateness. */
  readonly earned: number;
  /** Taken off by penalties. */
  readonly penalties: number;
  /** Taken off for lateness. */
  readonly late: number;
  /** Points that wait for a person. */
  readonly pending: number;
  /** Points of checks that the capture can't support. */
  readonly ungradable: number;
}

export interface CaptureSummary {
  readonly file: string;
  readonly sha256: string;
  readonly packets: number;
  readonly streams: number;
}

/** `pending`: some points wait for a person; `ungradable`: the submission as a whole could not be graded. */
export type SubmissionState = "graded" | "pending" | "ungradable";

export interface Result {
  readonly schema: typeof RESULT_SCHEMA;
  readonly assignment: { readonly id: string; readonly title: string; readonly points: number };
  readonly student: {
    readonly id: string;
    readonly name: string | null;
    /** It stands in the answers only, where anybody can write any name. */
    readonly name_claimed?: true;
    /** What else the LMS knows the student by. */
    readonly aliases?: readonly string[];
    /** Those who handed in together have the same one. */
    readonly group?: string | null;
  };
  readonly state: SubmissionState;
  /** Why the submission as a whole could not be graded. */
  readonly reason: string | null;
  readonly score: Score;
  readonly lateness: Lateness;
  readonly checks: readonly CheckResult[];
  readonly flags: readonly Flag[];
  /** What was looked at and is as it should be, such as a good beacon. For the instructor, as flags are. */
  readonly confirmed: readonly Flag[];
  readonly problems: readonly Problem[];
  /** Students may see the right values. */
  readonly show_expected: boolean;
  readonly capture: CaptureSummary | null;
  /** Files of the submission that were read. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly used_as: string | null }[];
}
