/** The tables of chats and files. What came from the network is shown harmlessly in them, too. */
import type { Report } from "../../../analyze/facts/report.ts";
import { harmless } from "../escape.ts";
import { decimal, line } from "./cells.ts";

const MESSAGE_COLUMNS = [
  ...["stream", "index", "from", "kind", "who", "who_told", "text", "shortened", "bytes", "missing_bytes", "utf8"],
  ...["begins", "continues", "offset", "first_packet", "last_packet", "complete_packet", "segments", "start_time"],
  ...["complete_time", "broadcast_packet", "broadcast_as"],
];

const text = (value: string | null): string | null => (value === null ? null : harmless(value));

/** One record a message. */
export function* messagesTable(report: Report): Generator<string> {
  yield line(MESSAGE_COLUMNS);
  for (const { stream, chat } of report.streams) {
    for (const one of chat?.list ?? []) {
      yield line([
        ...[stream, one.index, one.from, one.kind, text(one.who), one.who_told, text(one.text), one.shortened],
        ...[one.bytes, one.missing_bytes, one.utf8, one.begins, one.continues, one.offset, one.first_packet],
        ...[one.last_packet, one.complete_packet, one.segments],
        decimal(one.start_time),
        decimal(one.complete_time),
        ...[one.broadcast?.packet ?? null, one.broadcast?.as ?? null],
      ]);
    }
  }
}

const FILE_COLUMNS = [
  ...["stream", "index", "direction", "from", "name", "name_end", "request_packet", "answer", "answer_packet", "size"],
  ...["missing_bytes", "sha256", "first_packet", "last_packet", "complete_packet", "segments", "request_time"],
  ...["start_time", "complete_time", "duration", "goodput_bits_per_second", "whole"],
];

/** One record a file. */
export function* filesTable(report: Report): Generator<string> {
  yield line(FILE_COLUMNS);
  for (const { stream, files } of report.streams) {
    for (const file of files ?? []) {
      yield line([
        ...[stream, file.index, file.direction, file.from, text(file.name), file.name_end, file.request_packet],
        ...[file.answer, file.answer_packet, file.size, file.missing_bytes, file.sha256, file.first_packet],
        ...[file.last_packet, file.complete_packet, file.segments],
        decimal(file.request_time),
        decimal(file.start_time),
        decimal(file.complete_time),
        ...[file.duration, file.goodput_bits_per_second, file.whole],
      ]);
    }
  }
}
