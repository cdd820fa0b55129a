/** Text in GitHub Flavored Markdown that stays text, whatever it holds. */
import { harmless } from "../escape.ts";

/**
 * Foreign text as a code span: nothing in it is markup, a link, a mention or an issue's number, as GitHub leaves code
 * alone. Backslash escapes would not do: mentions and addresses are looked for in the finished text.
 */
export function code(text: string): string {
  const safe = harmless(text);
  if (safe.trim() === "") return "(empty)";
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = safe.startsWith("`") || safe.endsWith("`") || /^ .* $/.test(safe) ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** What can't become anything but words. */
const PLAIN = /^[\p{L}\p{N} .,;:'"()/=%?→-]*$/u;
const LINKED = /:\/\/|www\.|\b[Gg][Hh]-\d|\b[0-9a-f]{7,40}\b/;

/** Prose of our own that may quote foreign text: as it is when it is plain, else as code. */
export function prose(text: string): string {
  // A line that begins as a list, a heading or a rule would be one.
  return PLAIN.test(text) && !LINKED.test(text) && !/^\s*([-=]|\d+[.)])|^ {4}/.test(text) ? text : code(text);
}

/** Our own words: only what Markdown would take for markup is escaped. */
export function words(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`);
}

/** A table with a head; cells are Markdown already. In a table a bar ends the cell, also within code. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => barred(cell)).join(" | ")} |`;
  const rule = `| ${head.map((_, index) => (right.includes(index) ? "---:" : "---")).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Bars that are not escaped yet: those behind an even number of backslashes, which escape each other. */
function barred(cell: string): string {
  return cell.replaceAll(/(\\*)\|/g, (bar, backslashes: string) =>
    backslashes.length % 2 === 0 ? `${backslashes}\\|` : bar,
  );
}
