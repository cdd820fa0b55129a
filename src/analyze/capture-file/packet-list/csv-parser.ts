import type { Columns } from "./columns.ts";
import { columnsOf } from "./columns.ts";
import { SEPARATORS, splitRecord } from "./csv-record.ts";
import { RowReader } from "./field-row.ts";
import type { Line } from "./line-splitter.ts";
import { MAX_LINE } from "./line-splitter.ts";
import { isMarkup, ListParser } from "./list-parser.ts";

/**
 * A line break inside quotes is allowed; Wireshark and tshark write none, so that an open quote is rather a damaged
 * line's, and must not swallow the file.
 */
const MOST_JOINED = 8;
/** Where the header may stand: behind what a spreadsheet (`sep=;`) or tshark's standard error put in front. */
const HEADER_WITHIN = 10;

interface Header {
  readonly text: string;
  readonly separator: string;
  readonly columns: Columns;
}

function headerOf(text: string): Header | null {
  for (const separator of SEPARATORS) {
    if (!text.includes(separator)) continue;
    const titles = splitRecord(text, separator);
    const columns = typeof titles === "string" ? null : columnsOf(titles);
    if (columns !== null) return { text, separator, columns };
  }
  return null;
}

/**
 * "Export Packet Dissections > As CSV" (Wireshark User's Guide, section "Exporting Data") and
 * `tshark -T fields -E header=y`: separated values below a header, columns in any order.
 */
export class CsvParser extends ListParser {
  #header: Header | null = null;
  #reader: RowReader | null = null;
  /** Lines of a record that ends inside quotes so far. */
  #open: Line[] = [];

  protected override takeLine(line: Line): void {
    if (this.#header === null) {
      this.#takeHeader(line);
      return;
    }
    // A header amid the rows: files were put together.
    if (line.text.trim() === "" || line.text === this.#header.text) return;
    this.#open.push(line);
    this.#takeRecord(this.#header);
  }

  protected override takeEnd(): void {
    while (this.#open.length > 0) {
      const last = this.#open.at(-1)!;
      if (this.#open.length === 1 && !last.terminated) {
        this.#open = [];
        this.cut(last);
      } else this.#dropFirst();
    }
  }

  #takeHeader(line: Line): void {
    this.#header = headerOf(line.text);
    if (this.#header === null) return;
    this.#reader = new RowReader(this.#header.columns);
    const { missing } = this.#reader.schema;
    this.emitter.schema = this.#reader.schema;
    if (missing.length === 0) return;
    this.emitter.warnings.once(
      "list-columns-missing",
      `TCP packets can't be read from these columns: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} ` +
        `missing. Add ${missing.map((name) => `-e ${name}`).join(" ")} to the tshark command, or -e _ws.col.Info.`,
    );
  }

  #takeRecord({ separator, columns }: Header): void {
    const lines = this.#open;
    const text = lines.length === 1 ? lines[0]!.text : lines.map((line) => line.text).join("\n");
    const split = splitRecord(text, separator);
    if (split === "open" && lines.length < MOST_JOINED && text.length <= MAX_LINE) return;
    const cells = typeof split === "string" ? null : fitted(split, columns, separator);
    const last = lines.at(-1)!;
    if (cells === null) {
      if (lines.length === 1 && !last.terminated) return;
      this.#dropFirst();
      return;
    }
    this.#open = [];
    const row = this.#reader!.read(cells);
    if (!last.terminated && (row.remark === "damaged" || row.remark === "no-numbers")) this.cut(last);
    else this.emitter.add(row, lines[0]!.number, text);
  }

  /** The first line is no record's beginning; each of the others may be. */
  #dropFirst(): void {
    const [first, ...others] = this.#open;
    this.#open = [];
    this.emitter.warnings.unreadable(first!.number, first!.text);
    for (const line of others) this.takeLine(line);
  }
}

/** As many cells as columns; null: too few. An Info column at the end may hold the separator, unquoted. */
function fitted(cells: readonly string[], columns: Columns, separator: string): readonly string[] | null {
  const width = columns.length;
  if (cells.length === width) return cells;
  if (cells.length < width || columns.at(-1) !== "info") return null;
  return [...cells.slice(0, width - 1), cells.slice(width - 1).join(separator)];
}

/** Whether the first lines of a file, decoded, hold the header of separated values. */
export function looksLikeCsvList(lines: readonly string[]): boolean {
  if (isMarkup(lines[0] ?? "")) return false;
  return lines.slice(0, HEADER_WITHIN).some((line) => headerOf(line) !== null);
}
