/** Writes files whole or not at all: a killed run leaves no half of a result behind. */
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolders } from "../../../share/make-folders.ts";
import { GradePermissionError, GradeWriteError } from "../errors.ts";

export async function writeWhole(path: string, text: string | Uint8Array): Promise<void> {
  const unfinished = join(dirname(path), `.unfinished-${process.pid}-${path.slice(dirname(path).length + 1)}`);
  try {
    await makeFolders(dirname(path));
    const file = await open(unfinished, "w");
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw writeFailure(path, error);
  }
}

function writeFailure(path: string, cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") {
    return new GradePermissionError(`No permission to write ${path}.`, "Choose another folder with --out.", { cause });
  }
  const why = code === "ENOSPC" ? "the disk is full" : (code ?? "unknown reason");
  return new GradeWriteError(`${path} can't be written (${why}).`, "Choose another folder with --out.", { cause });
}
