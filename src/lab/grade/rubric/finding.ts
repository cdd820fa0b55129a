/** What is wrong with a rubric, and where. */
export interface RubricFinding {
  /** Stable; docs/grading.md lists them. */
  readonly code: RubricCode;
  /** Errors keep the rubric from grading; warnings do not. */
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly remedy: string;
  /** From 1; null where the whole file is meant. */
  readonly line: number | null;
  readonly column: number | null;
  /** Path in the file, such as "checks[2].fact". */
  readonly path: string;
}

export const RUBRIC_CODES = {
  RUBRIC_NOT_YAML: "error",
  RUBRIC_TOO_LARGE: "error",
  RUBRIC_UNKNOWN_KEY: "error",
  RUBRIC_MISSING_KEY: "error",
  RUBRIC_BAD_VALUE: "error",
  RUBRIC_DUPLICATE_KEY: "error",
  RUBRIC_UNKNOWN_TYPE: "error",
  RUBRIC_DUPLICATE_ID: "error",
  RUBRIC_UNKNOWN_FACT: "error",
  RUBRIC_SIDE_MISSING: "error",
  RUBRIC_SIDE_NOT_USED: "warning",
  RUBRIC_BAD_EXPRESSION: "error",
  RUBRIC_BAD_PATTERN: "error",
  RUBRIC_BAD_UNIT: "error",
  RUBRIC_UNKNOWN_CHECK: "error",
  RUBRIC_CYCLE: "error",
  RUBRIC_UNREACHABLE: "error",
  RUBRIC_POINTS_MISMATCH: "error",
  RUBRIC_UNKNOWN_MISCONCEPTION: "error",
  RUBRIC_MISCONCEPTION_UNUSED: "warning",
  RUBRIC_SAME_QUESTION: "warning",
  RUBRIC_UNKNOWN_PROBLEM: "error",
  RUBRIC_NO_NUMBER: "error",
  RUBRIC_NO_VALUE: "error",
  RUBRIC_SAME_ITEM: "error",
  RUBRIC_ALWAYS_FLAGGED: "error",
  RUBRIC_CLOSED_IN_GRACE: "error",
  RUBRIC_FILE_MISSING: "error",
  RUBRIC_SECRET_MISSING: "warning",
} as const satisfies Record<string, "error" | "warning">;

export type RubricCode = keyof typeof RUBRIC_CODES;

/** Keys and indexes from the top of the file. */
export type Path = readonly (string | number)[];

export function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${step}`))
    .join("");
}

/** As they stand in the file. */
export function inOrder(findings: readonly RubricFinding[]): RubricFinding[] {
  return [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
