/** Who declared to work together, by any of their names. */
import { dirname, resolve } from "node:path";
import { readGroups } from "./records.ts";
import type { Rubric } from "./rubric/types.ts";
import { textFile } from "./text/file.ts";

/** @throws GradeError when the list that the rubric names can't be read */
export async function declaredGroups({ similarity }: Rubric, rubricPath: string): Promise<(readonly string[])[]> {
  const { together, groupsFile } = similarity;
  const groups = new Map<string, string[]>();
  if (groupsFile !== null) {
    const path = resolve(dirname(rubricPath), groupsFile);
    for (const [student, group] of readGroups(await textFile(path, "The list of groups"), path)) {
      groups.set(group, [...(groups.get(group) ?? []), student]);
    }
  }
  return [...together, ...groups.values()];
}
