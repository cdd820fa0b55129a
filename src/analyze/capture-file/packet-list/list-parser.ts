import type { CaptureParser, CaptureSink } from "../types.ts";
import type { Line } from "./line-splitter.ts";
import { LineSplitter } from "./line-splitter.ts";
import { ListEmitter } from "./list-emitter.ts";

/**
 * What the readers of plain text and of separated values share. All bytes given are taken at once: the line at their end
 * is kept as text until its rest is there, and never grows beyond {@link MAX_LINE}.
 */
export abstract class ListParser implements CaptureParser {
  truncated = false;
  protected readonly emitter: ListEmitter;
  readonly #splitter: LineSplitter;
  #cut: Line | null = null;

  constructor(sink: CaptureSink) {
    this.emitter = new ListEmitter(sink);
    this.#splitter = new LineSplitter((line) => {
      if (line.tooLong) this.emitter.warnings.unreadable(line.number, line.text, "is longer than 64 KiB");
      else this.takeLine(line);
    });
  }

  get packets(): number {
    return this.emitter.packets;
  }

  parse(data: Buffer, start: number, end: number): number {
    this.#splitter.push(data.subarray(start, end));
    return end;
  }

  finish(data: Buffer, start: number, end: number): void {
    this.#splitter.push(data.subarray(start, end));
    this.#splitter.end();
    this.takeEnd();
    // The beginning of the list, if it is all there is, goes out before the word of its end.
    this.emitter.end();
    if (this.#cut !== null) this.emitter.warnings.cut(this.#cut.number, this.#cut.text, this.packets);
  }

  /** One line, not too long. */
  protected abstract takeLine(line: Line): void;

  /** Called behind the last line. */
  protected abstract takeEnd(): void;

  /** The file's last line isn't whole. */
  protected cut(line: Line): void {
    this.truncated = true;
    this.#cut = line;
  }
}

/** Beginnings of JSON, XML and HTML: a list may be quoted in there, but the file isn't one. */
export function isMarkup(text: string): boolean {
  return /^\s*[<{[]/.test(text);
}
