/** A chat and files on the terminal: the conversation as people read it, in short. */
import type { ChatMessageReport, FileReport, StreamReport } from "../../../analyze/facts/report.ts";
import { harmless } from "../escape.ts";
import { count, counted, durationText, valueText } from "../units.ts";
import { paint, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

/** Messages shown from the front and from the end. */
const FIRST = 12;
const LAST = 4;
/** Of a message's text on a screen. */
const MAX_TEXT = 160;

/** @param all every message, and not only the first and last ones */
export function messagesText(stream: StreamReport, style: TerminalStyle, all: boolean): string {
  const { chat, files, notes } = stream;
  const lines: string[] = [];
  if (chat !== null) lines.push(...chatLines(stream, style, all));
  for (const file of files ?? []) lines.push(wrap(fileText(file, stream, style), style.width, "  "));
  for (const note of notes.slice(0, 5))
    lines.push(wrap(`  ${note.message} (packet ${note.packet})`, style.width, "    "));
  if (notes.length > 5) lines.push(`  and ${count(notes.length - 5)} more such notes`);
  return lines.join("\n");
}

function chatLines({ chat }: StreamReport, style: TerminalStyle, all: boolean): string[] {
  if (chat === null) return [];
  const who = chat.name === null ? "a client whose name is not in the capture" : quoted(chat.name);
  const total = chat.list.length + chat.list_omitted;
  const parts = [
    `${who}, ${counted(total, "message")}: ${count(chat.sent)} sent, ${count(chat.passed_on)} of them passed on, ${count(chat.heard)} heard`,
    `${count(chat.in_several_segments)} in several segments, ${count(chat.inside_a_segment)} ${chat.inside_a_segment === 1 ? "begins" : "begin"} inside of one`,
  ];
  const lines = [wrap(`${paint(style, "bold", "Chat:")} ${parts.join("; ")}.`, style.width)];
  const whole = all || chat.list.length <= FIRST + LAST;
  const shown = whole ? chat.list : [...chat.list.slice(0, FIRST), ...chat.list.slice(-LAST)];
  for (const [at, message] of shown.entries()) {
    if (!whole && at === FIRST) lines.push(`  ... ${count(chat.list.length - shown.length)} more`);
    lines.push(messageLine(message, style));
  }
  if (chat.list_omitted > 0) lines.push(`  and ${count(chat.list_omitted)} more that are not listed`);
  return lines;
}

function messageLine(message: ChatMessageReport, style: TerminalStyle): string {
  const head = `  ${String(message.first_packet).padStart(6)} ${message.from === "client" ? ">" : "<"} `;
  const text =
    message.kind === "binary"
      ? `(${count(message.bytes)} bytes that are no text)`
      : harmless(message.text.slice(0, MAX_TEXT));
  const more = message.text.length > MAX_TEXT || message.shortened ? ` ... (${count(message.bytes)} bytes)` : "";
  const speaker = message.kind === "message" ? `${harmless(message.who ?? "?")}: ` : `[${message.kind}] `;
  const notes = marks(message).map((mark) => paint(style, "yellow", ` (${mark})`));
  return wrap(`${head}${speaker}${text}${more}${notes.join("")}`, style.width, " ".repeat(11));
}

function marks(message: ChatMessageReport): string[] {
  const found: string[] = [];
  if (message.segments > 1) found.push(`${message.segments} segments`);
  if (["known-name", "notice", "quit-word"].includes(message.begins)) found.push("begins inside the segment");
  if (message.begins === "hole") found.push("behind a hole");
  if (message.missing_bytes > 0) found.push(`${count(message.missing_bytes)} bytes missing`);
  if (message.broadcast?.as === "several") found.push("passed on as several");
  if (message.broadcast?.as === "with-others") found.push("passed on with its neighbour");
  return found;
}

function fileText(file: FileReport, { unknown }: StreamReport, style: TerminalStyle): string {
  const name = file.name === null ? "whose name is not in the capture" : quoted(file.name);
  const parts = [`${file.direction === "get" ? "getFile" : "sendFile"} ${name}`];
  if (file.name_end === "guess") parts.push("where the name ends is a guess");
  if (file.answer !== null) parts.push(`answer ${file.answer} (packet ${file.answer_packet ?? "?"})`);
  if (file.size !== null) {
    parts.push(`${count(file.size)} bytes in ${count(file.segments)} segments`);
    if (file.duration !== null) parts.push(durationText(file.duration));
    if (file.goodput_bits_per_second !== null) parts.push(valueText(file.goodput_bits_per_second, "bits/s"));
    if (file.missing_bytes > 0) parts.push(`${count(file.missing_bytes)} bytes missing`);
    const why = unknown[`files[${file.index}].whole`] ?? "the connection was reset, or bytes are missing";
    parts.push(file.whole === true ? "whole" : `not known to be whole: ${why}`);
    if (file.sha256 !== null) parts.push(`SHA-256 ${file.sha256}`);
  }
  return `${paint(style, "bold", "File:")} ${parts.join(", ")}.`;
}

/** Quotes show where a name from the network begins and ends. */
function quoted(name: string): string {
  return `"${harmless(name.length > MAX_TEXT ? `${name.slice(0, MAX_TEXT)}...` : name)}"`;
}
