/**
 * Where one submission is, before it is read. Plain data throughout, so that it can be handed to another thread or written
 * down; readSource (read-source.ts) turns it into a Submission.
 */

export interface SubmissionSource {
  /** What the student is called in results. */
  readonly id: string;
  readonly name: string | null;
  /** What else the LMS knows the student by: number, login, email. */
  readonly aliases: readonly string[];
  /** Those who handed in together have the same one. */
  readonly group: string | null;
  /** Names of all those who handed in this very submission, where there are several. */
  readonly fellows: readonly string[];
  /** Seconds since the epoch, from the LMS; null: it does not say. */
  readonly submitted: number | null;
  /** The student's own due date, seconds since the epoch, where the LMS has another one than for all; null: it has none. */
  readonly due: number | null;
  /** Whether the LMS calls it late; null: it does not say. */
  readonly late: boolean | null;
  /** A `submission.yml` at its top is the instructor's. In an upload it would be the student's own, and is not believed. */
  readonly trusted: boolean;
  readonly parts: readonly Part[];
}

/** Something on the disk that belongs to a submission. */
export type Part =
  | { readonly kind: "folder"; readonly disk: string }
  /** @property as what it is called within the submission */
  | { readonly kind: "file"; readonly disk: string; readonly as: string }
  /** Some entries of a zip that holds the whole class. */
  | {
      readonly kind: "entries";
      readonly disk: string;
      readonly entries: readonly { readonly index: number; readonly as: string }[];
    };
