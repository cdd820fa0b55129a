/** Writes many files at once while a capture is read, each piece by piece, in bounded memory. */
import { appendFile, link, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OutputError } from "../../errors.ts";

/** Bytes that wait to be written; above it the reading waits, too. */
const MAX_WAITING = 16 * 2 ** 20;
/** More files are not written: a capture can hold as many as it has packets. */
export const MAX_SPOOLED = 10_000;

interface Spooled {
  readonly part: string;
  pieces: Buffer[];
  made: boolean;
}

export class Spool {
  /** Files that were not begun because there are too many. */
  refused = 0;
  readonly #folder: string;
  readonly #files = new Map<string, Spooled>();
  readonly #dirty = new Set<Spooled>();
  #began = 0;
  #waiting = 0;
  #running: Promise<void> | null = null;
  #failure: OutputError | null = null;

  /** @param folder is there */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param bytes are copied */
  add(key: string, bytes: Uint8Array): void {
    if (this.#failure !== null) return;
    let file = this.#files.get(key);
    if (file === undefined) {
      if (this.#began >= MAX_SPOOLED) {
        this.refused++;
        return;
      }
      file = { part: join(this.#folder, `.sharelab-${process.pid}-${this.#began++}.part`), pieces: [], made: false };
      this.#files.set(key, file);
    }
    file.pieces.push(Buffer.from(bytes));
    this.#waiting += bytes.length;
    this.#dirty.add(file);
    this.#running ??= this.#write();
  }

  has(key: string): boolean {
    return this.#files.has(key);
  }

  pressure(): Promise<void> | undefined {
    return this.#waiting > MAX_WAITING ? (this.#running ?? undefined) : undefined;
  }

  /** All is on the disk. @throws OutputError */
  async flush(): Promise<void> {
    while (this.#running !== null) await this.#running;
    if (this.#failure !== null) throw this.#failure;
  }

  /**
   * Gives a file its name.
   *
   * @param replace what may be there is ours
   * @returns false: something is there, and stays
   */
  async finish(key: string, name: string, replace: boolean): Promise<boolean> {
    const file = this.#files.get(key);
    if (file === undefined) return false;
    const path = join(this.#folder, name);
    try {
      if (replace) await rename(file.part, path);
      else {
        // Unlike rename, link never replaces anything.
        await link(file.part, path);
        await rm(file.part, { force: true });
      }
    } catch (error) {
      if (!replace && (error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw OutputError.of(`write ${path}`, error);
    }
    this.#files.delete(key);
    return true;
  }

  /** Takes back what was written under a key that begins so. */
  async drop(prefix = ""): Promise<void> {
    await this.flush().catch(() => undefined);
    for (const [key, { part }] of [...this.#files].filter(([one]) => one.startsWith(prefix))) {
      this.#files.delete(key);
      await rm(part, { force: true }).catch(() => undefined);
    }
  }

  /** Paths of what has no name yet. */
  get parts(): string[] {
    return [...this.#files.values()].map(({ part }) => part);
  }

  async #write(): Promise<void> {
    // Not in the call that brought the bytes: more come with them.
    await Promise.resolve();
    for (const file of this.#dirty) {
      this.#dirty.delete(file);
      const bytes = Buffer.concat(file.pieces);
      file.pieces = [];
      try {
        if (this.#failure === null) {
          if (file.made) await appendFile(file.part, bytes);
          else await writeFile(file.part, bytes, { flag: "wx" });
        }
        file.made = true;
      } catch (error) {
        this.#failure ??= OutputError.of(`write ${file.part}`, error);
      }
      this.#waiting -= bytes.length;
    }
    this.#running = null;
  }
}
