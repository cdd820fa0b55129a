/** A file that is asked for or sent: request, answer, bytes. */
import type { Side } from "../tcp/opening.ts";
import { FileBytes } from "./file-bytes.ts";
import { guessedLength, plausibleLength } from "./file-name.ts";
import type { Piece } from "./lane.ts";
import type { FileRecord, NameEnd } from "./types.ts";
import {
  ANSWERS,
  answerOf,
  FILE_EXISTS,
  FILE_REFUSED,
  GET_FILE,
  MAX_NAME_BYTES,
  READ_BYTES,
  SEND_FILE,
} from "./words.ts";

type Fact = "name" | "bytes";

export interface TransferRules {
  readonly index: number;
  readonly kind: "get" | "put";
  /** The side that asks. */
  readonly client: Side;
  /** Each piece of the file, only lent. */
  readonly onBytes: (transfer: Transfer, bytes: Uint8Array) => void;
  /** Something that can't be told for certain. */
  readonly onDoubt: (about: Fact, packet: number) => void;
}

const NOTHING = Buffer.alloc(0);
/** Of the request that is kept: a name, and what may follow it in the same segment. */
const MAX_REQUEST = READ_BYTES + MAX_NAME_BYTES;
/** An answer is looked for behind a greeting of at most so many bytes. */
const MAX_GREETING = 4096;

export class Transfer implements FileRecord {
  readonly index: number;
  readonly kind: "get" | "put";
  readonly sender: Side;
  nameEnd: NameEnd | null = null;
  requestPacket = 0;
  requestTime = Number.NaN;
  answer: FileRecord["answer"] = null;
  answerPacket = 0;
  readonly #rules: TransferRules;
  readonly #file = new FileBytes();
  #name: Buffer | null = null;
  /** It is known where the file's bytes begin. */
  #begun = false;
  #bytesLost = false;
  #nameLost = false;

  // What the client sent up to the end of the name.
  #request = NOTHING;
  #segments = 0;
  /** The word alone came in several segments: their ends say nothing. */
  #wordSplit = false;
  #held: { readonly piece: Piece; readonly bytes: Buffer }[] = [];

  // What the server sent before its answer could be told.
  #answered = NOTHING;
  #greeting = 0;

  constructor(rules: TransferRules) {
    this.#rules = rules;
    this.index = rules.index;
    this.kind = rules.kind;
    this.sender = rules.kind === "put" ? rules.client : rules.client === 0 ? 1 : 0;
  }

  get name(): string | null {
    return this.#name === null ? null : this.#name.toString("utf8");
  }

  get bytes(): number | null {
    return this.#begun ? this.#file.bytes : null;
  }

  get missingBytes(): number {
    return this.#file.missing;
  }

  get sha256(): string | null {
    return this.#begun ? this.#file.sha256 : null;
  }

  get firstPacket(): number {
    return this.#file.firstPacket;
  }

  get lastPacket(): number {
    return this.#file.lastPacket;
  }

  get completePacket(): number {
    return this.#file.completePacket;
  }

  get segments(): number {
    return this.#file.segments;
  }

  get startTime(): number {
    return this.#file.startTime;
  }

  get completeTime(): number {
    return this.#file.completeTime;
  }

  /** What the client sends, from the request's word on. */
  fromClient(piece: Piece): void {
    if (this.requestPacket === 0) {
      this.requestPacket = piece.packet;
      this.requestTime = piece.time;
    }
    if (this.#begun && this.kind === "put") {
      this.#bytes(piece.bytes, piece);
      return;
    }
    if (this.#name !== null || this.#nameLost) return;
    if (this.kind === "get") this.#getRequest(piece);
    else this.#putRequest(piece);
  }

  /** What the server sends behind the request. @returns how many bytes at its start are none of the answer: a greeting */
  fromServer(piece: Piece): number {
    if (this.kind === "put") return this.#putAnswer(piece);
    if (this.#begun) this.#bytes(piece.bytes, piece);
    else if (this.answer === null && !this.#bytesLost) return this.#getAnswer(piece);
    return 0;
  }

  missing(side: Side, length: number): void {
    if (side === this.sender && this.#begun) this.#file.missing += length;
    else if (side === this.sender) this.#bytesLost = true;
    if (side === this.#rules.client && this.#name === null) this.#nameLost = true;
  }

  end(side: Side): void {
    if (side === this.#rules.client) {
      if (this.kind === "get") this.#endName("end");
      else if (this.#name === null && !this.#nameLost) this.#endPutName();
    }
    if (side === this.sender) this.#file.end();
  }

  #getRequest({ bytes }: Piece): void {
    this.#segments++;
    this.#request = Buffer.concat([this.#request, bytes]).subarray(0, MAX_REQUEST);
  }

  /** A name to get is all that the client sends. */
  #endName(how: "answer" | "end"): void {
    if (this.kind !== "get" || this.#name !== null || this.#nameLost || this.#request.length === 0) return;
    this.nameEnd = this.#segments === 1 ? "segment" : how;
    this.#name = withoutLineEnd(this.#request.subarray(GET_FILE.length));
  }

  /** Servers that chat, too, greet whoever connects, and the greeting may come behind the request. */
  #getAnswer(piece: Piece): number {
    const { bytes } = piece;
    const all = Buffer.concat([this.#answered, bytes.subarray(0, MAX_GREETING)]);
    const answer = answerOf(all);
    if (answer === undefined) {
      this.#answered = all;
      return 0;
    }
    if (answer !== null) {
      this.#takeAnswer(answer, piece, answer.length - this.#answered.length);
      return 0;
    }
    this.#answered = NOTHING;
    const at = Math.min(...ANSWERS.map((word) => bytes.indexOf(word)).filter((found) => found >= 0));
    const inside = Number.isFinite(at) ? answerOf(bytes.subarray(at)) : null;
    this.#greeting += bytes.length;
    if (typeof inside === "string" && this.#greeting <= MAX_GREETING) {
      this.#takeAnswer(inside, piece, at + inside.length);
      return at;
    }
    if (this.#greeting > MAX_GREETING) {
      this.#bytesLost = true;
      this.#rules.onDoubt("bytes", piece.packet);
    }
    return bytes.length;
  }

  #takeAnswer(answer: (typeof ANSWERS)[number], piece: Piece, end: number): void {
    this.#endName("answer");
    this.answerPacket = piece.packet;
    this.answer = answer === FILE_EXISTS ? "exists" : answer === FILE_REFUSED ? "refused" : "does-not-exist";
    if (answer !== FILE_EXISTS) return;
    this.#begun = true;
    this.#bytes(piece.bytes.subarray(end), piece);
  }

  #putAnswer({ bytes, packet }: Piece): number {
    if (this.answer !== null || answerOf(bytes) !== FILE_REFUSED) return bytes.length;
    this.answer = "refused";
    this.answerPacket = packet;
    return 0;
  }

  /**
   * The Python peers send word and name with one call and the bytes with others, so the name mostly ends where the segment
   * does.
   */
  #putRequest(piece: Piece): void {
    this.#held.push({ piece, bytes: Buffer.from(piece.bytes) });
    this.#request = Buffer.concat([this.#request, piece.bytes]);
    this.#segments++;
    const rest = this.#request.length - SEND_FILE.length;
    if (rest < 0) {
      this.#wordSplit = true;
      return;
    }
    // The name comes with the next segment, unless these are single bytes.
    if (rest === 0) return;
    const name = this.#request.subarray(SEND_FILE.length);
    const plausible = plausibleLength(name);
    const isLine = plausible > 0 && withoutLineEnd(name).length === plausible;
    if (plausible < name.length && !isLine) this.#beginPut(guessedLength(name), "guess");
    else if (!this.#wordSplit) this.#beginPut(name.length, "segment");
  }

  /** Nothing follows that could not be a name. */
  #endPutName(): void {
    const name = this.#request.subarray(SEND_FILE.length);
    if (name.length > 0) this.#beginPut(name.length, "end");
  }

  #beginPut(nameBytes: number, how: NameEnd): void {
    const end = SEND_FILE.length + nameBytes;
    this.#name = withoutLineEnd(this.#request.subarray(SEND_FILE.length, end));
    this.nameEnd = how;
    this.#begun = true;
    const last = this.#held.at(-1)?.piece.packet ?? 0;
    if (how === "guess") this.#rules.onDoubt("name", last);
    let at = 0;
    for (const { piece, bytes } of this.#held) {
      this.#bytes(bytes.subarray(Math.max(0, end - at)), piece);
      at += bytes.length;
    }
    this.#held = [];
    this.#request = NOTHING;
  }

  #bytes(bytes: Uint8Array, { packet, time }: Piece): void {
    if (bytes.length === 0) return;
    this.#file.add(bytes, packet, time);
    this.#rules.onBytes(this, bytes);
  }
}

/** People who type a request at a terminal end it with a line end, which no name has. */
function withoutLineEnd(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0;
  return Buffer.from(bytes.subarray(0, bytes.length - end));
}
