/** What the grading process and its workers say to each other. */
import type { SubmissionSource } from "../../submission/source.ts";
import type { PartKey } from "../parts/part.ts";

/** What every worker is started with. */
export interface WorkerSettings {
  readonly rubricPath: string;
  readonly marksFile: string | null;
  readonly out: string;
  /** The students' pages are written as well. */
  readonly pages: boolean;
  /** Parts that are there and still true are kept. */
  readonly resume: boolean;
  readonly version: string;
  /** Digest of the rubric's file. */
  readonly rubric: string;
  readonly limits: WorkerLimits;
}

export interface WorkerLimits {
  /** Processor time for one submission, seconds. */
  readonly seconds: number;
  /** Of a worker's whole process, megabytes. */
  readonly megabytes: number;
}

export interface Task {
  /** Place in the list of submissions. */
  readonly index: number;
  readonly source: SubmissionSource;
  /** The part's file, without ending. */
  readonly name: string;
}

export type ToWorker =
  { readonly type: "settings"; readonly settings: WorkerSettings } | { readonly type: "task"; readonly task: Task };

export type FromWorker =
  /** Known before the grading begins, so that a failure can be kept under it. */
  | { readonly type: "key"; readonly index: number; readonly key: PartKey }
  | { readonly type: "done"; readonly index: number; readonly kept: boolean; readonly megabytes: number }
  /** The results can't be written: no fault of the submission. */
  | { readonly type: "broken"; readonly message: string; readonly remedy: string };

/** What a worker's watchdog writes before it ends the process, in front of the reason. */
export const LIMIT_MARK = "sharelab-limit:";
