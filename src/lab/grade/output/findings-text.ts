import type { RubricFinding } from "../rubric/finding.ts";

/** ":12:5: error: … [CODE]" and the remedy below it: as compilers have it, so that editors find the place. */
export function findingText({ line, column, severity, message, remedy, code, path }: RubricFinding): string {
  const where = line === null ? "" : `:${line}:${column ?? 1}`;
  return `${where}: ${severity}: ${message} [${code}]\n    ${path === "" ? "" : `${path}: `}${remedy}`;
}
