/** Joins the parts of a class that was graded in shards. */
import { GradeReadError } from "../errors.ts";
import { loadRubric } from "../grade.ts";
import { membersOf } from "./earlier.ts";
import { finish, type BatchClass, type PartPlace } from "./finish.ts";
import { removeLeftovers } from "./leftovers.ts";
import { MANIFEST_SCHEMA, noManifest, readManifests, writeManifest, type Manifest } from "./parts/manifest.ts";
import { copyPart } from "./parts/part.ts";
import { digestOf } from "./parts/key.ts";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { earlierMembers, type BatchOptions } from "./run.ts";
import type { Member } from "../similarity/class.ts";

interface Found {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * @param folders that shards wrote; several shards may have written into one
 * @throws GradeError when shards are missing, or were graded with another rubric
 */
export async function mergeShards(
  folders: readonly string[],
  rubricPath: string,
  options: BatchOptions,
): Promise<BatchClass> {
  const rubric = await loadRubric(rubricPath);
  const digest = digestOf(await readFile(rubricPath));
  const found: Found[] = [];
  for (const folder of new Set(folders)) {
    const manifests = await readManifests(folder, "shards");
    if (manifests.length === 0) throw noManifest(folder);
    found.push(...manifests.map((manifest) => ({ folder, manifest })));
  }
  check(found, digest);
  const students = found
    .flatMap(({ folder, manifest }) => manifest.students.map((student) => ({ folder, student })))
    .sort((a, b) => (a.student.id < b.student.id ? -1 : 1));
  const twice = students.find(({ student }, at) => students[at + 1]?.student.id === student.id);
  if (twice !== undefined) {
    throw new GradeReadError(`${twice.student.id} stands in several of the folders.`, "Give each shard once.");
  }
  const members: Member[] = students.flatMap(({ folder, student }) =>
    membersOf(folder, { ...found[0]!.manifest, students: [student] }, null),
  );
  const earlier = await earlierMembers(rubric, rubricPath, options);
  members.push(...earlier.members);
  const places = students.map(({ folder, student }): PartPlace => ({ folder, part: student.part }));
  const notes = [...new Set(found.flatMap(({ manifest }) => manifest.notes))];
  const graded = await finish(rubric, rubricPath, members, places, [...notes, ...earlier.notes]);
  await keep(options, found[0]!.manifest, students, notes);
  return graded;
}

/** What is merged is a run like any other: later ones compare with it, or say what they changed. */
async function keep(
  { out, version }: BatchOptions,
  { rubric, total }: Manifest,
  students: readonly { readonly folder: string; readonly student: Manifest["students"][number] }[],
  notes: readonly string[],
): Promise<void> {
  for (const { folder, student } of students) {
    if (resolve(folder) !== resolve(out)) await copyPart(folder, out, student.part);
  }
  const all = students.map(({ student }) => student);
  const parts = all.map(({ part }) => part);
  await removeLeftovers(out, { all: parts, own: parts }, null);
  await writeManifest(out, { schema: MANIFEST_SCHEMA, version, rubric, shard: null, total, students: all, notes });
}

function check(found: readonly Found[], rubric: string): void {
  const other = found.find(({ manifest }) => manifest.rubric !== rubric);
  if (other !== undefined) {
    throw new GradeReadError(
      `${other.folder} was graded with another rubric, or an older state of it.`,
      "Grade that shard again, with --resume.",
    );
  }
  const counts = [...new Set(found.map(({ manifest }) => manifest.shard?.of ?? 1))];
  const [of = 1] = counts;
  if (counts.length > 1) {
    throw new GradeReadError(
      "The folders are of classes that were cut up differently.",
      "Grade with the same --shard N/OF.",
    );
  }
  const there = new Set(found.map(({ manifest }) => manifest.shard?.number ?? 1));
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !there.has(number));
  if (missing.length > 0) {
    throw new GradeReadError(
      `${missing.length === 1 ? "Shard" : "Shards"} ${missing.join(", ")} of ${of} ${missing.length === 1 ? "is" : "are"} missing.`,
      "Grade what is missing, then merge all.",
    );
  }
  const totals = new Set(found.map(({ manifest }) => manifest.total));
  if (totals.size > 1) {
    throw new GradeReadError(
      "The shards saw different numbers of submissions.",
      "Grade all of them again, with --resume.",
    );
  }
}
