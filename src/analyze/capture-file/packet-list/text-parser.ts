import type { Columns } from "./columns.ts";
import { columnsOfLine } from "./columns.ts";
import type { Line } from "./line-splitter.ts";
import { isMarkup, ListParser } from "./list-parser.ts";
import { rowOfSummary } from "./row.ts";
import type { TextCells } from "./text-line.ts";
import { parseBareLine, parseHeadedLine } from "./text-line.ts";

/** What tshark says on standard error, where that went into the file too (`2>&1`, `&>`). */
const REMARKS_OF_TSHARK =
  /^(?:Running as user |Capturing on |\*\* \(|tshark: |\d+ packets? (?:captured|dropped)| ?\*\*.*WARNING)/;
/** A line of a hex dump, offset first, and the title of one where a packet has several: "Reassembled TCP (2896 bytes):" */
const HEX_DUMP = /^(?:[0-9a-f]{3,7}0 {2,3}(?:[0-9a-f]{2} ){1,16} |[A-Z][^:]{0,60} \(\d+ bytes\):$)/;
/** The first line of a packet's details: "Frame 12: 74 bytes on wire", "Frame 12 (74 bytes on wire". */
const DETAILS = /^Frame \d+(?::| \()/;
/** Ethernet to TCP headers with all their options take less; so much between Length and Len= shows that Len= is cut. */
const MOST_HEADERS = 180;

/**
 * "Export Packet Dissections > As Plain Text" (Wireshark User's Guide, section "Exporting Data") and the output of
 * tshark. Lines that hold no packet are passed over where they are of a known kind: headers, details, hex dumps.
 */
export class TextParser extends ListParser {
  #columns: Columns | null = null;
  /** The list has details; then a packet's line comes behind a header or an empty line, and all else is details. */
  #details = false;
  /** The line before, as far as it matters. */
  #before: "header" | "blank" | "other" = "blank";

  protected override takeLine(line: Line): void {
    const text = line.text.replaceAll("\f", "");
    const before = this.#before;
    if (text.trim() === "") {
      // Behind a header too, a blank line changes nothing: the packet is still to come.
      if (before !== "header") this.#before = "blank";
      return;
    }
    const columns = columnsOfLine(text);
    if (columns !== null) {
      this.#columns = columns;
      this.#before = "header";
      return;
    }
    this.#before = "other";
    if (DETAILS.test(text)) this.#details = true;
    if (this.#details && before === "other") return;
    if (HEX_DUMP.test(text)) return;
    const cells = readLine(text, this.#columns);
    if (cells === null) {
      if (REMARKS_OF_TSHARK.test(text) || (this.#details && before !== "header")) return;
      if (line.terminated) this.emitter.warnings.unreadable(line.number, text);
      else this.cut(line);
      return;
    }
    const row = rowOfSummary(cells);
    const segment = row.tcp?.numbers;
    const cut =
      segment === undefined
        ? cells.info === "" || row.remark === "damaged" || row.remark === "no-numbers"
        : cells.frameLength - segment.length > MOST_HEADERS && text.trimEnd().endsWith(`Len=${segment.length}`);
    if (!line.terminated && cut) this.cut(line);
    else this.emitter.add(row, line.number, text);
  }

  protected override takeEnd(): void {
    // Every line has been dealt with as it came.
  }
}

/** Reads the columns by the header above, or by Wireshark's usual order where only that makes sense of the line. */
function readLine(text: string, columns: Columns | null): TextCells | null {
  const headed = columns === null ? null : parseHeadedLine(text, columns);
  if (headed?.certain === true) return headed;
  const bare = parseBareLine(text);
  return bare?.certain === true ? bare : (headed ?? bare);
}

/** Whether the first lines of a file, decoded, are of a packet list in plain text. */
export function looksLikeTextList(lines: readonly string[]): boolean {
  if (isMarkup(lines[0] ?? "")) return false;
  return lines.some((line) => columnsOfLine(line) !== null || parseBareLine(line)?.certain === true);
}
