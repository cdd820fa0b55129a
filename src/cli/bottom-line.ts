import { harmless } from "../lab/render/escape.ts";
import { say } from "./peer-options.ts";

/** The last line of the terminal: a question, or else what is going on. Nothing when standard error is no terminal. */
export class BottomLine {
  #status = "";
  #question = "";
  #shown = "";

  set status(text: string) {
    this.#status = text;
    this.#draw();
  }

  set question(text: string) {
    this.#question = text;
    this.#draw();
  }

  /** Says something above it. */
  say(text: string): void {
    this.#erase();
    say(text);
    this.#draw();
  }

  clear(): void {
    this.#status = "";
    this.#question = "";
    this.#erase();
  }

  #draw(): void {
    if (!process.stderr.isTTY) return;
    // In the last column some terminals would begin a new line.
    const room = (process.stderr.columns || 80) - 1;
    const text = harmless(this.#question === "" ? this.#status : this.#question).slice(0, room);
    if (text === "") this.#erase();
    else if (text !== this.#shown) process.stderr.write(`\r\x1b[K${text}`);
    this.#shown = text;
  }

  #erase(): void {
    if (this.#shown !== "") process.stderr.write("\r\x1b[K");
    this.#shown = "";
  }
}
