/** Enough of GitHub Flavored Markdown to read a report back: code spans, tables, and what is left as markup. */

/** Text outside of code spans (CommonMark 0.31 section 6.1): a run of backticks closes at the next run as long. */
export function outsideCode(line: string): string {
  let rest = line;
  let outside = "";
  for (;;) {
    const open = /(?<!\\)(`+)/.exec(rest);
    if (open === null) return outside + rest;
    const fence = open[1] ?? "";
    const from = open.index + fence.length;
    const close = [...rest.slice(from).matchAll(/`+/g)].find((run) => run[0].length === fence.length);
    if (close === undefined) {
      outside += rest.slice(0, from);
      rest = rest.slice(from);
      continue;
    }
    outside += rest.slice(0, open.index);
    rest = rest.slice(from + close.index + fence.length);
  }
}

/** Cells of a table's line (GFM 4.10): a bar ends a cell unless a backslash escapes it, also within code. */
export function cells(line: string): string[] {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  const found: string[] = [];
  let cell = "";
  for (let at = 0; at < inner.length; at++) {
    const character = inner[at]!;
    if (character === "\\" && at + 1 < inner.length) cell += character + inner[++at]!;
    else if (character === "|") {
      found.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...found, cell].map((text) => text.trim());
}

/** A cell as a reader sees it: without backslashes, and without the fences of code. */
export function seen(cell: string): string {
  const code = /^(`+) ?(.*?) ?\1$/.exec(cell);
  if (code !== null) return code[2]!.replaceAll("\\|", "|");
  return cell.replaceAll(/\\([\\`*_{}[\]<>#|~])/g, "$1");
}

/** The tables, each as its lines of cells; the first is the head. */
export function tables(markdown: string): string[][][] {
  const found: string[][][] = [];
  let current: string[][] | null = null;
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("|")) current = null;
    else if (current === null) found.push((current = [cells(line)]));
    else if (!/^\| (---:? \| )*---:? \|$/.test(line)) current.push(cells(line));
  }
  return found;
}
