/** Texts that an instructor names: read whole, up to a limit, with errors that say which one it was. */
import { readFile, stat } from "node:fs/promises";
import { GradePermissionError, GradeReadError, type GradeError } from "../errors.ts";

const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** @throws GradeReadError; GradePermissionError */
export async function textFile(path: string, what: string, most = MAX_TEXT_BYTES): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > most) {
      throw new GradeReadError(`${what} ${path} has ${size} bytes; ${most} are read at most.`, "Check the path.");
    }
    return await readFile(path, "utf8");
  } catch (error) {
    throw error instanceof GradeReadError ? error : readFailure(path, what, error);
  }
}

export function readFailure(path: string, what: string, cause: unknown): GradeError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") {
    return new GradePermissionError(`No permission to read ${path}.`, "Ask its owner, or change its permissions.", {
      cause,
    });
  }
  const why =
    code === "ENOENT"
      ? "does not exist"
      : code === "EISDIR"
        ? "is a folder"
        : code === "ENOTDIR"
          ? "is no folder"
          : `can't be read (${code ?? "unknown reason"})`;
  return new GradeReadError(`${what} ${path} ${why}.`, "Check the path.", { cause });
}
