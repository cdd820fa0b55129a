/**
 * A zip from somebody who may mean harm. Its names never become names on the disk; nothing is inflated that was not
 * declared, and no more than the limits allow. File times in it are the student's own and are not looked at.
 */
import { open, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { getFileNameLowLevel, openPromise, validateFileName, type Entry, type ZipFile } from "yauzl";
import { harmless } from "../../../render/escape.ts";
import type { ProblemCode } from "../problems.ts";
import type { Budget } from "./limits.ts";

/** Why an archive, or an entry of it, is not unpacked. Caught where the submission is read. */
export class ArchiveError extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type EntryKind = "file" | "folder" | "link" | "device";

export interface ArchiveEntry {
  readonly index: number;
  /** With slashes, without control characters. Null for a name that leads out of the archive. */
  readonly path: string | null;
  readonly kind: EntryKind;
  /** As declared; held to when it is unpacked. */
  readonly bytes: number;
}

export class Archive {
  readonly entries: readonly ArchiveEntry[];
  readonly #zip: ZipFile;
  readonly #raw: readonly Entry[];

  /** @throws ArchiveError when it is no zip, or holds more than `maxEntries` */
  static async open(disk: string, maxEntries: number): Promise<Archive> {
    let zip: ZipFile | null = null;
    try {
      zip = await openPromise(disk, { lazyEntries: true, autoClose: false, decodeStrings: false });
      if (zip.entryCount > maxEntries) throw tooMany(maxEntries);
      const raw: Entry[] = [];
      for await (const entry of zip.eachEntry()) {
        if (raw.length >= maxEntries) throw tooMany(maxEntries);
        raw.push(entry);
      }
      return new Archive(zip, raw);
    } catch (error) {
      zip?.close();
      throw error instanceof ArchiveError ? error : damaged(error);
    }
  }

  private constructor(zip: ZipFile, raw: readonly Entry[]) {
    this.#zip = zip;
    this.#raw = raw;
    this.entries = raw.map((entry, index) => {
      const name = nameOf(entry);
      return {
        index,
        path: validateFileName(name) === null ? harmless(name.replace(/\/+$/, "")) : null,
        kind: kindOf(entry, name),
        bytes: entry.uncompressedSize,
      };
    });
  }

  /**
   * Unpacks one entry.
   *
   * @param to a file that does not exist yet
   * @throws ArchiveError
   */
  async extract(index: number, to: string, budget: Budget): Promise<void> {
    const entry = this.#raw[index]!;
    const name = this.entries[index]!.path ?? "?";
    const { limits } = budget;
    if (entry.isEncrypted()) throw new ArchiveError("ARCHIVE_ENCRYPTED", `${name} is encrypted.`);
    if (!entry.canDecodeFileData()) {
      throw new ArchiveError("ARCHIVE_UNKNOWN", `${name} is compressed with method ${entry.compressionMethod}.`);
    }
    const { uncompressedSize: size, compressedSize: packed } = entry;
    const ratio = size / Math.max(1, packed);
    if (size > limits.entryBytes || size > budget.left || (size > limits.ratioFrom && ratio > limits.ratio)) {
      throw new ArchiveError(
        "ARCHIVE_TOO_LARGE",
        `${name} would inflate from ${packed} to ${size} bytes, which is not done.`,
      );
    }
    budget.take(size);
    const file = await open(to, "wx", 0o600);
    try {
      await this.#copy(entry, file, name);
    } finally {
      await file.close();
    }
  }

  async #copy(entry: Entry, file: FileHandle, name: string): Promise<void> {
    let sum = 0;
    try {
      // yauzl holds the stream to the size that was declared.
      for await (const piece of await this.#zip.openReadStreamPromise(entry)) {
        sum = crc32(piece as Buffer, sum);
        await file.write(piece as Buffer);
      }
    } catch (error) {
      throw damaged(error, name);
    }
    if (sum !== entry.crc32) throw new ArchiveError("ARCHIVE_DAMAGED", `${name} is damaged: its checksum is wrong.`);
  }

  close(): void {
    this.#zip.close();
  }
}

function nameOf(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

const UNIX_SYSTEMS = new Set([3, 19]);
const FILE_TYPE = 0o170000;

/** The upper half of the attributes is a Unix mode where a Unix system made the entry (APPNOTE.TXT, 4.4.2 and 4.4.15). */
function kindOf(entry: Entry, name: string): EntryKind {
  const type = UNIX_SYSTEMS.has(entry.versionMadeBy >>> 8) ? (entry.externalFileAttributes >>> 16) & FILE_TYPE : 0;
  if (type === 0o120000) return "link";
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return "device";
  return name.endsWith("/") || type === 0o040000 ? "folder" : "file";
}

const tooMany = (most: number): ArchiveError =>
  new ArchiveError("ARCHIVE_TOO_MANY", `It has more than ${most} entries, and was not unpacked.`);

function damaged(cause: unknown, name = "It"): ArchiveError {
  const why = harmless((cause as Error).message).replace(/[.\s]+$/, "");
  return new ArchiveError("ARCHIVE_DAMAGED", `${name} can't be unpacked (${why}).`, { cause });
}
