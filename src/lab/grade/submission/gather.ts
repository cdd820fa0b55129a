/** Lists the files of a submission: folders are walked, zips unpacked, nothing is followed out of them. */
import type { Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { harmless } from "../../render/escape.ts";
import { Archive, ArchiveError } from "./archive/archive.ts";
import { Budget } from "./archive/limits.ts";
import { classArchive } from "./archive/open-archives.ts";
import type { FoundFile } from "./classify.ts";
import { problem, type Problem } from "./problems.ts";
import { LITTER } from "./litter.ts";
import type { Part } from "./source.ts";
import type { Temporary } from "./temporary.ts";

const MAX_FILES = 500;
const MAX_DEPTH = 4;
const HEAD_BYTES = 4096;

export class Gatherer {
  readonly files: FoundFile[] = [];
  readonly problems: Problem[] = [];
  /** Why nothing of the submission is to be graded. */
  refused: string | null = null;
  readonly #temporary: Temporary;
  readonly #budget: Budget;

  constructor(temporary: Temporary, budget: Budget = new Budget()) {
    this.#temporary = temporary;
    this.#budget = budget;
  }

  /** @throws what reading the folder throws */
  async take(part: Part): Promise<void> {
    switch (part.kind) {
      case "folder":
        return this.#walk(part.disk, "", 0);
      case "file":
        return this.#file(part.disk, harmless(part.as), 0);
      case "entries":
        return this.#entries(part);
    }
  }

  async #walk(folder: string, inside: string, depth: number): Promise<void> {
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (LITTER.test(entry.name)) continue;
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (!entry.isDirectory()) await this.#entry(folder, path, entry);
      else if (depth < MAX_DEPTH) await this.#walk(folder, path, depth + 1);
      else this.#tooDeep(path);
      if (this.#full()) return;
    }
  }

  async #entry(folder: string, path: string, entry: Dirent): Promise<void> {
    if (entry.isFile()) await this.#file(join(folder, path), harmless(path), 0);
    else this.#irregular(harmless(path));
  }

  async #entries({ disk, entries }: Extract<Part, { kind: "entries" }>): Promise<void> {
    await this.#guarded("", async () => {
      const archive = await classArchive(disk);
      for (const { index, as } of entries) {
        if (this.#full()) return;
        const { kind } = archive.entries[index]!;
        if (kind === "file") await this.#unpack(archive, index, as, 0);
        else if (kind !== "folder") this.#irregular(as);
      }
    });
  }

  /** @param depth zips around it */
  async #file(disk: string, path: string, depth: number): Promise<void> {
    if (this.#full()) return;
    try {
      const { size } = await stat(disk);
      const head = await headOf(disk);
      const found: FoundFile = { path, disk, bytes: size, head };
      this.files.push(found);
      if (isZip(found)) await this.#zip(found, depth);
      else if (OTHER_ARCHIVES.test(path)) {
        this.problems.push(problem("ARCHIVE_UNKNOWN", `${path} is an archive of another kind, and was not unpacked.`));
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.problems.push(problem("FILE_NOT_REGULAR", `${path} can't be read (${code ?? "unknown reason"}).`));
    }
  }

  async #zip({ disk, path, bytes }: FoundFile, depth: number): Promise<void> {
    const { limits } = this.#budget;
    await this.#guarded(path, async () => {
      if (bytes === 0) throw new ArchiveError("ARCHIVE_DAMAGED", "It has no bytes.");
      if (depth >= limits.depth) {
        throw new ArchiveError("ARCHIVE_TOO_DEEP", `It is a zip in ${depth} zips, and was not unpacked.`);
      }
      const archive = await Archive.open(disk, limits.entries);
      try {
        for (const { index, path: name, kind } of archive.entries) {
          if (this.refused !== null || this.#full()) return;
          if (name === null) {
            throw new ArchiveError(
              "ARCHIVE_ESCAPES",
              "It holds names that lead out of it, and was not unpacked further.",
            );
          }
          if (kind === "folder" || name.split("/").some((part) => LITTER.test(part))) continue;
          const as = `${path}/${name}`;
          if (name.split("/").length > MAX_DEPTH + 1) this.#tooDeep(as);
          else if (kind === "file") await this.#unpack(archive, index, as, depth + 1);
          else this.#irregular(as);
        }
      } finally {
        archive.close();
      }
    });
  }

  async #unpack(archive: Archive, index: number, as: string, depth: number): Promise<void> {
    const to = await this.#temporary.file();
    await archive.extract(index, to, this.#budget);
    await this.#file(to, as, depth);
  }

  /** What is wrong with an archive is the submission's own, and keeps all of it from being graded. */
  async #guarded(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      const message = path === "" ? error.message : `${path}: ${error.message}`;
      this.problems.push(problem(error.code, message));
      this.refused ??= message;
    }
  }

  #irregular(path: string): void {
    this.problems.push(problem("FILE_NOT_REGULAR", `${path} is a link or a device, and was left out.`));
  }

  #tooDeep(path: string): void {
    this.#once("FILES_TOO_DEEP", `${harmless(path)} is more than ${MAX_DEPTH} folders deep, and was not looked at.`);
  }

  #full(): boolean {
    if (this.files.length < MAX_FILES) return false;
    this.#once("FILES_TOO_MANY", `There are ${MAX_FILES} files or more; the first ones by name were looked at.`);
    return true;
  }

  #once(code: Problem["code"], message: string): void {
    if (!this.problems.some((known) => known.code === code)) this.problems.push(problem(code, message));
  }
}

const OTHER_ARCHIVES = /\.(rar|7z|tar|tgz|tar\.(gz|xz|bz2|zst)|tbz2?|txz)$/i;

export function isArchive(path: string): boolean {
  return OTHER_ARCHIVES.test(path) || /\.zip$/i.test(path);
}

/** Office documents are zips too, under names of their own; they are left as they are. */
function isZip({ path }: FoundFile): boolean {
  return /\.zip$/i.test(path);
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
