/** Chat and files of a stream, for the report. */
import type { Analyzed } from "../analysis.ts";
import type { FileRecord, MessageRecord, Messages } from "../messages/types.ts";
import type { Side } from "../tcp/opening.ts";
import type { Stream } from "../tcp/stream.ts";
import { seconds, type Clock } from "./clock.ts";
import type { ChatMessageReport, ChatReport, FileReport } from "./messages-model.ts";
import type { Unknown } from "./report.ts";

const NO_TIME = "the capture gives no time for the packet";

/** @param none why the stream has neither */
export function reportMessages(
  { stream, decoder }: Analyzed,
  client: Side,
  clock: Clock,
  none: string,
  unknown: Unknown,
): { readonly chat: ChatReport | null; readonly files: readonly FileReport[] | null } {
  const { messages } = decoder;
  if (messages === null || (messages.chat === null && messages.files.length === 0)) {
    unknown["chat"] = unknown["files"] = none;
    return { chat: null, files: null };
  }
  const files = messages.files.map((file) => fileReport(file, stream, client, clock, unknown));
  return { chat: chatReport(messages, clock, unknown), files };
}

function chatReport({ chat, files }: Messages, clock: Clock, unknown: Unknown): ChatReport | null {
  if (chat === null) {
    unknown["chat"] = files.length > 0 ? "the stream carries a file, and nobody says anything" : "nothing was said";
    return null;
  }
  const { counts } = chat;
  if (chat.namePacket === 0) {
    unknown["chat.name"] = unknown["chat.name_packet"] =
      "the client's first message is not in the capture, or is no name";
  }
  if (counts.quitPacket === 0) unknown["chat.quit_packet"] = "the client sends no {quit} in this capture";
  // What waited behind a hole was told late.
  const inOrder = chat.messages.toSorted((a, b) => a.firstPacket - b.firstPacket || a.offset - b.offset);
  const list = inOrder.map((message, index) => messageReport(message, index, clock));
  for (const time of ["start_time", "complete_time"] as const) {
    if (list.some((message) => message[time] === null)) unknown[`chat.list[].${time}`] = NO_TIME;
  }
  return {
    name: chat.namePacket === 0 ? null : (chat.name ?? ""),
    name_packet: chat.namePacket === 0 ? null : chat.namePacket,
    people: chat.people.map(({ name, told, firstPacket, messages }) => {
      return { name, told, first_packet: firstPacket, messages };
    }),
    people_omitted: chat.peopleOmitted,
    sent: counts.sent,
    heard: counts.heard,
    passed_on: counts.passedOn,
    joins: counts.joins,
    leaves: counts.leaves,
    bytes: counts.bytes,
    in_several_segments: counts.inSeveralSegments,
    inside_a_segment: counts.insideASegment,
    quit_packet: counts.quitPacket === 0 ? null : counts.quitPacket,
    list,
    list_omitted: chat.omitted,
  };
}

function messageReport(message: MessageRecord, index: number, clock: Clock): ChatMessageReport {
  return {
    index,
    from: message.fromClient ? "client" : "server",
    kind: message.kind,
    who: message.who,
    who_told: message.whoTold,
    text: message.text,
    shortened: message.shortened,
    bytes: message.bytes,
    missing_bytes: message.missingBytes,
    utf8: message.utf8,
    begins: message.begins,
    continues: message.continues,
    offset: message.offset,
    first_packet: message.firstPacket,
    last_packet: message.lastPacket,
    complete_packet: message.completePacket,
    segments: message.segments,
    start_time: clock.string(message.startTime),
    complete_time: clock.string(message.completeTime),
    broadcast: message.broadcast === null ? null : { ...message.broadcast },
  };
}

/** Whether all of a file is in the capture; a word on why that is not known, or why it is not whole. */
export function wholeness(file: FileRecord, stream: Stream): { readonly whole: boolean | null; readonly why: string } {
  const flow = stream.flows[file.sender];
  if (file.bytes === null) {
    return file.answer === "does-not-exist" || file.answer === "refused"
      ? { whole: null, why: "there is no such file, or the server did not take it" }
      : { whole: null, why: "it can't be told where the file's bytes begin" };
  }
  if (file.missingBytes > 0) return { whole: false, why: "bytes are not in the capture" };
  if (flow.fin > 0) return { whole: true, why: "" };
  if (stream.reset) return { whole: false, why: "the connection was reset" };
  return { whole: null, why: "the connection is still open where the capture ends" };
}

function fileReport(file: FileRecord, stream: Stream, client: Side, clock: Clock, unknown: Unknown): FileReport {
  const missing = (key: string, why: string): null => {
    unknown[`files[${file.index}].${key}`] = why;
    return null;
  };
  const { whole, why } = wholeness(file, stream);
  const noBytes = file.bytes === null ? why : "the file is empty as far as it was captured";
  const packet = (key: string, number: number, reason: string): number | null =>
    number === 0 ? missing(key, reason) : number;
  const time = (key: string, nanoseconds: number, reason: string | null): string | null =>
    (reason === null ? clock.string(nanoseconds) : null) ?? missing(key, reason ?? NO_TIME);
  const requested = file.requestPacket > 0;
  const noRequest = "the request is not in the capture";
  const begin = requested ? file.requestTime : file.startTime;
  const duration = file.firstPacket === 0 ? null : seconds(file.completeTime - begin);
  const size = file.bytes;
  const noAnswer =
    file.kind === "put"
      ? "servers don't answer sendFile"
      : "the server's answer is not in the capture, or not one of the protocol's";
  return {
    index: file.index,
    direction: file.kind,
    from: file.sender === client ? "client" : "server",
    name:
      file.name === null ? missing("name", requested ? "the name is not whole in the capture" : noRequest) : file.name,
    name_end: file.nameEnd ?? missing("name_end", requested ? "the name is not whole in the capture" : noRequest),
    request_packet: packet("request_packet", file.requestPacket, noRequest),
    answer: file.answer ?? missing("answer", noAnswer),
    answer_packet: packet("answer_packet", file.answer === null ? 0 : file.answerPacket, noAnswer),
    size: size ?? missing("size", why),
    missing_bytes: file.missingBytes,
    sha256: file.sha256 ?? missing("sha256", why),
    first_packet: packet("first_packet", file.firstPacket, noBytes),
    last_packet: packet("last_packet", file.lastPacket, noBytes),
    complete_packet: packet("complete_packet", file.completePacket, noBytes),
    segments: file.segments,
    request_time: time("request_time", file.requestTime, requested ? null : noRequest),
    start_time: time("start_time", file.startTime, file.firstPacket === 0 ? noBytes : null),
    complete_time: time("complete_time", file.completeTime, file.firstPacket === 0 ? noBytes : null),
    duration: duration ?? missing("duration", file.firstPacket === 0 ? noBytes : NO_TIME),
    goodput_bits_per_second:
      duration === null || !(duration > 0) || size === null
        ? missing("goodput_bits_per_second", file.firstPacket === 0 ? noBytes : "it takes two different times")
        : (size * 8) / duration,
    whole: whole ?? missing("whole", why),
  };
}
