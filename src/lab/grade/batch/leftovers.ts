/**
 * What earlier runs left in the output folder and this one does not write anew: files of students who are no longer in the
 * class, and halves of files that a killed process did not finish. Only what this program wrote is taken away.
 */
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { manifestName, readAllManifests } from "./parts/manifest.ts";
import type { Shard } from "./shard.ts";

/** Where a run keeps a file for each student, by the name of the student's part. */
const FILES = [
  ["parts", ".json"],
  ["parts", ".print"],
  ["feedback", ".html"],
  ["results", ".json"],
  ["prairielearn", ".json"],
  ["classroom50", ".json"],
] as const;
/** As writeWhole (output/write.ts) calls what it has not finished. */
const UNFINISHED = /^\.unfinished-\d+-(.+)$/s;

export interface ClassNames {
  /** Of the parts of all submissions, in all shards. */
  readonly all: readonly string[];
  /** Of those that this run grades. */
  readonly own: readonly string[];
}

/**
 * To be called when no process of this run writes any more, and before its manifest takes the place of the earlier one:
 * what is not taken away then is on no list any more.
 */
export async function removeLeftovers(out: string, { all, own }: ClassNames, shard: Shard | null): Promise<void> {
  // What another shard wrote is that shard's to take away.
  const earlier = (await readAllManifests(out)).filter(
    (one) => shard === null || manifestName(one.shard) === manifestName(shard),
  );
  // In another shard the student may be by now. On some disks "Ada.json" and "ada.json" are one file.
  const kept = new Set(all.map((name) => name.toLowerCase()));
  for (const { part } of earlier.flatMap(({ students }) => students)) {
    if (kept.has(part.toLowerCase()) || part !== basename(part)) continue;
    for (const [folder, ending] of FILES) await rm(join(out, folder, part + ending), { force: true });
  }
  const mine = new Set([manifestName(shard), ...own.flatMap((name) => FILES.map(([, ending]) => name + ending))]);
  for (const folder of new Set(["", ...FILES.map(([name]) => name)])) {
    for (const name of await namesIn(join(out, folder))) {
      const whole = UNFINISHED.exec(name)?.[1];
      // Another shard may be at its own this very moment.
      if (whole === undefined || (shard !== null && !mine.has(whole))) continue;
      await rm(join(out, folder, name), { force: true });
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
