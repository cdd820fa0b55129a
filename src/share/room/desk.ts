/** Where files lie between the page and their peer: a folder of this room's own, which goes away with it. */
import { mkdtemp, rm, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileWriteError } from "../errors.ts";
import { Folder, type OpenedFile, type Unavailable } from "../files/folder.ts";
import type { PartialFile } from "../files/partial-file.ts";
import type { FileSink } from "../files/sink.ts";
import { Uploads } from "../files/uploads.ts";

/** As long as the room lasts. */
const MOST_FILES = 10_000;
/** What stays free on the disk, bytes. */
export const KEEP_FREE = 200e6;

export class Desk {
  readonly #folder: Folder;
  readonly #uploads: Uploads;

  private constructor(folder: Folder, maxBytes: number) {
    this.#folder = folder;
    const limits = { maxBytes, maxFiles: MOST_FILES, keepFree: KEEP_FREE, overwrite: false };
    this.#uploads = new Uploads(folder, { hidden: false }, limits);
  }

  /** @param maxBytes of one file. @throws FileReadError where there is no place for temporary files */
  static async open(maxBytes: number): Promise<Desk> {
    return new Desk(await Folder.open(await mkdtemp(join(tmpdir(), "sharelab-room-"))), maxBytes);
  }

  /** @throws FileWriteError */
  async create(id: number): Promise<FileSink> {
    const name = String(id);
    const file = await this.#uploads.begin(name);
    if (typeof file === "string") throw new FileWriteError(`The file ${file}.`, "Make room for temporary files.");
    return this.#sink(name, file);
  }

  #sink(name: string, file: PartialFile): FileSink {
    return {
      write: (bytes) => this.#uploads.write(file, bytes),
      finish: () => {
        this.#uploads.end(name);
        return file.finish();
      },
      // Nobody would find what is left of it.
      leave: async () => {
        this.#uploads.end(name);
        const left = await file.leave();
        if (left !== null) await unlink(this.#folder.at(left));
        return null;
      },
    };
  }

  open(id: number): Promise<OpenedFile | Unavailable> {
    return this.#folder.openFile(String(id));
  }

  /** It need not be there. */
  async remove(id: number): Promise<void> {
    await rm(this.#folder.at(String(id)), { force: true });
  }

  async close(): Promise<void> {
    await this.#folder.close();
    await rm(this.#folder.path, { recursive: true, force: true });
  }
}
