/**
 * Bytes of a text file to lines, whatever the blocks they come in: UTF-8 with or without a byte order mark, UTF-16 with
 * one (what PowerShell's `>` writes), LF and CRLF. Bytes that are no valid UTF-8 become U+FFFD; the reader of the lines
 * never depends on more than ASCII.
 */
import { TextDecoder } from "node:util";

/** A longer line is no packet of any list. Counted in UTF-16 code units. */
export const MAX_LINE = 65_536;

/** Enough of a line that is too long to show what it was. */
const KEPT_OF_LONG = 80;

export interface Line {
  /** Without its end. Of a line that is too long, the beginning. */
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False for the last line of a file that doesn't end in a newline. */
  readonly terminated: boolean;
  readonly tooLong: boolean;
}

/** The encoding that a byte order mark names. */
function encodingOf(first: number, second: number): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** A whole text. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes[0] ?? 0, bytes[1] ?? 0)).decode(bytes);
}

export class LineSplitter {
  readonly #take: (line: Line) => void;
  #decoder: TextDecoder | null = null;
  /** The first byte, while the second, which may make a UTF-16 mark of it, isn't there. */
  #first = new Uint8Array(0);
  #rest = "";
  #dropping = false;
  #number = 0;

  constructor(take: (line: Line) => void) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    if (this.#decoder !== null) {
      this.#split(this.#decoder.decode(bytes, { stream: true }));
      return;
    }
    // A copy: the caller's block is overwritten, and slice() of a Buffer would be a view of it.
    const begin = Uint8Array.from([...this.#first, ...bytes.subarray(0, 2 - this.#first.length)]);
    if (begin.length < 2) {
      this.#first = begin;
      return;
    }
    const rest = bytes.subarray(begin.length - this.#first.length);
    this.#decoder = new TextDecoder(encodingOf(begin[0]!, begin[1]!));
    this.#split(this.#decoder.decode(begin, { stream: true }));
    this.push(rest);
  }

  end(): void {
    const decoder = this.#decoder ?? new TextDecoder();
    this.#split(this.#decoder === null ? decoder.decode(this.#first) : decoder.decode());
    if (this.#dropping || this.#rest !== "") this.#hand(this.#rest, false);
    this.#rest = "";
  }

  #split(text: string): void {
    let start = 0;
    for (;;) {
      const newline = text.indexOf("\n", start);
      const stop = newline === -1 ? text.length : newline;
      this.#append(text, start, stop);
      if (newline === -1) return;
      this.#hand(this.#rest, true);
      this.#rest = "";
      start = newline + 1;
    }
  }

  #append(text: string, start: number, stop: number): void {
    if (this.#dropping) return;
    // One more for the CR of a line that is just as long as allowed.
    if (this.#rest.length + (stop - start) > MAX_LINE + 1) {
      this.#dropping = true;
      this.#rest = (this.#rest + text.slice(start, start + KEPT_OF_LONG)).slice(0, KEPT_OF_LONG);
      return;
    }
    this.#rest += text.slice(start, stop);
  }

  #hand(line: string, terminated: boolean): void {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    const tooLong = this.#dropping || text.length > MAX_LINE;
    this.#dropping = false;
    this.#number++;
    this.#take({ text: tooLong ? text.slice(0, KEPT_OF_LONG) : text, number: this.#number, terminated, tooLong });
  }
}
