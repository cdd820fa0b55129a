/**
 * Every error that grading throws on purpose. What is wrong with one submission is no error: it is a problem in that
 * submission's result (submission/problems.ts), and the others are graded all the same.
 */
import { LabError } from "../errors.ts";
import type { RubricFinding } from "./rubric/finding.ts";

export abstract class GradeError extends LabError {}

/** The operating system would not give the rubric, a list beside it, or the folder of submissions. */
export class GradeReadError extends GradeError {
  readonly code = "GRADE_READ_FAILED";
}

/** The user has no permission to read or write there. */
export class GradePermissionError extends GradeError {
  readonly code = "GRADE_PERMISSION_DENIED";
}

/** Results can't be written. */
export class GradeWriteError extends GradeError {
  readonly code = "GRADE_WRITE_FAILED";
}

/** A list beside the rubric (extensions, marks, samples) can't be understood. */
export class GradeListError extends GradeError {
  readonly code = "GRADE_BAD_LIST";
}

/** The rubric has errors; nothing can be graded with it. */
export class RubricError extends GradeError {
  readonly code = "RUBRIC_INVALID";
  /** Name of the rubric's file. */
  readonly file: string;
  readonly findings: readonly RubricFinding[];

  constructor(file: string, findings: readonly RubricFinding[]) {
    const errors = findings.filter(({ severity }) => severity === "error").length;
    super(
      `${file} has ${errors} ${errors === 1 ? "error" : "errors"}, so nothing was graded.`,
      `Mend what \`sharelab rubric lint\` says of it.`,
    );
    this.file = file;
    this.findings = findings;
  }
}
