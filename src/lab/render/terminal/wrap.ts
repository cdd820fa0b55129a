import { stripVTControlCharacters } from "node:util";

/** Breaks a text into lines of at most `width` columns, at spaces. Colours count for nothing. */
export function wrap(text: string, width: number, indent = "  "): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const candidate = line === "" ? word : `${line} ${word}`;
    if (stripVTControlCharacters(candidate).length <= width || line === "") {
      line = candidate;
    } else {
      lines.push(line);
      line = indent + word;
    }
  }
  lines.push(line);
  return lines.join("\n");
}
