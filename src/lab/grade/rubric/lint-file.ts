/** All that can be said of a rubric where it stands: of its text, and of the files that it names beside itself. */
import { rubricFile } from "../grade.ts";
import { missingFiles } from "./files.ts";
import { inOrder, type RubricFinding } from "./finding.ts";

/** @throws GradeError when the rubric can't be read at all */
export async function lintFile(path: string): Promise<readonly RubricFinding[]> {
  const { findings, files } = await rubricFile(path);
  return inOrder([...findings, ...(await missingFiles(files, path))]);
}
