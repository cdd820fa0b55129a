/** The zip of a class is opened once and stays open while its submissions are read. */
import { Archive } from "./archive.ts";
import { ARCHIVE_LIMITS } from "./limits.ts";

const opened = new Map<string, Promise<Archive>>();

/** @throws ArchiveError */
export function classArchive(disk: string): Promise<Archive> {
  const known = opened.get(disk);
  if (known !== undefined) return known;
  const archive = Archive.open(disk, ARCHIVE_LIMITS.classEntries);
  opened.set(disk, archive);
  archive.catch(() => opened.delete(disk));
  return archive;
}

export async function closeArchives(): Promise<void> {
  const all = [...opened.values()];
  opened.clear();
  for (const archive of all) (await archive.catch(() => null))?.close();
}
