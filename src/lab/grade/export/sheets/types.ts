import type { Result } from "../../result.ts";
import type { Rubric } from "../../rubric/types.ts";

/** A sheet that an instructor downloads from an LMS, has filled in, and uploads again. */
export interface Sheet {
  readonly name: string;
  readonly option: string;
  readonly description: string;
  /** Beneath --out. */
  readonly file: string;
  /** @throws GradeListError when it is no such sheet */
  fill(text: string, results: readonly Result[], rubric: Rubric): Filled;
}

export interface Filled {
  readonly text: string;
  readonly filled: number;
  /** Ids of students without a row. */
  readonly unmatched: readonly string[];
  /** Ids of students whose cells stay as they were, because the grade is not final. */
  readonly open: readonly string[];
  readonly notes: readonly string[];
}

/** A grade that somebody still has to decide is not entered for them. */
export function isFinal({ state }: Result): boolean {
  return state === "graded";
}
