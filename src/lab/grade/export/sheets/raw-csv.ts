/** A CSV in which single cells are changed and every other byte stays: BOM, quotes, separators, line ends. */

export interface RawRow {
  /** As they stand in the file, quotes and all. */
  readonly cells: string[];
  readonly end: string;
}

export class RawCsv {
  readonly rows: readonly RawRow[];
  readonly #separator: string;
  readonly #mark: string;

  constructor(text: string) {
    this.#mark = text.startsWith("\ufeff") ? "\ufeff" : "";
    const body = text.slice(this.#mark.length);
    this.#separator = separatorOf(body);
    this.rows = split(body, this.#separator);
  }

  /** What a cell says; nothing for one that isn't there. */
  value(row: RawRow, column: number): string {
    const raw = row.cells[column] ?? "";
    const quoted = /^\s*"([\s\S]*)"\s*$/.exec(raw);
    return (quoted === null ? raw : quoted[1]!.replaceAll('""', '"')).trim();
  }

  set(row: RawRow, column: number, text: string): void {
    while (row.cells.length <= column) row.cells.push("");
    // A spreadsheet would run what begins like a formula.
    const safe = /^\s*[=+@\t\r\uff1d\uff0b\uff0d\uff20]|^\s*-(?!\d)/.test(text) ? `'${text}` : text;
    const quote = safe.includes('"') || safe.includes(this.#separator) || /[\r\n]/.test(safe);
    row.cells[column] = quote ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  text(): string {
    return this.#mark + this.rows.map(({ cells, end }) => cells.join(this.#separator) + end).join("");
  }
}

function separatorOf(text: string): string {
  const [line = ""] = text.split(/[\r\n]/, 1);
  const counts = [",", ";", "\t"].map((sign) => [sign, line.split(sign).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

function split(text: string, separator: string): RawRow[] {
  const rows: RawRow[] = [];
  let cells: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"' && (quoted || text.slice(start, at).trim() === "" || text[at - 1] === '"')) quoted = !quoted;
    else if (quoted) continue;
    else if (sign === separator) {
      cells.push(text.slice(start, at));
      start = at + 1;
    } else if (sign === "\n" || sign === "\r") {
      const end = sign === "\r" && text[at + 1] === "\n" ? "\r\n" : sign;
      rows.push({ cells: [...cells, text.slice(start, at)], end });
      cells = [];
      at += end.length - 1;
      start = at + 1;
    }
  }
  if (start < text.length || cells.length > 0) rows.push({ cells: [...cells, text.slice(start)], end: "" });
  return rows;
}
