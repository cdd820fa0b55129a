/** Facts about a chat, and about the first file that a stream carries. */
import type { ChatMessageReport, ChatReport, FileReport } from "./messages-model.ts";
import { operand as n, operands, type Finding, type StreamFactKind } from "./fact.ts";
import { DATA } from "./wireshark-places.ts";

const DISSECTOR = "with the script of `sharelab dissector`";
const KIND = `sharelab.chat.kind, ${DISSECTOR}`;

type Found = Omit<Finding, "path">;

interface ChatFact extends Pick<StreamFactKind, "id" | "label" | "unit" | "formula"> {
  readonly wireshark?: string;
  readonly find: (chat: ChatReport) => Found;
}

const packetsWhere = (chat: ChatReport, is: (message: ChatMessageReport) => boolean): number[] => [
  ...new Set(chat.list.filter(is).map(({ first_packet }) => first_packet)),
];

function counted(
  chat: ChatReport,
  key: "sent" | "heard" | "passed_on" | "joins" | "leaves" | "in_several_segments" | "inside_a_segment",
  is: (message: ChatMessageReport) => boolean,
): Found {
  const packets = packetsWhere(chat, is);
  return { value: chat[key], packets, count: Math.max(packets.length, chat[key] === 0 ? 0 : 1) };
}

const INSIDE: ReadonlySet<ChatMessageReport["begins"]> = new Set(["known-name", "notice", "quit-word"]);

const CHAT: readonly ChatFact[] = [
  {
    id: "chat.name",
    label: "name of the client",
    unit: null,
    formula: "the client's first message",
    wireshark: `sharelab.chat.text, ${DISSECTOR}`,
    find: (chat) => ({ value: chat.name, packets: [chat.name_packet] }),
  },
  {
    id: "chat.people",
    label: "names that came up",
    unit: "number",
    formula: "different names that were given, stood in a notice, or in front of a message",
    wireshark: `sharelab.chat.who, ${DISSECTOR}`,
    find: ({ people, people_omitted: omitted }) => ({
      value: people.length + omitted,
      packets: [...new Set(people.map(({ first_packet }) => first_packet))],
    }),
  },
  {
    id: "chat.sent",
    label: "messages sent",
    unit: "number",
    formula: "the client's messages, without its name and {quit}",
    find: (chat) => counted(chat, "sent", ({ from, kind }) => from === "client" && kind === "message"),
  },
  {
    id: "chat.passed_on",
    label: "of these passed on by the server",
    unit: "number",
    formula: "messages of the client that came back with its name in front",
    find: (chat) => counted(chat, "passed_on", ({ broadcast }) => broadcast !== null),
  },
  {
    id: "chat.heard",
    label: "messages heard",
    unit: "number",
    formula: "messages from the server that begin with a name and a colon",
    find: (chat) => counted(chat, "heard", ({ from, kind }) => from === "server" && kind === "message"),
  },
  {
    id: "chat.joins",
    label: "notices of people who come",
    unit: "number",
    formula: "messages from the server that say so",
    find: (chat) => counted(chat, "joins", ({ kind }) => kind === "join"),
  },
  {
    id: "chat.leaves",
    label: "notices of people who leave",
    unit: "number",
    formula: "messages from the server that say so",
    find: (chat) => counted(chat, "leaves", ({ kind }) => kind === "leave"),
  },
  {
    id: "chat.bytes",
    label: "bytes of all messages",
    unit: "bytes",
    formula: "bytes of the messages of both sides, names in front included",
    wireshark: "tcp.len",
    find: (chat) => ({
      value: chat.bytes,
      packets: packetsWhere(chat, () => true),
      formula: `sum of ${operands(chat.list.length + chat.list_omitted, "message")}`,
    }),
  },
  {
    id: "chat.in_several_segments",
    label: "messages in several segments",
    unit: "number",
    formula: "a segment ends inside a UTF-8 character, or is as large as one can be, and the next one goes on",
    wireshark: "tcp.len",
    find: (chat) => counted(chat, "in_several_segments", ({ segments }) => segments > 1),
  },
  {
    id: "chat.inside_a_segment",
    label: "messages that begin inside a segment",
    unit: "number",
    formula:
      "a known name with a colon or a notice's words, or {quit} at the end, directly behind other text: inferred",
    wireshark: "tcp.len",
    find: (chat) => counted(chat, "inside_a_segment", ({ begins }) => INSIDE.has(begins)),
  },
  {
    id: "chat.quit_packet",
    label: "{quit} of the client: packet",
    unit: "number",
    formula: "number of the packet",
    wireshark: "frame.number",
    find: (chat) => ({ value: chat.quit_packet, packets: [chat.quit_packet] }),
  },
];

export const CHAT_FACTS: readonly StreamFactKind[] = CHAT.map(({ find, wireshark = KIND, ...kind }) => ({
  ...kind,
  wireshark,
  section: "chat",
  filter: DATA,
  find: ({ chat }) => (chat === null ? undefined : { ...find(chat), path: kind.id }),
}));

interface FileFact extends Pick<StreamFactKind, "label" | "unit" | "formula" | "wireshark"> {
  readonly key: keyof FileReport;
  readonly find: (file: FileReport) => Found;
}

const bytesOf = ({ first_packet: first, complete_packet: complete }: FileReport): number[] => [
  ...new Set([first, complete].filter((packet) => packet !== null)),
];
const requestOf = ({ request_packet: packet }: FileReport): (number | null)[] => [packet];
const REQUEST = `sharelab.file.name, ${DISSECTOR}`;
const BYTES = `sharelab.file.data, ${DISSECTOR}`;

const FILE: readonly FileFact[] = [
  {
    key: "direction",
    label: "file: fetched or sent",
    unit: null,
    formula: "get: the request is getFile; put: it is sendFile",
    wireshark: `sharelab.file.request, ${DISSECTOR}`,
    find: (file) => ({ value: file.direction, packets: [file.request_packet ?? file.answer_packet] }),
  },
  {
    key: "name",
    label: "file: name",
    unit: null,
    formula: "what directly follows getFile or sendFile; name_end says how its end was told",
    wireshark: REQUEST,
    find: (file) => ({ value: file.name, packets: requestOf(file) }),
  },
  {
    key: "answer",
    label: "file: the server's answer",
    unit: null,
    formula: "exists: file-exists; does-not-exist: file-doesn't-exist",
    wireshark: `sharelab.file.answer, ${DISSECTOR}`,
    find: (file) => ({ value: file.answer, packets: [file.answer_packet] }),
  },
  {
    key: "size",
    label: "file: bytes captured",
    unit: "bytes",
    formula: "bytes behind the answer, or behind the name, up to the end",
    wireshark: BYTES,
    find: (file) => ({ value: file.size, packets: bytesOf(file), count: file.segments }),
  },
  {
    key: "sha256",
    label: "file: SHA-256 of the bytes captured",
    unit: null,
    formula: "of these bytes, one behind the other",
    wireshark: "Follow > TCP Stream, saved as raw",
    find: (file) => ({ value: file.sha256, packets: bytesOf(file), count: file.segments }),
  },
  {
    key: "whole",
    label: "file: whole",
    unit: null,
    formula: "its sender ended with FIN and nothing is missing; no length tells whether the sender gave up early",
    wireshark: "tcp.flags.fin",
    find: (file) => ({ value: file.whole, packets: bytesOf(file) }),
  },
  {
    key: "segments",
    label: "file: segments",
    unit: "segments",
    formula: "segments that carry bytes of it",
    wireshark: BYTES,
    find: (file) => ({ value: file.segments, packets: bytesOf(file), count: file.segments }),
  },
  {
    key: "duration",
    label: "file: duration",
    unit: "seconds",
    formula: "time of its last byte - time of the request",
    wireshark: "frame.time_relative",
    find: (file) => ({
      value: file.duration,
      packets: [...new Set([file.request_packet, file.complete_packet])],
      ...(file.request_time === null || file.complete_time === null
        ? {}
        : { formula: `${file.complete_time} s - ${file.request_time} s` }),
    }),
  },
  {
    key: "goodput_bits_per_second",
    label: "file: goodput",
    unit: "bits/s",
    formula: "bytes x 8 / duration",
    wireshark: "Statistics > TCP Stream Graphs > Throughput",
    find: (file) => ({
      value: file.goodput_bits_per_second,
      packets: bytesOf(file),
      ...(file.duration === null || file.size === null
        ? {}
        : { formula: `${operands(file.size, "byte")} x 8 / ${n(file.duration)} s` }),
    }),
  },
];

/** A connection carries one file, unless somebody writes a server that goes on. */
export const FILE_FACTS: readonly StreamFactKind[] = [
  {
    id: "file.count",
    section: "files",
    label: "files of the stream",
    unit: "number",
    formula: "requests of files, or answers to one that is not in the capture",
    filter: DATA,
    wireshark: `sharelab.file.request, ${DISSECTOR}`,
    find: ({ files }) =>
      files === null || files.length === 0
        ? undefined
        : {
            value: files.length,
            packets: files.map(({ request_packet, answer_packet }) => request_packet ?? answer_packet),
            path: "files",
          },
  },
  ...FILE.map(({ key, find, ...kind }): StreamFactKind => ({
    ...kind,
    id: `file.${key === "goodput_bits_per_second" ? "goodput" : key}`,
    section: "files",
    filter: DATA,
    find: ({ files }) => {
      const file = files?.[0];
      return file === undefined ? undefined : { ...find(file), path: `files[0].${key}` };
    },
  })),
];
