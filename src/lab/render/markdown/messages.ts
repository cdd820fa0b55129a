import type { ChatMessageReport, StreamReport } from "../../../analyze/facts/report.ts";
import { count } from "../units.ts";
import { code, prose, table, words } from "./escape.ts";

/** Messages shown; the others are in the JSON and in the CSV. */
const MAX_MESSAGES = 50;
const MAX_TEXT = 200;

export function chatSection({ chat, notes }: StreamReport): string {
  if (chat === null) return "";
  const rows = chat.list
    .slice(0, MAX_MESSAGES)
    .map((message) => [
      String(message.first_packet),
      message.from,
      message.kind,
      message.who === null ? "" : code(message.who),
      message.kind === "binary" ? "" : code(message.text.slice(0, MAX_TEXT)),
      count(message.bytes),
      words(told(message)),
    ]);
  const head = ["packet", "from", "kind", "who", "text", "bytes", "how it was told"];
  const more = chat.list.length + chat.list_omitted - rows.length;
  const parts = [
    `\n${table(head, rows, [0, 5])}\n`,
    more > 0 ? `\n${count(more)} more messages are in the JSON and the CSV.\n` : "",
    notes.length === 0
      ? ""
      : `\n${notes.map((note) => `- ${prose(note.message)} (packet ${note.packet})`).join("\n")}\n`,
  ];
  return parts.join("");
}

function told({ begins, continues, segments, missing_bytes: missing, broadcast }: ChatMessageReport): string {
  const parts = [
    begins === "segment" ? "" : `begins: ${begins}`,
    continues === null ? "" : `${segments} segments: ${continues}`,
    missing === 0 ? "" : `${count(missing)} bytes missing`,
    broadcast === null ? "" : `passed on in packet ${broadcast.packet} (${broadcast.as})`,
  ];
  return parts.filter((part) => part !== "").join("; ");
}

export function filesSection({ chat, files, notes }: StreamReport): string {
  if (files === null || files.length < 2) return chat === null ? notesText(notes) : "";
  const rows = files.map((file) => [
    file.name === null ? "" : code(file.name),
    file.direction,
    file.size === null ? "unknown" : count(file.size),
    file.sha256 ?? "",
    file.whole === null ? "unknown" : file.whole ? "yes" : "no",
  ]);
  return `\n${table(["file", "direction", "bytes", "SHA-256", "whole"], rows, [2])}\n${chat === null ? notesText(notes) : ""}`;
}

function notesText(notes: StreamReport["notes"]): string {
  if (notes.length === 0) return "";
  return `\n${notes.map((note) => `- ${prose(note.message)} (packet ${note.packet})`).join("\n")}\n`;
}
