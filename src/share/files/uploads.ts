/** What others may put into the folder, and how much of it. */
import { FileExistsError, FileWriteError } from "../errors.ts";
import type { Folder } from "./folder.ts";
import { nameProblem, type NamePolicy } from "./names.ts";
import { PartialFile } from "./partial-file.ts";

export interface UploadLimits {
  /** Of one file, bytes. */
  readonly maxBytes: number;
  /** Files that may be begun, as long as the server runs. */
  readonly maxFiles: number;
  /** What must stay free on the disk, bytes. */
  readonly keepFree: number;
  readonly overwrite: boolean;
}

/** How often the disk is asked what is free: after so many bytes, of all uploads together. */
const LOOK_EVERY = 16 * 1024 * 1024;

export class Uploads {
  readonly #folder: Folder;
  readonly #policy: NamePolicy;
  readonly #limits: UploadLimits;
  /** Being written, as file systems that ignore case compare them. */
  readonly #busy = new Set<string>();
  #begun = 0;
  #unlooked = 0;

  constructor(folder: Folder, policy: NamePolicy, limits: UploadLimits) {
    this.#folder = folder;
    this.#policy = policy;
    this.#limits = limits;
  }

  get maxBytes(): number {
    return this.#limits.maxBytes;
  }

  /** @returns the file to write to; or why there is none, in words that follow the name */
  async begin(name: string): Promise<PartialFile | string> {
    const problem = nameProblem(name, this.#policy);
    if (problem !== null) return problem;
    if (this.#begun >= this.#limits.maxFiles) return "is one too many: no more uploads are taken";
    if (this.#busy.has(key(name))) return "is being sent by another client";
    this.#busy.add(key(name));
    this.#begun++;
    try {
      if (!(await this.#hasRoom())) throw new FileWriteError("The disk is too full.", "");
      return await PartialFile.create(this.#folder, name, this.#limits.overwrite);
    } catch (error) {
      this.end(name);
      this.#begun--;
      if (error instanceof FileExistsError) return "is there already";
      if (error instanceof FileWriteError) return `can't be taken: ${error.message}`;
      throw error;
    }
  }

  /** @throws FileWriteError when the disk is full, or as full as it may be */
  async write(file: PartialFile, bytes: Uint8Array): Promise<void> {
    this.#unlooked += bytes.length;
    if (this.#unlooked >= LOOK_EVERY) {
      this.#unlooked = 0;
      if (!(await this.#hasRoom())) throw new FileWriteError("The disk is too full.", "Make room on it.");
    }
    await file.write(bytes);
  }

  /** Whatever came of it. */
  end(name: string): void {
    this.#busy.delete(key(name));
  }

  async #hasRoom(): Promise<boolean> {
    const free = await this.#folder.freeBytes();
    return free === null || free > this.#limits.keepFree;
  }
}

function key(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
