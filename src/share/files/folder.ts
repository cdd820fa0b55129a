/** A folder of which only the files directly in it can be reached, whatever is done to its names meanwhile. */
import { constants, type BigIntStats } from "node:fs";
import { lstat, open, realpath, stat, statfs, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { FileReadError } from "../errors.ts";
import { diskProblem } from "./disk-error.ts";

export interface OpenedFile {
  readonly handle: FileHandle;
  /** When it was opened, bytes. */
  readonly size: number;
}

/** Windows has none of these. Without O_NONBLOCK opening a FIFO waits for its other end. */
const flags: Partial<typeof constants> = constants;
const { O_RDONLY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0, O_DIRECTORY = 0 } = flags;
const READ_ONLY_THIS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

/** Why a file can't be had, in words that follow "it". */
export class Unavailable {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

export class Folder {
  /** As the person named it, made absolute, without links. */
  readonly path: string;
  /** What names are joined to: on Linux the folder that was opened, even when another is put in its place. */
  readonly #base: string;
  /** Held open for `#base`. */
  readonly #handle: FileHandle | null;
  readonly #identity: BigIntStats;

  private constructor(path: string, handle: FileHandle | null, identity: BigIntStats) {
    this.path = path;
    this.#handle = handle;
    this.#base = handle === null ? path : `/proc/self/fd/${handle.fd}`;
    this.#identity = identity;
  }

  /** @throws FileReadError when it can't be read or is no folder */
  static async open(path: string): Promise<Folder> {
    let handle: FileHandle | null = null;
    try {
      const real = await realpath(path);
      handle = process.platform === "linux" ? await open(real, O_RDONLY | O_DIRECTORY) : null;
      const identity = await (handle?.stat({ bigint: true }) ?? stat(real, { bigint: true }));
      if (!identity.isDirectory()) throw new Error("it is no folder");
      return new Folder(real, handle, identity);
    } catch (error) {
      await handle?.close();
      throw new FileReadError(
        `${path} can't be opened as a folder: ${diskProblem(error)}.`,
        "Name a folder that you can read.",
        {
          cause: error,
        },
      );
    }
  }

  /** @param name without separators. @returns a path that leads into this folder */
  at(name: string): string {
    return join(this.#base, name);
  }

  /**
   * Opens a regular file and nothing else: no link, however short the time in which it is put there, no folder, no device,
   * no FIFO.
   *
   * @param name without separators
   */
  async openFile(name: string): Promise<OpenedFile | Unavailable> {
    let handle: FileHandle | null = null;
    try {
      const path = this.at(name);
      const seen = await lstat(path, { bigint: true });
      if (!seen.isFile()) return new Unavailable(whatItIs(seen));
      handle = await open(path, READ_ONLY_THIS);
      const opened = await handle.stat({ bigint: true });
      // Another file than the one that was looked at: it was replaced, or O_NOFOLLOW is not known and a link was followed.
      if (!opened.isFile() || !same(opened, seen) || !(await this.#isInPlace())) {
        await handle.close();
        return new Unavailable("was replaced while it was opened");
      }
      return { handle, size: Number(opened.size) };
    } catch (error) {
      await handle?.close();
      return new Unavailable(reason(error));
    }
  }

  /** @returns what has this name; null when nothing does */
  async look(name: string): Promise<"file" | "other" | null> {
    try {
      return (await lstat(this.at(name))).isFile() ? "file" : "other";
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      return "other"; // something is in the way; writing will say what
    }
  }

  /** What is free on its disk for programs without special rights, bytes; null where the system does not tell. */
  async freeBytes(): Promise<number | null> {
    try {
      const { bavail, bsize } = await statfs(this.#base);
      return bavail * bsize;
    } catch {
      return null;
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }

  /** Whether the path still leads to the folder that was opened; no question where `#base` holds it. */
  async #isInPlace(): Promise<boolean> {
    if (this.#handle !== null) return true;
    return same(await stat(this.path, { bigint: true }), this.#identity);
  }
}

function same(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

function whatItIs(seen: BigIntStats): string {
  if (seen.isSymbolicLink()) return "is a symbolic link";
  return seen.isDirectory() ? "is a folder" : "is no regular file";
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "does not exist";
    case "ELOOP":
      return "is a symbolic link";
    case "EACCES":
    case "EPERM":
      return "can't be read: no permission";
    default:
      return `can't be read: ${diskProblem(error)}`;
  }
}
