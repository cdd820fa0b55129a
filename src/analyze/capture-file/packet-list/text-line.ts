/**
 * One line of a packet list in plain text to its columns. The columns are padded with blanks to widths of which the file
 * says nothing, so a line is read word by word: every column but Info is one word (a date with its time of day: two).
 */
import { looksLikeAddress } from "./address.ts";
import type { Columns } from "./columns.ts";
import { parseTime, startsDate } from "./list-time.ts";
import type { SummaryCells } from "./row.ts";
import { parsePacketNumber } from "./row.ts";
import { isArrow, isLeftArrow, parseTcpInfo } from "./tcp-info.ts";

/** Wireshark's mark for a packet that following times count from. */
const TIME_REFERENCE = "*REF*";

/** No column but Info is longer; a longer word would be somebody else's text. */
const MAX_WORD = 256;

/** The words of a line, with the place where each begins, taken one by one. */
class Words {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** The word that comes next, or "" at the end. */
  peek(): string {
    const start = this.#skip(this.#at);
    let end = start;
    while (end < this.#line.length && end - start < MAX_WORD && !isBlank(this.#line.charCodeAt(end))) end++;
    return this.#line.slice(start, end);
  }

  next(): string {
    const word = this.peek();
    this.#at = this.#skip(this.#at) + word.length;
    return word;
  }

  /** Everything that comes next. */
  rest(): string {
    return this.#line.slice(this.#at).trim();
  }

  copy(): Words {
    const other = new Words(this.#line);
    other.#at = this.#at;
    return other;
  }

  #skip(from: number): number {
    let at = from;
    while (at < this.#line.length && isBlank(this.#line.charCodeAt(at))) at++;
    return at;
  }
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0;
}

/** A time of one word or two; "" when none comes next, and then nothing is taken. */
function takeTime(words: Words): string {
  const first = words.peek();
  if (startsDate(first)) {
    const ahead = words.copy();
    const both = `${ahead.next()} ${ahead.next()}`;
    if (parseTime(both) === null) return "";
    words.next();
    words.next();
    return both;
  }
  return first === TIME_REFERENCE || parseTime(first) !== null ? words.next() : "";
}

/** The length, unless the digits are the source port of an Info in front of which there is no Length column. */
function takeLength(words: Words): boolean {
  if (!/^\d{1,8}$/.test(words.peek())) return false;
  const ahead = words.copy();
  ahead.next();
  const behind = ahead.next();
  if (behind !== "" && isArrow(behind)) return false;
  words.next();
  return true;
}

/** A line read, with what a caller may want to be more sure. */
export interface TextCells extends SummaryCells {
  /** Bytes of the frame; -1 when not shown. */
  readonly frameLength: number;
  /** No doubt that this is a packet: it holds addresses, an arrow between two names, or a TCP segment's Info. */
  readonly certain: boolean;
}

/**
 * A line without a header above it: No. Time Source [→] Destination Protocol [Length] Info. No. or Time may be missing.
 * Null when it is none.
 */
export function parseBareLine(line: string): TextCells | null {
  const words = new Words(line);
  const number = parsePacketNumber(words.peek()) === null ? "" : words.next();
  const time = takeTime(words);
  if (number === "" && time === "") return null;
  const left = words.next();
  const arrow = isArrow(words.peek()) ? words.next() : "";
  const right = words.next();
  const protocol = words.next();
  if (!/^[A-Za-z0-9]/.test(protocol) || !/[A-Za-z]/.test(protocol)) return null;
  const lengthWord = words.peek();
  const hasLength = takeLength(words);
  const info = words.rest();
  const certain =
    arrow !== "" || (looksLikeAddress(left) && looksLikeAddress(right)) || typeof parseTcpInfo(info) !== "string";
  if (!certain && (number === "" || time === "" || !hasLength)) return null;
  const swapped = isLeftArrow(arrow);
  return {
    number,
    time,
    source: swapped ? right : left,
    destination: swapped ? left : right,
    protocol,
    info,
    frameLength: hasLength ? Number(lengthWord) : -1,
    certain,
  };
}

/** A line below a header. Null when a word isn't what its column holds. */
export function parseHeadedLine(line: string, columns: Columns): TextCells | null {
  const words = new Words(line);
  const cells = { number: "", time: "", source: "", destination: "", protocol: "", info: "" };
  let frameLength = -1;
  for (const role of columns) {
    if (role === "info") {
      // Columns behind Info can't be told from it, and needn't: they follow the numbers that are read.
      cells.info = words.rest();
      break;
    }
    if (role === "time") {
      cells.time = takeTime(words);
      if (cells.time === "") return null;
    } else if (role === "number") {
      cells.number = words.next();
      if (parsePacketNumber(cells.number) === null) return null;
    } else if (role === "length") {
      const word = words.next();
      if (!/^\d{1,8}$/.test(word)) return null;
      frameLength = Number(word);
    } else {
      if (isArrow(words.peek())) words.next();
      const word = words.next();
      if (word === "") return null;
      if (role === "source" || role === "destination" || role === "protocol") cells[role] = word;
    }
  }
  return { ...cells, frameLength, certain: looksLikeAddress(cells.source) && looksLikeAddress(cells.destination) };
}
