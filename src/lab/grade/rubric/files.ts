/** Files that a rubric names beside itself. Only lint looks for them: what grades may not need all of them. */
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { RUBRIC_CODES, pathText, type Path, type RubricFinding } from "./finding.ts";
import type { Places } from "./builder.ts";
import type { Rubric } from "./types.ts";

/** One of them, and where the rubric names it. */
export interface NamedFile {
  readonly name: string;
  /** "The list of extensions". */
  readonly what: string;
  readonly mayBeFolder: boolean;
  readonly isSecret: boolean;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export function namedFiles(
  { late, similarity, handin }: Pick<Rubric, "late" | "similarity" | "handin">,
  places: Places,
): NamedFile[] {
  const { exclude, groupsFile } = similarity;
  const list = { mayBeFolder: false, isSecret: false };
  const secret = { mayBeFolder: false, isSecret: true };
  const captures = { mayBeFolder: true, isSecret: false };
  const named = (
    name: string | null | undefined,
    what: string,
    path: Path,
    kind: Pick<NamedFile, "mayBeFolder" | "isSecret">,
  ): NamedFile[] =>
    name === null || name === undefined ? [] : [{ name, what, ...kind, path: pathText(path), ...places.place(path) }];
  return [
    ...named(late?.extensionsFile, "The list of extensions", ["late", "extensions"], list),
    ...named(groupsFile, "The list of groups", ["similarity", "groups"], list),
    ...exclude.flatMap((name, index) => named(name, "What is excluded", ["similarity", "exclude", index], captures)),
    ...named(handin.beacon.secretFile, "The beacons' secret", ["handin", "beacon", "secret_file"], secret),
    ...named(handin.beacon.studentsFile, "The list of beacons' names", ["handin", "beacon", "students"], secret),
  ];
}

/** What is not there, or can't be what is named. */
export async function missingFiles(files: readonly NamedFile[], rubricPath: string): Promise<RubricFinding[]> {
  const findings: RubricFinding[] = [];
  for (const { name, what, mayBeFolder, isSecret, path, line, column } of files) {
    const why = await whyMissing(resolve(dirname(rubricPath), name), mayBeFolder);
    if (why === null) continue;
    // Secrets are kept apart on purpose, and need not be where a rubric is written.
    const code = isSecret ? "RUBRIC_SECRET_MISSING" : "RUBRIC_FILE_MISSING";
    const message = `${what}, \`${name}\`, ${why}, and grading would stop at that.`;
    const remedy = "Put it there, or mend its name; it is looked for beside the rubric.";
    findings.push({ code, severity: RUBRIC_CODES[code], message, remedy, line, column, path });
  }
  return findings;
}

async function whyMissing(path: string, mayBeFolder: boolean): Promise<string | null> {
  try {
    return (await stat(path)).isDirectory() && !mayBeFolder ? "is a folder" : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? "is not there" : `can't be read (${code ?? "unknown reason"})`;
  }
}
