/** Files of our own naming for what stands in archives. Gone when the work is done, however it ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Temporary {
  #folder: Promise<string> | null = null;
  #count = 0;

  /** A path in a folder of this program, with nothing there yet. */
  async file(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "sharelab-grade-"));
    return join(await this.#folder, String(this.#count++));
  }

  async remove(): Promise<void> {
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
  }
}

export async function withTemporary<T>(work: (temporary: Temporary) => Promise<T>): Promise<T> {
  const temporary = new Temporary();
  try {
    return await work(temporary);
  } finally {
    await temporary.remove();
  }
}
