/** CSV that a spreadsheet opens without running anything in it (OWASP, "CSV Injection"). */

export type Cell = string | number | null;

/** Lines end with CR LF (RFC 4180). */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // Control characters would move a terminal's cursor when the file is printed.
  const text = value.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
