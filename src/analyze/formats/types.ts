/** What two programs speak over a TCP stream, as the analyzer knows it: a format takes both sides' bytes. */
import type { FrameDecoder, FrameRecord } from "../frames/types.ts";
import type { InflatePool } from "../frames/inflate-pool.ts";
import type { FileRecord, MessageRecord, Messages } from "../messages/types.ts";
import type { Side } from "../tcp/opening.ts";
import type { StreamConsumer } from "../tcp/reassembly.ts";
import type { Recognition } from "./recognition.ts";

export interface StreamContext {
  /** Which side opened the connection, as far as the capture tells. */
  readonly client: Side;
  /** Where whole frames go to be inflated; null when they are not to be. */
  readonly inflate: InflatePool | null;
  /** Largest body and largest inflated size that is believed, bytes. */
  readonly maxFrameBytes: number;
  /** Given each whole frame's body, before it is inflated and only lent, with its index in its side's list. */
  readonly onBody?: (format: string, side: Side, body: Buffer, record: FrameRecord, index: number) => void;
  /** Data of the largest segment that a side may send, bytes; null: not known. */
  readonly segmentSize?: (side: Side) => number | null;
  /** Told of each message once it is whole, with its text, which is not shortened. */
  readonly onMessage?: (message: MessageRecord, text: string) => void;
  /** Given each piece of a file that is fetched or sent, only lent. */
  readonly onFile?: (file: FileRecord, bytes: Uint8Array) => void;
}

/** The first bytes of a stream, as far as they have come. */
export interface Beginning {
  /** What each side of the conversation sent first, up to {@link BEGINNING_BYTES}. */
  readonly sides: readonly [Uint8Array, Uint8Array];
  readonly client: Side;
  /** Whether a side's bytes are its first ones: its SYN was seen. In mid-stream they can be any. */
  readonly fromStart: readonly [boolean, boolean];
}

/** Nothing is known of a stream that needs more than this to be told. */
export const BEGINNING_BYTES = 4096;

/** A format that the analyzer decodes. */
export interface StreamFormat {
  readonly name: string;
  readonly usualPorts: readonly number[];
  recognise(beginning: Beginning): Recognition;
  createDecoder(context: StreamContext): StreamDecoder;
}

/** Decodes one conversation. What a format does not have is null: a chat has no frames. */
export interface StreamDecoder {
  /** What it takes the stream for; null: not told yet, or nothing that is known. */
  readonly format: StreamFormat | null;
  /** What take the bytes of each side of the conversation. */
  readonly consumers: readonly [StreamConsumer, StreamConsumer];
  /** Something of the format was found in it. */
  readonly recognised: boolean;
  /** The frames that each side sent. */
  readonly frames: readonly [FrameDecoder, FrameDecoder] | null;
  /** Chat and files. */
  readonly messages: Messages | null;
}

/** What is spoken on a port. */
export interface PortChoice {
  /** One, or those that share the port: the stream's first bytes tell. */
  readonly formats: readonly StreamFormat[];
  /** Whether a stream there is reported whatever it carries; otherwise only one in which a format was recognised. */
  readonly always: boolean;
}

export type PortChoices = ReadonlyMap<number, PortChoice>;
