/** What a run graded: which student's part is in which file, and what it was made from. Written when all parts are there. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GradeReadError } from "../../errors.ts";
import { writeWhole } from "../../output/write.ts";
import type { Shard } from "../shard.ts";

export const MANIFEST_SCHEMA = "sharelab/grade-manifest/v1";

export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly version: string;
  /** SHA-256 of the rubric's file. */
  readonly rubric: string;
  /** null: the whole class. */
  readonly shard: Shard | null;
  /** How many submissions the class has, in all shards together. */
  readonly total: number;
  readonly students: readonly { readonly id: string; readonly part: string; readonly aliases: readonly string[] }[];
  /** What the instructor should know about what was left out. */
  readonly notes: readonly string[];
}

const WHOLE = "manifest.json";
export const MANIFEST_NAME = /^manifest(-\d+-of-\d+)?\.json$/;

export function manifestName(shard: Shard | null): string {
  return shard === null ? WHOLE : `manifest-${shard.number}-of-${shard.of}.json`;
}

export async function writeManifest(out: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(out, manifestName(manifest.shard)), `${JSON.stringify(manifest, null, 1)}\n`);
}

/**
 * The manifests of an output folder that count: the one of the whole class, or those of shards.
 *
 * @param first which of the two, where a folder holds both: a class may be merged into the folder of its shards
 */
export async function readManifests(out: string, first: "whole" | "shards" = "whole"): Promise<Manifest[]> {
  const names = (await namesIn(out)).sort();
  const [whole, shards] = [names.filter((name) => name === WHOLE), names.filter((name) => name !== WHOLE)];
  const [wanted, others] = first === "whole" ? [whole, shards] : [shards, whole];
  return readThem(out, wanted.length > 0 ? wanted : others);
}

/** All of them: shards may have been graded where the whole class was, and the other way round. */
export async function readAllManifests(out: string): Promise<Manifest[]> {
  return readThem(out, (await namesIn(out)).sort());
}

async function readThem(out: string, names: readonly string[]): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const name of names) {
    const manifest = await readOne(join(out, name));
    if (manifest !== null) manifests.push(manifest);
  }
  return manifests;
}

async function namesIn(out: string): Promise<string[]> {
  try {
    return (await readdir(out)).filter((name) => MANIFEST_NAME.test(name));
  } catch {
    return [];
  }
}

async function readOne(path: string): Promise<Manifest | null> {
  try {
    const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest;
    const { schema, students, notes }: Record<keyof Manifest, unknown> = manifest;
    return schema === MANIFEST_SCHEMA && Array.isArray(students) && Array.isArray(notes) ? manifest : null;
  } catch {
    return null;
  }
}

/** @throws GradeReadError */
export function noManifest(out: string): GradeReadError {
  return new GradeReadError(
    `${out} holds no results of \`sharelab grade\`.`,
    "Give the folder that an earlier run wrote with --out; a run that was stopped has to be ended first, with --resume.",
  );
}
