/** Grades a class on all cores. What is done is kept as it comes, so that a run that was stopped can go on. */
import { availableParallelism } from "node:os";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { loadRubric, sourcesIn, writeFeedback, type GradeOptions } from "../grade.ts";
import { fileNames } from "../output/file-name.ts";
import { digestOf } from "./parts/key.ts";
import { MANIFEST_SCHEMA, writeManifest, type Manifest } from "./parts/manifest.ts";
import { writePart } from "./parts/part.ts";
import { earlierRun, membersOf } from "./earlier.ts";
import { failedResult } from "./grade-source.ts";
import { finish, type BatchClass } from "./finish.ts";
import { removeLeftovers } from "./leftovers.ts";
import type { Task, WorkerLimits } from "./pool/messages.ts";
import { runPool } from "./pool/pool.ts";
import { ofShard, type Shard } from "./shard.ts";
import type { Rubric } from "../rubric/types.ts";
import { StudentLists } from "../student-lists.ts";
import type { Member } from "../similarity/class.ts";

export const DEFAULT_LIMITS: WorkerLimits = { seconds: 120, megabytes: 1024 };

export interface BatchOptions extends GradeOptions {
  readonly out: string;
  /** Of this program. */
  readonly version: string;
  /** Processes (default: one for each core). */
  readonly workers?: number;
  readonly limits?: WorkerLimits;
  /** Results that are there, and were made from the same, are kept. */
  readonly resume?: boolean;
  readonly shard?: Shard | null;
  /** Earlier batches: folders that a run wrote, or folders of submissions. */
  readonly against?: readonly string[];
}

export interface Batch {
  /** null: a shard, which is put together by a merge. */
  readonly graded: BatchClass | null;
  readonly manifest: Manifest;
  /** Submissions whose results were there already. */
  readonly kept: number;
}

/** @throws GradeError; the signal's reason */
export async function gradeBatch(folder: string, rubricPath: string, options: BatchOptions): Promise<Batch> {
  const { out, shard = null } = options;
  const rubric = await loadRubric(rubricPath);
  const { manifest, kept } = await gradeParts(folder, rubric, rubricPath, options, options.out, true);
  if (shard !== null) return { graded: null, manifest, kept };
  const earlier = await earlierMembers(rubric, rubricPath, options);
  const members = [...membersOf(out, manifest, null), ...earlier.members];
  const places = manifest.students.map(({ part }) => ({ folder: out, part }));
  return {
    graded: await finish(rubric, rubricPath, members, places, [...manifest.notes, ...earlier.notes]),
    manifest,
    kept,
  };
}

/**
 * Members of earlier batches: of each, what an earlier run kept, else its submissions are read as those of a class are.
 *
 * @throws GradeError; the signal's reason
 */
export async function earlierMembers(
  rubric: Rubric,
  rubricPath: string,
  options: BatchOptions,
): Promise<{ readonly members: readonly Member[]; readonly notes: readonly string[] }> {
  const { against = [] } = options;
  const members: Member[] = [];
  const notes: string[] = [];
  for (const [index, path] of against.entries()) {
    const known = await earlierRun(path);
    if (known !== null) {
      members.push(...known);
      continue;
    }
    const out = join(options.out, "against", String(index + 1));
    const settings = { ...options, out, shard: null };
    const { manifest } = await gradeParts(path, rubric, rubricPath, settings, options.out, false);
    const read = membersOf(out, manifest, basename(path));
    if (!(await haveAnyCapture(read))) {
      notes.push(`${path}: it is no --out of an earlier run, and no submission in it has a capture to compare with`);
    }
    members.push(...read);
  }
  return { members, notes };
}

async function haveAnyCapture(members: readonly Member[]): Promise<boolean> {
  for (const { load } of members) {
    if (((await load())?.capture ?? null) !== null) return true;
  }
  return false;
}

/** @param runOut where the whole run writes to: `options.out`, or a folder around it */
async function gradeParts(
  folder: string,
  rubric: Rubric,
  rubricPath: string,
  options: BatchOptions,
  runOut: string,
  pages: boolean,
): Promise<{ manifest: Manifest; kept: number }> {
  const { out, version, shard = null, limits = DEFAULT_LIMITS } = options;
  const lists = await StudentLists.read(rubric, rubricPath, options.marksFile);
  const rubricDigest = digestOf(await readFile(rubricPath));
  const { sources, notes, close } = await sourcesIn(folder, runOut);
  await close();
  const names = fileNames(sources.map(({ id }) => id));
  const all = sources.map((source, index): Task => ({ index, source, name: names.get(source.id)! }));
  const tasks = ofShard(all, shard);
  let [done, kept] = [0, 0];
  const progress = (student: string): void => options.onProgress?.(done, tasks.length, student);
  await runPool(
    tasks,
    options.workers ?? availableParallelism(),
    {
      ...{ rubricPath, out, version, limits, pages },
      rubric: rubricDigest,
      marksFile: options.marksFile ?? null,
      resume: options.resume === true,
    },
    {
      done: ({ source }, old) => {
        done++;
        if (old) kept++;
        progress(source.id);
      },
      failed: async ({ source, name }, reason, key) => {
        done++;
        const record = lists.of(source);
        // Without a key it is tried again by the next run.
        const under = key ?? { version, rubric: rubricDigest, record: "", submission: "" };
        const failed = failedResult(rubric, source, record, reason);
        if (pages) await writeFeedback(out, name, failed.result, failed.submission);
        await writePart(out, name, under, failed);
        progress(source.id);
      },
    },
    options.signal,
  );
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    version,
    rubric: rubricDigest,
    shard,
    total: sources.length,
    students: tasks.map(({ source: { id, aliases }, name }) => ({ id, part: name, aliases })),
    notes: pages ? [...notes, ...lists.unused(sources)] : notes,
  };
  await removeLeftovers(out, { all: [...names.values()], own: tasks.map(({ name }) => name) }, shard);
  await writeManifest(out, manifest);
  return { manifest, kept };
}
