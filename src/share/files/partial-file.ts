import { constants } from "node:fs";
import { open, rename, unlink, type FileHandle } from "node:fs/promises";
import { FileExistsError, FileWriteError } from "../errors.ts";
import { diskProblem } from "./disk-error.ts";
import type { Folder } from "./folder.ts";
import { MAX_PARTIALS, PARTIAL_ENDING } from "./names.ts";

/** O_EXCL also fails on a link, wherever it leads (open(2)). */
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;

/** A file under a temporary name beside its own (NAME.part, NAME.part2, …), which it gets when it is whole. */
export class PartialFile {
  readonly #folder: Folder;
  readonly #name: string;
  readonly #overwrite: boolean;
  readonly #handle: FileHandle;
  /** Its temporary name. */
  readonly partialName: string;
  #bytes = 0;

  private constructor(folder: Folder, name: string, overwrite: boolean, partialName: string, handle: FileHandle) {
    this.#folder = folder;
    this.#name = name;
    this.#overwrite = overwrite;
    this.partialName = partialName;
    this.#handle = handle;
  }

  /**
   * @throws FileExistsError when there is something of this name that is not to be replaced, or can't be
   * @throws FileWriteError
   */
  static async create(folder: Folder, name: string, overwrite: boolean): Promise<PartialFile> {
    const there = await folder.look(name);
    if (there === "other" || (there === "file" && !overwrite)) throw exists(name, there);
    for (let n = 1; n <= MAX_PARTIALS; n++) {
      const partialName = `${name}${PARTIAL_ENDING}${n === 1 ? "" : n}`;
      try {
        const handle = await open(folder.at(partialName), NEW_FILE, 0o666);
        return new PartialFile(folder, name, overwrite, partialName, handle);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw failed(name, error);
      }
    }
    throw new FileWriteError(
      `${name} has ${MAX_PARTIALS} unfinished transfers already.`,
      `Remove ${name}${PARTIAL_ENDING}, ${name}${PARTIAL_ENDING}2 and so on.`,
    );
  }

  /** @throws FileWriteError; what was written before stays */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, at);
        at += bytesWritten;
        this.#bytes += bytesWritten;
      }
    } catch (error) {
      throw failed(this.#name, error);
    }
  }

  /**
   * Gives it its own name.
   *
   * @throws FileExistsError when something has got this name meanwhile
   * @throws FileWriteError
   */
  async finish(): Promise<void> {
    const target = this.#folder.at(this.#name);
    let taken = false;
    try {
      await this.#handle.close();
      // rename() replaces whatever is there, so the name is taken first, by a file that can only be new.
      if (!this.#overwrite) {
        await (await open(target, NEW_FILE, 0o666)).close();
        taken = true;
      }
      await rename(this.#folder.at(this.partialName), target);
    } catch (error) {
      if (taken) await unlink(target).catch(() => undefined); // what is told is why it could not be renamed
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw exists(this.#name, "file");
      throw failed(this.#name, error);
    }
  }

  /** Leaves what there is under its temporary name. @returns that name; null when there was nothing worth keeping */
  async leave(): Promise<string | null> {
    try {
      await this.#handle.close();
      if (this.#bytes > 0) return this.partialName;
      await unlink(this.#folder.at(this.partialName));
      return null;
    } catch {
      return this.partialName; // closing failed, or removing: there it is
    }
  }
}

function exists(name: string, there: "file" | "other"): FileExistsError {
  return there === "file"
    ? new FileExistsError(`${name} is there already.`, "Take another name, or replace it with --overwrite.")
    : new FileExistsError(`${name} is there already, and is no file.`, "Take another name.");
}

function failed(name: string, error: unknown): FileWriteError {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = code === "ENOSPC" ? "Make room on that disk." : "Check the folder and who may write there.";
  return new FileWriteError(`${name} can't be written: ${diskProblem(error)}.`, remedy, { cause: error });
}
