/** A rubric, read and checked, ready to grade with. */
import type { PortFormat } from "../../../analyze/options.ts";
import type { BuiltCheck } from "../checks/types.ts";
import type { Exact } from "../exact.ts";
import type { Path } from "./finding.ts";

export const RUBRIC_SCHEMA = "sharelab/rubric/v1";

export interface Rubric {
  readonly assignment: {
    readonly id: string;
    readonly title: string;
    readonly points: Exact;
    /** Seconds since the epoch. */
    readonly due: number | null;
    /** IANA name of the time zone whose days count; null: days of 24 hours. */
    readonly zone: string | null;
  };
  readonly handin: Handin;
  readonly late: LatePolicy | null;
  readonly scoring: {
    /** The total is rounded to a multiple of this. */
    readonly round: Exact;
    readonly ungradable: UngradablePolicy;
    /** Students see the right values. */
    readonly showExpected: boolean;
  };
  readonly similarity: SimilarityRules;
  readonly checks: readonly Check[];
  /** All checks, each behind those that it needs. */
  readonly order: readonly Check[];
}

/**
 * What becomes of points that the capture can't support: `pending` waits for the instructor, `exclude` takes them out of
 * what can be reached and scales the rest up, `zero` and `full` give none or all of them.
 */
export type UngradablePolicy = "pending" | "exclude" | "zero" | "full";

export interface Handin {
  readonly capture: {
    readonly name: string | null;
    readonly required: boolean;
    readonly ports: readonly PortFormat[];
    /** A session on another port is graded too, with a problem noted. */
    readonly anyPort: boolean;
    readonly size: { readonly width: number; readonly height: number } | null;
    /** What checks of the capture come to when none is handed in. */
    readonly missing: "fail" | "ungradable";
    readonly conditions: readonly CaptureCondition[];
    readonly unmet: "report" | "pending" | "reject";
  };
  readonly beacon: BeaconRules;
  readonly answers: { readonly name: string | null; readonly required: boolean };
  /** Other files that must be there, by name or with `*` in it. */
  readonly files: readonly string[];
  /** Keys that the answer sheet or the submission's metadata must hold. */
  readonly metadata: readonly string[];
}

/** The beacon of `session --student` that a capture must hold. */
export interface BeaconRules {
  /** One that is missing is flagged. */
  readonly expected: boolean;
  /** Only one that is signed with a known secret counts. */
  readonly signed: boolean;
  /** What it must name as the assignment. */
  readonly assignment: string;
  readonly port: number;
  /** Beside the rubric; null: the environment has the secret. */
  readonly secretFile: string | null;
  /** A CSV beside the rubric: student, beacon, secret. */
  readonly studentsFile: string | null;
}

/** What may be alike. */
export interface SimilarityRules {
  /** Students who may hand in the same session, named here. */
  readonly together: readonly (readonly string[])[];
  /** A CSV beside the rubric: student, group. */
  readonly groupsFile: string | null;
  /** Captures, or folders of them, that were handed out or are the instructor's own; beside the rubric. */
  readonly exclude: readonly string[];
  /** Frames alike are told; not where all share the same picture. */
  readonly pictures: boolean;
  /** Answers alike are told. */
  readonly answers: boolean;
}

/** What the capture itself must show. */
export interface CaptureCondition {
  readonly name: string;
  readonly least: number | null;
}

export interface LatePolicy {
  /** Seconds that don't count as late. */
  readonly grace: number;
  /** Share taken off for each day begun. */
  readonly perDay: Exact;
  readonly of: "maximum" | "earned";
  /** Most that is taken off. */
  readonly cap: Exact;
  /** Days after which nothing is accepted; null: always accepted. */
  readonly closedAfterDays: number | null;
  /** A CSV beside the rubric: student, and either due, days or hours. */
  readonly extensionsFile: string | null;
}

export interface Check extends BuiltCheck {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly points: Exact;
  readonly counts: "scored" | "penalty" | "none";
  readonly needs: readonly string[];
  readonly hidden: boolean;
  readonly hint: string | null;
  readonly path: Path;
}
