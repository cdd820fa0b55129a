/** Where a recording goes: a file, or standard output. */
import { open, type FileHandle } from "node:fs/promises";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { CaptureExistsError, CapturePermissionError, CaptureWriteError } from "../../errors.ts";

const compress = promisify(gzip);
/** Screens are compressed already: a higher level costs more time and gains nothing. */
const GZIP_LEVEL = 1;

export interface WriteTarget {
  /** Bytes stored so far. */
  readonly stored: number;
  /**
   * Stores whole records, in the order of the calls; one call at a time.
   *
   * @throws CaptureWriteError when that is impossible; what was stored before stays readable
   */
  write(records: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * A new file.
 *
 * @param overwrite replace a file that is there
 * @throws CaptureExistsError, CapturePermissionError, CaptureWriteError
 */
export async function fileTarget(path: string, overwrite: boolean): Promise<WriteTarget> {
  try {
    return new FileTarget(path, await open(path, overwrite ? "w" : "wx"));
  } catch (error) {
    throw writeFailure(path, error);
  }
}

class FileTarget implements WriteTarget {
  stored = 0;
  readonly #path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async write(records: Buffer): Promise<void> {
    let at = 0;
    try {
      while (at < records.length) {
        const { bytesWritten } = await this.#handle.write(records, at, records.length - at);
        at += bytesWritten;
      }
      this.stored += records.length;
    } catch (error) {
      // A full disk may have taken half a record: the file must end where one ends.
      if (at > 0) await this.#handle.truncate(this.stored).catch(() => undefined);
      throw writeFailure(this.#path, error);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close().catch((error: unknown) => {
      throw writeFailure(this.#path, error);
    });
  }
}

/** A stream that stays open, such as standard output. */
export class StreamTarget implements WriteTarget {
  stored = 0;
  readonly #stream: Writable;
  #failure: Error | null = null;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  async write(records: Buffer): Promise<void> {
    if (this.#failure !== null) throw writeFailure("Standard output", this.#failure);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(records, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(writeFailure("Standard output", error));
      });
    });
    this.stored += records.length;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Each write becomes a gzip member of its own (RFC 1952 section 2.2), so that a file that ends behind any of them is a
 * whole one.
 */
export class GzipTarget implements WriteTarget {
  readonly #inner: WriteTarget;

  constructor(inner: WriteTarget) {
    this.#inner = inner;
  }

  get stored(): number {
    return this.#inner.stored;
  }

  async write(records: Buffer): Promise<void> {
    await this.#inner.write(await compress(records, { level: GZIP_LEVEL }));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

const REASONS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ["there is no such folder", "Make the folder first, or name another one."],
  ENOTDIR: ["a part of the path is not a folder", "Check the path."],
  EISDIR: ["it is a folder", "Name a file in it, such as capture.pcapng."],
  ENOSPC: ["the disk is full", "Make room or record to another disk; what was recorded before is kept."],
  EROFS: ["the disk can only be read", "Record to another disk."],
  EPIPE: ["its reader has gone", "Keep the program at the other end of the pipe running."],
};

function writeFailure(name: string, error: unknown): CaptureExistsError | CapturePermissionError | CaptureWriteError {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const message = error instanceof Error ? error.message : String(error);
  const cause = { cause: error };
  if (code === "EEXIST") {
    return new CaptureExistsError(`${name} is there already.`, "Choose another name, or --force.", {}, cause);
  }
  if (code === "EACCES" || code === "EPERM") {
    const what = `${name} can't be written: you have no permission to.`;
    return new CapturePermissionError(what, "Record to a folder of your own.", {}, cause);
  }
  const [what, remedy] = REASONS[code] ?? [message, "Record to another place."];
  return new CaptureWriteError(`${name} can't be written: ${what}.`, remedy, {}, cause);
}
