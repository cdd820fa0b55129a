/** The report's model of chats and files; a part of `report.ts`. */

/** A chat, as the client of the stream took part in it. */
export interface ChatReport {
  /** The name that the client gave: its first message. */
  readonly name: string | null;
  readonly name_packet: number | null;
  /** Names that came up, in that order. */
  readonly people: readonly {
    readonly name: string;
    /** What named them: the client itself, a notice, or a message that the name stands in front of. */
    readonly told: "name" | "join" | "leave" | "message";
    readonly first_packet: number;
    /** Passed on by the server in this stream. */
    readonly messages: number;
  }[];
  readonly people_omitted: number;
  /** Messages that the client sent, without its name and `{quit}`. */
  readonly sent: number;
  /** Messages of people that the server passed on, the client's own included. */
  readonly heard: number;
  /** Of those sent: came back in what the server passed on. */
  readonly passed_on: number;
  readonly joins: number;
  readonly leaves: number;
  /** Bytes of all messages, both ways. */
  readonly bytes: number;
  /** Messages that take more than one segment, as far as it can be told. */
  readonly in_several_segments: number;
  /** Messages that seem to begin inside of a segment. */
  readonly inside_a_segment: number;
  /** The client's own {quit}. */
  readonly quit_packet: number | null;
  readonly list: readonly ChatMessageReport[];
  readonly list_omitted: number;
}

export interface ChatMessageReport {
  readonly index: number;
  readonly from: "client" | "server";
  readonly kind:
    | "greeting"
    | "name"
    | "welcome"
    | "message"
    | "join"
    | "leave"
    | "quit"
    | "notice"
    | "request"
    | "answer"
    | "binary";
  /** Whose words these are, or whom a notice is about. */
  readonly who: string | null;
  readonly who_told: "protocol" | "known-name" | "pattern" | null;
  /** Without the name in front; shortened where `shortened`. */
  readonly text: string;
  readonly shortened: boolean;
  /** As sent, with the name in front. */
  readonly bytes: number;
  readonly missing_bytes: number;
  readonly utf8: boolean;
  readonly begins: "segment" | "known-name" | "notice" | "quit-word" | "hole" | "mid-stream";
  readonly continues: "character" | "full-segment" | null;
  readonly offset: number;
  readonly first_packet: number;
  readonly last_packet: number;
  readonly complete_packet: number;
  readonly segments: number;
  readonly start_time: string | null;
  readonly complete_time: string | null;
  /** Of what the client sent: how the server passed it on to all. */
  readonly broadcast: {
    readonly packet: number;
    readonly as: "one" | "several" | "with-others";
  } | null;
}

export interface FileReport {
  readonly index: number;
  readonly direction: "get" | "put";
  /** Who sends the bytes. */
  readonly from: "client" | "server";
  readonly name: string | null;
  readonly name_end: "segment" | "answer" | "end" | "guess" | null;
  readonly request_packet: number | null;
  readonly answer: "exists" | "does-not-exist" | "refused" | null;
  readonly answer_packet: number | null;
  /** Bytes of the file that were captured. */
  readonly size: number | null;
  readonly missing_bytes: number;
  /** Of the captured bytes. */
  readonly sha256: string | null;
  readonly first_packet: number | null;
  readonly last_packet: number | null;
  readonly complete_packet: number | null;
  readonly segments: number;
  readonly request_time: string | null;
  readonly start_time: string | null;
  readonly complete_time: string | null;
  /** From the request to the last byte, seconds. */
  readonly duration: number | null;
  readonly goodput_bits_per_second: number | null;
  /** Ended by a FIN, with nothing missing. The protocol has no length: a sender that gave up early can't be told. */
  readonly whole: boolean | null;
}
