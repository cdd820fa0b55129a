import { stripVTControlCharacters } from "node:util";

/** Breaks a text into lines of at most `width` columns, at spaces; leading ones stay. Colours count for nothing. */
export function wrap(text: string, width: number, indent = "  "): string {
  const lines: string[] = [];
  const [first = "", ...words] = text.trimStart().split(" ");
  let line = text.slice(0, text.length - text.trimStart().length) + first;
  for (const word of words) {
    const candidate = `${line} ${word}`;
    if (stripVTControlCharacters(candidate).length <= width) {
      line = candidate;
    } else {
      lines.push(line);
      line = indent + word;
    }
  }
  lines.push(line);
  return lines.join("\n");
}
