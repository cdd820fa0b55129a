import { harmless } from "../lab/render/escape.ts";
import { say } from "./peer-options.ts";

export interface Question {
  readonly text: string;
  /** What can be answered: it stands at the end, however narrow the terminal is. */
  readonly answers: string;
}

/** The last line of the terminal: a question, or else what is going on. Nothing when standard error is no terminal. */
export class BottomLine {
  #status = "";
  #question: Question | null = null;
  #shown = "";

  set status(text: string) {
    this.#status = text;
    this.#draw();
  }

  set question(question: Question | null) {
    this.#question = question;
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
    this.#question = null;
    this.#erase();
  }

  #draw(): void {
    if (!process.stderr.isTTY) return;
    // In the last column some terminals would begin a new line.
    const room = (process.stderr.columns || 80) - 1;
    const { text: full, answers } = this.#question ?? { text: this.#status, answers: "" };
    const text = `${shortened(harmless(full), Math.max(room - answers.length, 0))}${answers}`;
    if (text === "") this.#erase();
    else if (text !== this.#shown) process.stderr.write(`\r\x1b[K${text}`);
    this.#shown = text;
  }

  #erase(): void {
    if (this.#shown !== "") process.stderr.write("\r\x1b[K");
    this.#shown = "";
  }
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(room - 1, 0))}…`;
}
