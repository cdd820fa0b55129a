/** What people say to each other: the messages of both sides, and who says them. */
import type { Side } from "../tcp/opening.ts";
import { addNote, type FrameNote } from "../frames/types.ts";
import { Broadcasts } from "./broadcasts.ts";
import { Lane, type Piece } from "./lane.ts";
import { People } from "./people.ts";
import { mayHoldNotice, quitSeam, seamsIn, tellServerText } from "./server-words.ts";
import { MAX_MESSAGES, MAX_TEXT, type ChatCounts, type ChatRecord, type MessageRecord } from "./types.ts";
import { isText } from "./utf8.ts";
import { QUIT, READ_BYTES } from "./words.ts";

export interface ChatRules {
  readonly client: Side;
  /** Data of the largest segment a side may send, bytes; null: not known. */
  readonly segmentSize: (side: Side) => number | null;
  /** A message is whole; its text is not shortened. */
  readonly onMessage: (message: MessageRecord, text: string) => void;
}

export class Chat implements ChatRecord {
  readonly messages: MessageRecord[] = [];
  readonly notes: FrameNote[] = [];
  omitted = 0;
  readonly #counts: Omit<ChatCounts, "passedOn"> = {
    ...{ sent: 0, heard: 0, joins: 0, leaves: 0, bytes: 0, inSeveralSegments: 0, insideASegment: 0, quitPacket: 0 },
  };
  name: string | null = null;
  namePacket = 0;
  readonly client: Lane;
  readonly server: Lane;
  /** What was said is of the protocol's order or in its words, and not just any text. */
  recognised = false;
  /** Something that no chat holds came up. */
  isBinary = false;
  readonly #rules: ChatRules;
  readonly #people = new People();
  readonly #broadcasts = new Broadcasts();
  #fromStart = false;
  #nameBegun = false;
  #greeted = false;
  #welcomed = false;
  /** The client has said `{quit}` in a message of its own. */
  #hasQuit = false;
  /** The latest message of the client, when it begins as a request does. */
  #asked: MessageRecord | null = null;
  /** Messages that began before the client's name came. */
  readonly #early = new WeakSet<MessageRecord>();

  constructor(rules: ChatRules) {
    this.#rules = rules;
    this.client = this.#lane(true);
    this.server = this.#lane(false);
  }

  get people(): ChatRecord["people"] {
    return this.#people.list;
  }

  get peopleOmitted(): number {
    return this.#people.omitted;
  }

  get counts(): ChatCounts {
    return { ...this.#counts, passedOn: this.#broadcasts.count };
  }

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  /** The last that the client said reads as a request, and nothing was said since. */
  get asked(): MessageRecord | null {
    return this.#asked;
  }

  clientStarts(fromStart: boolean): void {
    this.#fromStart = fromStart;
    this.client.start(fromStart);
  }

  fromServer(piece: Piece): void {
    this.#asked = null;
    this.server.take(piece);
  }

  #lane(fromClient: boolean): Lane {
    const { client, segmentSize } = this.#rules;
    const side: Side = fromClient ? client : client === 0 ? 1 : 0;
    return new Lane({
      ...{ side, fromClient, segmentSize: () => segmentSize(side) },
      seams: (bytes) => {
        if (!fromClient) return this.#seams(bytes);
        const quit = quitSeam(bytes);
        return quit === null ? [] : [quit];
      },
      begun: (message) => {
        this.#begun(message);
      },
      ended: (message, bytes) => {
        this.#ended(message, bytes);
      },
    });
  }

  #seams(bytes: string): ReturnType<typeof seamsIn> {
    return seamsIn(bytes, this.#people, this.#hasQuit);
  }

  #begun(message: MessageRecord): void {
    const first = message.fromClient && this.#fromStart && !this.#nameBegun && message.begins === "segment";
    if (first) {
      this.#nameBegun = true;
      message.kind = "name";
    } else if (!message.fromClient && this.#fromStart && !this.#nameBegun) this.#early.add(message);
    if (message.begins !== "segment" && message.begins !== "hole" && message.begins !== "mid-stream") {
      this.#counts.insideASegment++;
      this.#note({
        code: "chat-two-in-one",
        message: "Another message seems to begin inside of this segment",
        packet: message.firstPacket,
      });
    }
    if (this.messages.length < MAX_MESSAGES) this.messages.push(message);
    else this.omitted++;
  }

  #ended(message: MessageRecord, bytes: Buffer): void {
    const text = bytes.toString("utf8");
    this.#counts.bytes += message.bytes - message.missingBytes;
    if (message.segments > 1) {
      this.#counts.inSeveralSegments++;
      const why =
        message.continues === "character" ? "a segment ends inside a character" : "a segment is as large as one can be";
      this.#note({
        code: "chat-one-in-two",
        message: `A message takes ${message.segments} segments: ${why}`,
        packet: message.firstPacket,
      });
    }
    const whole = message.utf8 ? bytes : bytes.filter((byte) => byte < 0x80);
    if (!isText(whole)) {
      this.isBinary = true;
      message.kind = "binary";
      this.#keep(message, "");
      return;
    }
    if (message.fromClient) this.#endedOfClient(message, text, bytes);
    else this.#endedOfServer(message, text, bytes);
  }

  #endedOfClient(message: MessageRecord, text: string, bytes: Buffer): void {
    message.whoTold = "protocol";
    this.#asked = null;
    if (message.kind === "name") {
      this.name = text.trim();
      this.namePacket = message.firstPacket;
      this.#people.know(this.name, "name", message.firstPacket);
      // A server that speaks first, and a line in answer: that much is the order of the protocol.
      if (this.#greeted && text.trim() !== "" && message.bytes <= READ_BYTES) this.recognised = true;
    } else if (text.trim() === QUIT) {
      message.kind = "quit";
      this.recognised = true;
      // One that melted into the message before is none to the server, which passes it on.
      if (message.begins === "quit-word") this.#broadcasts.said(message, bytes.toString("latin1"));
      else this.#hasQuit = true;
      if (this.#counts.quitPacket === 0) this.#counts.quitPacket = message.firstPacket;
    } else {
      this.#counts.sent++;
      this.#broadcasts.said(message, bytes.toString("latin1"));
      if (text.startsWith("getFile")) this.#asked = message;
    }
    message.who = this.name;
    if (this.name === null) message.whoTold = null;
    this.#keep(message, text);
  }

  #endedOfServer(message: MessageRecord, text: string, bytes: Buffer): void {
    if (this.#early.has(message)) {
      this.#greeted = true;
      message.kind = "greeting";
      if (text.includes(QUIT)) this.recognised = true;
      this.#keep(message, text);
      return;
    }
    const told = tellServerText(text, this.#people, this.#welcomed);
    const said = text.slice(told.textStart);
    ({ kind: message.kind, who: message.who, whoTold: message.whoTold } = told);
    switch (told.kind) {
      case "welcome":
        this.#welcomed = true;
        this.recognised = true;
        message.who = this.name;
        message.whoTold = this.name === null ? null : "protocol";
        break;
      case "quit":
        this.recognised = true;
        break;
      case "message":
        this.#spoken(message, said, bytes.toString("latin1", Buffer.byteLength(text.slice(0, told.textStart))));
        break;
      case "join":
      case "leave":
        if (told.kind === "join") this.#counts.joins++;
        else this.#counts.leaves++;
        this.#people.know(told.who ?? "", told.kind, message.firstPacket);
        break;
      default:
    }
    this.#keep(message, said);
  }

  /** Somebody's words, passed on by the server to all. */
  #spoken(message: MessageRecord, said: string, bytes: string): void {
    const who = message.who ?? "";
    this.#counts.heard++;
    // A server gives a name that is taken with something behind it.
    const renamed =
      this.name !== null && this.name !== "" && who.startsWith(this.name) && this.#broadcasts.isNext(bytes);
    if ((who === this.name || renamed) && this.#broadcasts.heard(bytes, message.firstPacket)) {
      this.recognised = true;
      message.whoTold = "known-name";
    }
    this.#people.know(who, "message", message.firstPacket);
    this.#people.said(who);
    if (mayHoldNotice(said)) {
      this.#note({
        code: "chat-notice-inside",
        message: "A notice of the server may stand at the end of this message",
        packet: message.firstPacket,
      });
    }
  }

  #keep(message: MessageRecord, text: string): void {
    // A pair of UTF-16 units is one character.
    const end = /[\ud800-\udbff]/.test(text[MAX_TEXT - 1] ?? "") ? MAX_TEXT - 1 : MAX_TEXT;
    message.text = text.slice(0, end);
    message.shortened = text.length > message.text.length || message.bytes - message.missingBytes > 2 ** 16;
    this.#rules.onMessage(message, text);
  }

  #note(note: FrameNote): void {
    addNote(this.notes, note);
  }
}
