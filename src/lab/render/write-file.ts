/** Text files written piece by piece, no faster than the disk takes them, and under their name only when whole. */
import { open, rename, rm } from "node:fs/promises";
import { makeFolders } from "../../share/make-folders.ts";
import { OutputError } from "../errors.ts";

const PIECE = 64 * 1024;

/** @throws OutputError */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
  } catch (error) {
    throw OutputError.of(`use the folder ${folder}`, error);
  }
}

/**
 * Writes all pieces to `path`, in place of what was there.
 *
 * @throws OutputError; what was there before stands then
 */
export async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  const part = `${path}.part`;
  try {
    const file = await open(part, "w");
    try {
      let held = "";
      for (const piece of pieces) {
        held += piece;
        if (held.length < PIECE) continue;
        await file.writeFile(held);
        held = "";
      }
      await file.writeFile(held);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw OutputError.of(`write ${path}`, error);
  }
}
