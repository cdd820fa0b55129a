/** What the bench throws on purpose. Each class has a stable `code`; the remedy says what to do about it. */

export abstract class LabError extends Error {
  abstract readonly code: string;
  /** What the user can do, in one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** A file or folder can't be written. */
export class OutputError extends LabError {
  readonly code = "OUTPUT_WRITE_FAILED";

  /** @param what such as "write report.csv" */
  static of(what: string, cause: unknown): OutputError {
    const { code, message } = cause as NodeJS.ErrnoException;
    const remedy = code === "ENOSPC" ? "Make room on the disk." : "Choose a place that can be written to.";
    return new OutputError(`Can't ${what}: ${message}.`, remedy, { cause });
  }
}

/** A program that the option needs is not installed. */
export class ToolMissingError extends LabError {
  readonly code = "TOOL_MISSING";
}

/** A program that was started failed. */
export class ToolFailedError extends LabError {
  readonly code = "TOOL_FAILED";
}

/** Options that don't go together, or not with this capture. */
export class LabOptionError extends LabError {
  readonly code = "LAB_BAD_OPTION";
}
