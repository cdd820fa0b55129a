/**
 * Wireshark's own exports of its packet list are captures too, as far as a list tells: no payload bytes, and numbers that
 * depend on the exporting Wireshark's preferences (see conventions.ts).
 */
import type { CaptureFormat } from "../types.ts";
import { CsvParser, looksLikeCsvList } from "./csv-parser.ts";
import { decodeText } from "./line-splitter.ts";
import { looksLikeTextList, TextParser } from "./text-parser.ts";

/** The lines that are not blank; the last one may be cut where there is more, and then it doesn't count. */
function linesOf(head: Buffer, whole: boolean): string[] {
  const text = decodeText(head);
  // No text has a NUL; every kind of binary capture has some in its first bytes.
  if (text.includes("\0")) return [];
  const lines = text.split(/\r?\n/);
  if (!whole) lines.pop();
  return lines.filter((line) => line.trim() !== "");
}

export const wiresharkText: CaptureFormat = {
  name: "wireshark-text",
  title: "packet list in plain text (Wireshark: File > Export Packet Dissections > As Plain Text; tshark)",
  detect: (head, whole) => looksLikeTextList(linesOf(head, whole)),
  open: (sink) => new TextParser(sink),
};

export const wiresharkCsv: CaptureFormat = {
  name: "wireshark-csv",
  title: "packet list as CSV (Wireshark: File > Export Packet Dissections > As CSV; tshark -T fields -E header=y)",
  detect: (head, whole) => looksLikeCsvList(linesOf(head, whole)),
  open: (sink) => new CsvParser(sink),
};
