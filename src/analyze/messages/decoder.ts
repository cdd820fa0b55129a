/** Takes a conversation for what it is: a chat, a file that is fetched or sent, or the one and then the other. */
import type { StreamContext, StreamDecoder, StreamFormat } from "../formats/types.ts";
import { addNote, type FrameNote } from "../frames/types.ts";
import type { Side } from "../tcp/opening.ts";
import type { StreamConsumer } from "../tcp/reassembly.ts";
import { Chat } from "./chat.ts";
import type { Piece } from "./lane.ts";
import { Transfer } from "./transfer.ts";
import type { ChatRecord, Messages } from "./types.ts";
import { answerOf, FILE_DOES_NOT_EXIST, FILE_EXISTS, GET_FILE, requestOf } from "./words.ts";

export class MessagesDecoder implements StreamDecoder, Messages {
  readonly format: StreamFormat;
  readonly frames = null;
  readonly consumers: readonly [StreamConsumer, StreamConsumer];
  readonly files: Transfer[] = [];
  readonly #context: StreamContext;
  readonly #client: Side;
  readonly #chat: Chat;
  readonly #notes: FrameNote[] = [];
  /** Its first bytes, while they may become a request. */
  #held: Piece[] = [];
  #clientBegun = false;
  #clientLost = false;
  #requested = false;

  constructor(format: StreamFormat, context: StreamContext) {
    this.format = format;
    this.#context = context;
    this.#client = context.client;
    this.#chat = new Chat({
      client: context.client,
      segmentSize: context.segmentSize ?? (() => null),
      onMessage: (message, text) => {
        context.onMessage?.(message, text);
      },
    });
    this.consumers = [this.#consumer(0), this.#consumer(1)];
  }

  get messages(): Messages {
    return this;
  }

  get chat(): ChatRecord | null {
    return this.#chat.isEmpty ? null : this.#chat;
  }

  get notes(): readonly FrameNote[] {
    return this.#notes.length === 0 ? this.#chat.notes : [...this.#chat.notes, ...this.#notes];
  }

  get recognised(): boolean {
    if (this.files.length > 0) return this.#requested || this.files.some(({ answer }) => answer !== null);
    return this.#chat.recognised && !this.#chat.isBinary;
  }

  get #transfer(): Transfer | undefined {
    return this.files.at(-1);
  }

  #consumer(side: Side): StreamConsumer {
    const isClient = side === this.#client;
    return {
      start: (fromStart) => {
        if (!isClient) this.#chat.server.start(fromStart);
        else {
          this.#chat.clientStarts(fromStart);
          // In mid-stream a request may be a message that only reads as one.
          this.#clientBegun = !fromStart;
          this.#clientLost = !fromStart;
        }
      },
      data: (data, start, length, packet, time) => {
        const bytes = Buffer.from(data.buffer, data.byteOffset + start, length);
        if (isClient) this.#fromClient({ bytes, packet, time });
        else this.#fromServer({ bytes, packet, time });
      },
      missing: (length) => {
        if (isClient) this.#clientMisses(length);
        else if (this.#transfer === undefined) this.#chat.server.missing(length);
        this.#transfer?.missing(side, length);
      },
      end: () => {
        this.#flush();
        (isClient ? this.#chat.client : this.#chat.server).end();
        for (const transfer of this.files) transfer.end(side);
      },
    };
  }

  #clientMisses(length: number): void {
    this.#flush();
    this.#clientBegun = true;
    this.#clientLost = true;
    if (this.#transfer === undefined) this.#chat.client.missing(length);
  }

  #fromClient(piece: Piece): void {
    if (this.#transfer !== undefined) {
      this.#transfer.fromClient(piece);
      return;
    }
    if (this.#clientBegun) {
      this.#chat.client.take(piece);
      return;
    }
    // The first bytes can come one by one, and be lent only until the next.
    this.#held.push({ ...piece, bytes: Buffer.from(piece.bytes) });
    const word = requestOf(Buffer.concat(this.#held.map(({ bytes }) => bytes)));
    if (word === undefined) return;
    if (word === null) this.#flush();
    else {
      this.#requested = true;
      const transfer = this.#begin(word === GET_FILE ? "get" : "put");
      const held = this.#held.splice(0);
      for (const one of held) transfer.fromClient(one);
    }
  }

  #fromServer(piece: Piece): void {
    if (this.#held.length > 0) this.#flush();
    const transfer = this.#transfer ?? this.#unrequested(piece.bytes);
    if (transfer === undefined) {
      this.#chat.fromServer(piece);
      return;
    }
    const said = transfer.fromServer(piece);
    if (said > 0) this.#chat.fromServer({ ...piece, bytes: piece.bytes.subarray(0, said) });
    this.#chat.server.skip(piece.bytes.length - said);
  }

  /** An answer to a request that was said in the chat, or that is not in the capture. */
  #unrequested(bytes: Buffer): Transfer | undefined {
    const answer = answerOf(bytes);
    if (answer !== FILE_EXISTS && answer !== FILE_DOES_NOT_EXIST) return undefined;
    const { asked } = this.#chat;
    if (asked !== null && !asked.shortened) {
      asked.kind = "request";
      this.#requested = true;
      const transfer = this.#begin("get");
      transfer.fromClient({ bytes: Buffer.from(asked.text), packet: asked.firstPacket, time: asked.startTime });
      return transfer;
    }
    return this.#clientLost || !this.#clientBegun ? this.#begin("get") : undefined;
  }

  /** What the client sent first is no request. */
  #flush(): void {
    const held = this.#held.splice(0);
    if (held.length > 0) this.#clientBegun = true;
    for (const piece of held) this.#chat.client.take(piece);
  }

  #begin(kind: "get" | "put"): Transfer {
    const transfer = new Transfer({
      index: this.files.length,
      kind,
      client: this.#client,
      onBytes: (file, bytes) => {
        this.#context.onFile?.(file, bytes);
      },
      onDoubt: (about, packet) => {
        if (about === "name") {
          const message = "Name and bytes of a file came in one segment, so that where the name ends is a guess";
          addNote(this.#notes, { code: "file-name-guessed", message, packet });
        } else {
          const message = "The server's answer has none of the protocol's words, so that no file can be told";
          addNote(this.#notes, { code: "file-answer-unknown", message, packet });
        }
      },
    });
    this.files.push(transfer);
    return transfer;
  }
}
