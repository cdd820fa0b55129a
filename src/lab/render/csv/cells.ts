/** Cells and lines of CSV (RFC 4180), safe to open in a spreadsheet. */

/** A number written out: times have more digits than a double holds. */
export interface Decimal {
  readonly decimal: string;
}

export type Cell = string | number | boolean | null | Decimal;

/**
 * A spreadsheet takes a cell that begins so for a formula, and runs it. Numbers are not touched: only text from a
 * packet, a peer or a file name can be made to mean something.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const QUOTED = /[",\r\n]/;

export function decimal(text: string | null): Decimal | null {
  return text === null ? null : { decimal: text };
}

/** Text gets an apostrophe in front where it would be a formula; NaN and null are empty: not known. */
export function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "object") return value.decimal;
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record, with its line end. */
export function line(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}
