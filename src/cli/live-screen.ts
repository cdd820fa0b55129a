import { stripVTControlCharacters } from "node:util";

/** Lines at the bottom of the terminal that are drawn over as work goes on; nothing when standard error is no terminal. */
export class LiveScreen {
  #lines = 0;

  get exists(): boolean {
    return process.stderr.isTTY;
  }

  draw(picture: string): void {
    if (!this.exists) return;
    const columns = (process.stderr.columns || 80) - 1;
    const rows = (process.stderr.rows || 24) - 1;
    // A line that wraps, or one that scrolls away, could not be drawn over.
    const lines = picture
      .split("\n")
      .slice(0, rows)
      .map((line) => (stripVTControlCharacters(line).length <= columns ? line : cut(line, columns)));
    process.stderr.write(`${this.#home()}${lines.map((line) => `${line}\x1b[K`).join("\n")}\x1b[J`);
    this.#lines = lines.length;
  }

  clear(): void {
    if (this.#lines === 0) return;
    process.stderr.write(`${this.#home()}\x1b[J`);
    this.#lines = 0;
  }

  /** Leaves what is drawn where it is. */
  keep(): void {
    if (this.#lines > 0) process.stderr.write("\n");
    this.#lines = 0;
  }

  #home(): string {
    return this.#lines > 1 ? `\r\x1b[${this.#lines - 1}A` : "\r";
  }
}

function cut(line: string, columns: number): string {
  return stripVTControlCharacters(line).slice(0, columns);
}
