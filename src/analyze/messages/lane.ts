/**
 * One side's messages. Nothing frames them: a segment is taken as one, unless it can be told that it goes on with the one
 * before or holds several.
 */
import { isUtf8 } from "node:buffer";
import type { Side } from "../tcp/opening.ts";
import { MAX_MESSAGE_BYTES, type Begins, type MessageRecord } from "./types.ts";
import type { Seam } from "./server-words.ts";
import { isContinuation, unfinishedBytes } from "./utf8.ts";

/** A character that is not whole has at most so many bytes. */
const TAIL = 3;
const NOTHING = Buffer.alloc(0);

/** What of a segment is new. */
export interface Piece {
  readonly bytes: Buffer;
  readonly packet: number;
  readonly time: number;
}

export interface LaneRules {
  readonly side: Side;
  readonly fromClient: boolean;
  /** Data of the largest segment this side may send, bytes; null: not known. */
  readonly segmentSize: () => number | null;
  /** Where further messages begin in a segment. */
  readonly seams: (bytes: string) => readonly Seam[];
  /** A message begins. */
  readonly begun: (message: MessageRecord) => void;
  /** Its bytes are there: at most MAX_MESSAGE_BYTES of them. */
  readonly ended: (message: MessageRecord, bytes: Buffer) => void;
}

interface Open {
  readonly message: MessageRecord;
  parts: Buffer[];
  kept: number;
  /** Its last bytes, as many as tell whether it ends inside a character. */
  tail: Buffer;
  /** It ends inside a character. */
  cut: boolean;
  /** Its last segment was a full one. */
  full: boolean;
}

export class Lane {
  readonly #rules: LaneRules;
  #open: Open | null = null;
  #offset = 0;
  #next: "mid-stream" | "hole" | null = null;
  #latestPacket = 0;

  constructor(rules: LaneRules) {
    this.#rules = rules;
  }

  start(fromStart: boolean): void {
    if (!fromStart) this.#next = "mid-stream";
  }

  take(piece: Piece): void {
    const { bytes } = piece;
    if (piece.packet > this.#latestPacket) this.#latestPacket = piece.packet;
    const text = bytes.toString("latin1");
    const seams = [...this.#rules.seams(text)];
    let at = 0;
    if (this.#open !== null) {
      if (this.#goesOn(this.#open, bytes)) {
        const end = seams[0]?.at ?? bytes.length;
        this.#open.message.continues ??= this.#open.cut ? "character" : "full-segment";
        this.#add(this.#open, piece, bytes.subarray(0, end));
        if (this.#settle(this.#open, end === bytes.length && this.#isFull(bytes.length))) {
          this.#offset += bytes.length;
          return;
        }
        at = end;
      } else this.#close();
    }
    let begins: Begins = this.#next ?? "segment";
    this.#next = null;
    while (at < bytes.length) {
      const seam = seams.find((one) => one.at > at);
      const by = seams.find((one) => one.at === at)?.by;
      if (by !== undefined) begins = by;
      const end = seam?.at ?? bytes.length;
      const open = this.#begin(piece, this.#offset + at, begins);
      this.#add(open, piece, bytes.subarray(at, end));
      if (this.#settle(open, end === bytes.length && this.#isFull(bytes.length))) break;
      at = end;
    }
    this.#offset += bytes.length;
  }

  missing(length: number): void {
    if (this.#open !== null) {
      this.#open.message.missingBytes += length;
      this.#open.message.bytes += length;
    }
    this.#close();
    this.#offset += length;
    this.#next = "hole";
  }

  /** Bytes that belong to no message. */
  skip(length: number): void {
    this.#close();
    this.#offset += length;
  }

  end(): void {
    this.#close();
  }

  #goesOn(open: Open, bytes: Buffer): boolean {
    return open.cut ? isContinuation(bytes[0]) : open.full;
  }

  #isFull(length: number): boolean {
    const size = this.#rules.segmentSize();
    // Captured above a network card that cuts segments, one is several.
    return size !== null && length > 0 && length % size === 0;
  }

  #begin({ packet, time }: Piece, offset: number, begins: Begins): Open {
    const { side, fromClient } = this.#rules;
    const message: MessageRecord = {
      ...{ side, fromClient, kind: fromClient ? "message" : "notice", who: null, whoTold: null, text: "" },
      ...{ shortened: false, bytes: 0, missingBytes: 0, utf8: true, begins, continues: null, offset },
      ...{ firstPacket: packet, lastPacket: packet, completePacket: this.#latestPacket, segments: 0 },
      ...{ startTime: time, completeTime: time, broadcast: null },
    };
    this.#open = { message, parts: [], kept: 0, tail: NOTHING, cut: false, full: false };
    this.#rules.begun(message);
    return this.#open;
  }

  #add(open: Open, { packet, time }: Piece, bytes: Buffer): void {
    const { message } = open;
    message.bytes += bytes.length;
    message.segments++;
    message.lastPacket = packet;
    message.completePacket = this.#latestPacket;
    if (!(time <= message.completeTime)) message.completeTime = time;
    const room = MAX_MESSAGE_BYTES - open.kept;
    if (room > 0) {
      // The bytes are only lent.
      const kept = Buffer.from(bytes.subarray(0, room));
      open.parts.push(kept);
      open.kept += kept.length;
    }
    open.tail = Buffer.concat([open.tail, bytes.subarray(-TAIL)]).subarray(-TAIL);
    open.cut = unfinishedBytes(open.tail) > 0;
  }

  /** @returns the message may go on in the next segment */
  #settle(open: Open, full: boolean): boolean {
    open.full = full;
    if (open.cut || full) return true;
    this.#close();
    return false;
  }

  #close(): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    const bytes = Buffer.concat(open.parts);
    const whole = open.message.bytes - open.message.missingBytes === open.kept;
    const end = whole ? bytes.length : bytes.length - unfinishedBytes(bytes);
    open.message.utf8 = isUtf8(bytes.subarray(0, end));
    this.#rules.ended(open.message, bytes.subarray(0, end));
  }
}
