import { nameInJoined, QUIT } from "./messages.ts";
import { MAX_NAME_BYTES } from "./names.ts";
import { Reads } from "./reads.ts";
import { harmlessLines } from "./text.ts";
import { decodeUtf8 } from "./utf8.ts";

const COLON = ": ";
const SENTENCE_END = /[.!?]/u;
/** More names than these are not remembered; the oldest are forgotten. */
const MOST_NAMES = 2048;

export interface ChatLine {
  /** Who says it; null: the server does, or it can't be told. */
  readonly name: string | null;
  /** One line, harmless. */
  readonly text: string;
  /**
   * Where it begins. `read`: where a read does, as messages should. `inside`: inside of one, where the name of somebody
   * stands: probably another message that has melted into the one before, but whoever wrote that one may have written
   * this, too. `newline`: on a new line of the same message.
   */
  readonly begins: "read" | "inside" | "newline";
}

/**
 * What a server sends: bytes in, lines to show out. Two messages can come as one; they are told apart where the name of
 * somebody who is known stands directly behind other text. Nothing but white space at the ends of lines is lost, and
 * what can't be shown stands as its number.
 */
export class Transcript {
  readonly #reads = new Reads();
  readonly #names = new Set<string>();
  /** Of names, the longest first. Those of forgotten names stay. */
  #lengths: readonly number[] = [];

  /** Those who joined or wrote, as far as it was seen. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  get holds(): boolean {
    return this.#reads.holds;
  }

  /** @param bytes of one read */
  push(bytes: Buffer): ChatLine[] {
    return this.#lines(this.#reads.push(bytes));
  }

  /** @returns what was held back: no more comes */
  end(): ChatLine[] {
    return this.#lines(this.#reads.end());
  }

  know(name: string): void {
    if (name === "" || Buffer.byteLength(name) > MAX_NAME_BYTES) return;
    this.#names.delete(name);
    this.#names.add(name);
    if (!this.#lengths.includes(name.length)) this.#lengths = [...this.#lengths, name.length].sort((a, b) => b - a);
    const [oldest] = this.#names;
    if (this.#names.size > MOST_NAMES && oldest !== undefined) this.#names.delete(oldest);
  }

  #lines(bytes: Buffer): ChatLine[] {
    return harmlessLines(decodeUtf8(bytes)).flatMap((line, at) =>
      at === 0 ? this.#apart(line) : [{ name: null, text: line, begins: "newline" as const }],
    );
  }

  #apart(line: string): ChatLine[] {
    const joined = nameInJoined(line);
    if (joined !== null) this.know(joined);
    const lines: ChatLine[] = [];
    let from = 0;
    for (const at of this.#seams(line)) {
      lines.push(this.#line(line.slice(from, at), from));
      from = at;
    }
    return [...lines, this.#line(line.slice(from), from)];
  }

  /** @returns where a known name and a colon stand directly behind other text, and "{quit}" at the end */
  #seams(line: string): number[] {
    const seams: number[] = [];
    let from = 0;
    for (let colon = line.indexOf(COLON); colon !== -1; colon = line.indexOf(COLON, colon + 1)) {
      const start = this.#nameBefore(line, from, colon);
      // In front of the first colon stands the name of whoever writes, or a sentence of the server and then the name.
      const isFirst = from === 0;
      if (start !== null && (!isFirst || SENTENCE_END.test(line[start - 1]!))) seams.push(start);
      else if (isFirst) this.know(line.slice(0, colon));
      from = colon + COLON.length;
    }
    const quit = line.length - QUIT.length;
    if (quit > 0 && line.endsWith(QUIT) && !/\s/u.test(line[quit - 1]!)) seams.push(quit);
    return seams;
  }

  /** @returns where the longest known name begins that ends here, directly behind other text */
  #nameBefore(line: string, from: number, end: number): number | null {
    if (from === 0 && this.#names.has(line.slice(0, end))) return null;
    for (const length of this.#lengths) {
      const start = end - length;
      if (start > from && this.#names.has(line.slice(start, end)) && !/\s/u.test(line[start - 1]!)) return start;
    }
    return null;
  }

  #line(text: string, from: number): ChatLine {
    const begins = from === 0 ? "read" : "inside";
    const colon = text.indexOf(COLON);
    const name = text.slice(0, Math.max(colon, 0));
    if (!this.#names.has(name)) return { name: null, text, begins };
    return { name, text: text.slice(colon + COLON.length), begins };
  }
}
