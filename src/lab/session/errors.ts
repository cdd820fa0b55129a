import { LabError } from "../errors.ts";

/** The conditions that were asked for can't be made on this machine. */
export class ConditionsError extends LabError {
  readonly code = "SESSION_CONDITIONS_NOT_POSSIBLE";
}

/** Nobody came to view the share. */
export class NoViewerError extends LabError {
  readonly code = "SESSION_NO_VIEWER";
}

/** A part of the session, which runs in a process of its own, failed; the code is that of what went wrong there. */
export class PartFailedError extends LabError {
  readonly code: string;

  constructor(code: string, message: string, remedy: string) {
    super(message, remedy);
    this.code = code;
  }
}

/** What is told of a failure across processes. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

interface Told {
  readonly code: unknown;
  readonly message: string;
  readonly remedy: unknown;
}

/** @returns null for what was not thrown on purpose: a defect of ours */
export function failureOf(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null;
  const { code, message, remedy } = error as Error & Partial<Told>;
  return typeof code === "string" && typeof remedy === "string" ? { code, message, remedy } : null;
}
