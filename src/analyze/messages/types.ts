/** What a chat and the files over its connection consist of, mapped back to the packets that carried it. */
import type { FrameNote } from "../frames/types.ts";
import type { Side } from "../tcp/opening.ts";

/**
 * `greeting`: what the server says before it knows the client's name. `name`: the client's first message. `welcome`: names
 * `{quit}`. `message`: said by a person. `join`, `leave`: the server tells of one. `quit`: `{quit}`, of either side.
 * `notice`: anything else that the server says. `request`, `answer`: of a file. `binary`: no text.
 */
export type MessageKind =
  "greeting" | "name" | "welcome" | "message" | "join" | "leave" | "quit" | "notice" | "request" | "answer" | "binary";

/**
 * What tells that a message begins there. `segment`: a segment begins, as a send mostly makes one. Inside a segment:
 * `known-name`, the name of somebody who is known and a colon; `notice`, such a name and a notice's words; `quit-word`, a
 * `{quit}` directly behind other text. `hole`: bytes before it are not in the capture, its beginning may be among them.
 * `mid-stream`: the capture's first bytes of the side.
 */
export type Begins = "segment" | "known-name" | "notice" | "quit-word" | "hole" | "mid-stream";

/**
 * Why a later segment belongs to the message. `character`: the one before ended inside a UTF-8 character, which is
 * certain. `full-segment`: the one before was as large as a segment can be, which is likely.
 */
export type Continues = "character" | "full-segment";

/** How the server passed on what the client said. */
export interface Broadcast {
  /** Carries the first of it. */
  readonly packet: number;
  /** `several`: the server took the message for several ones; `with-others`: it took it for one with its neighbour. */
  as: "one" | "several" | "with-others";
}

export interface MessageRecord {
  /** Which side of the conversation sent it. */
  readonly side: Side;
  readonly fromClient: boolean;
  kind: MessageKind;
  /** Whose words these are, or whom a notice is about; null: nobody's, or it can't be told. */
  who: string | null;
  /** `protocol`: by its place or by who sent it; `known-name`: named before; `pattern`: it stands where a name stands. */
  whoTold: "protocol" | "known-name" | "pattern" | null;
  /** Without the name in front; at most {@link MAX_TEXT} characters. */
  text: string;
  shortened: boolean;
  /** The whole message as it was sent, with the name in front. */
  bytes: number;
  missingBytes: number;
  /** Is UTF-8. */
  utf8: boolean;
  readonly begins: Begins;
  continues: Continues | null;
  /** Of its first byte, from the side's first payload byte. */
  readonly offset: number;
  readonly firstPacket: number;
  lastPacket: number;
  completePacket: number;
  segments: number;
  /** Nanoseconds, of `firstPacket` and `completePacket`. */
  readonly startTime: number;
  completeTime: number;
  broadcast: Broadcast | null;
}

/** A name, as it came up in the chat. */
export interface PersonRecord {
  readonly name: string;
  readonly firstPacket: number;
  /** `name`: the client's own; `join`: a notice; `message`: it stood in front of one. */
  readonly told: "name" | "join" | "leave" | "message";
  messages: number;
}

export interface ChatRecord {
  /** In the order in which they began; at most {@link MAX_MESSAGES}, the rest is only counted. */
  readonly messages: readonly MessageRecord[];
  readonly omitted: number;
  /** Name of the client, as it gave it; null: not seen. */
  readonly name: string | null;
  readonly namePacket: number;
  readonly people: readonly PersonRecord[];
  readonly peopleOmitted: number;
  readonly counts: Readonly<ChatCounts>;
}

/** Of all messages, also those that are not listed. */
export interface ChatCounts {
  /** By the client, without its name and `{quit}`. */
  sent: number;
  /** Of people, passed on by the server. */
  heard: number;
  /** Of those sent. */
  passedOn: number;
  joins: number;
  leaves: number;
  bytes: number;
  inSeveralSegments: number;
  insideASegment: number;
  /** Packet of the client's `{quit}`; 0: none. */
  quitPacket: number;
}

/**
 * How the end of a file's name was told. `segment`: the segment ended, `answer`: the server answered, `end`: the side
 * ended. `guess`: name and bytes came in one segment, and the name is what could be one.
 */
export type NameEnd = "segment" | "answer" | "end" | "guess";

export interface FileRecord {
  /** Of all files of the stream. */
  readonly index: number;
  readonly kind: "get" | "put";
  /** The side that sends the bytes. */
  readonly sender: Side;
  /** As it came; what is no UTF-8 stands as U+FFFD. null: not in the capture. */
  readonly name: string | null;
  readonly nameEnd: NameEnd | null;
  /** 0: not in the capture. */
  readonly requestPacket: number;
  readonly answer: "exists" | "does-not-exist" | "refused" | null;
  readonly answerPacket: number;
  /** Bytes of the file that were captured; null: there are none, or it can't be told which they are. */
  readonly bytes: number | null;
  readonly missingBytes: number;
  /** Of the captured bytes, hexadecimal. */
  readonly sha256: string | null;
  readonly firstPacket: number;
  readonly lastPacket: number;
  readonly completePacket: number;
  readonly segments: number;
  /** Nanoseconds: of the request, of the first byte, of the last one to come. */
  readonly requestTime: number;
  readonly startTime: number;
  readonly completeTime: number;
}

/** Takes chats and files out of a conversation. */
export interface Messages {
  /** null: nothing was said. */
  readonly chat: ChatRecord | null;
  readonly files: readonly FileRecord[];
  readonly notes: readonly FrameNote[];
}

export const MAX_MESSAGES = 20_000;
/** Of a message in the report, UTF-16 units: more than a Python peer reads at once. */
export const MAX_TEXT = 1024;
/** Of a message in a transcript, bytes. */
export const MAX_MESSAGE_BYTES = 65_536;
export const MAX_PEOPLE = 2000;
