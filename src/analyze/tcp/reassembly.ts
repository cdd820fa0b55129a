/**
 * One direction's byte stream, put together from its segments (RFC 9293 section 3.10.7.4, seen from the wire). Offsets
 * count from the first payload byte of the direction and don't wrap. Bytes are handed on as soon as they are in order;
 * where two copies of a byte differ, the first seen is kept.
 */
import { RST, SYN, type Segment } from "../packet/segment.ts";
import { Pending } from "./pending.ts";
import type { RecentBytes } from "./recent-bytes.ts";
import { add, distance } from "./seq.ts";

/** Takes a direction's bytes in order. */
export interface StreamConsumer {
  /** The stream's first byte is about to come. `fromStart`: the SYN was seen, so it is the first byte ever sent. */
  start(fromStart: boolean): void;
  /** `data` is only lent. `packet` carried these bytes; it may be later than packets that come after in the stream. */
  data(data: Uint8Array, start: number, length: number, packet: number, time: number): void;
  /** `length` bytes of the stream are not in the capture. */
  missing(length: number, why: MissingReason): void;
  /** The stream, or the capture of it, ended. */
  end(): void;
}

/**
 * `snaplen`: the packet is there but was cut. `not-captured`: the receiver acknowledged the bytes, so the capture lacks
 * the packet. `lost`: neither seen nor acknowledged.
 */
export type MissingReason = "snaplen" | "not-captured" | "lost";

/** A window can't be larger (RFC 7323 section 2.3), so a number further ahead is not of this stream. */
const MAX_AHEAD = 2 ** 30;
/** An acknowledged hole is waited for this many more data segments: files hold packets in a slightly wrong order. */
const PATIENCE = 32;
/** Bytes and segments held behind a hole; when there are more, the hole is taken as lost. */
const MAX_PENDING_BYTES = 8 * 2 ** 20;
const MAX_PENDING_SEGMENTS = 8192;

/** What one segment brought. */
export class Arrival {
  /** Bytes not seen before. */
  fresh = 0;
  /** Bytes seen before. */
  repeated = 0;
  /** Bytes missing directly in front of the segment. */
  hole = 0;
  /** The segment's fresh bytes lie below bytes that were seen already. */
  fills = false;
  /** Repeated bytes differ from the first copy. */
  conflict = false;
}

export class Reassembly {
  /** Offset of the next byte in order; -1 before the stream's start is known. */
  next = -1;
  /** Highest offset seen, plus one. */
  highest = 0;
  uniqueBytes = 0;
  missingBytes = 0;
  /** The other side acknowledged bytes up to this offset. */
  acknowledged = 0;
  readonly arrival = new Arrival();
  /** 32-bit sequence number of `next`. */
  #nextSeq = 0;
  #pending: Pending | null = null;
  #patience = PATIENCE;
  readonly #consumer: StreamConsumer | null;
  readonly #recent: RecentBytes | null;

  constructor(consumer: StreamConsumer | null, recent: RecentBytes | null) {
    this.#consumer = consumer;
    this.#recent = recent;
  }

  get known(): boolean {
    return this.next >= 0;
  }

  /** The offset of a sequence number, as near to `next` as it can be. */
  offsetOf(seq: number): number {
    return this.next + distance(seq, this.#nextSeq);
  }

  /** Takes a segment of this direction. @returns {@link arrival}, valid until the next call */
  accept(segment: Segment): Arrival {
    const arrival = this.arrival;
    arrival.fresh = 0;
    arrival.repeated = 0;
    arrival.hole = 0;
    arrival.fills = false;
    arrival.conflict = false;

    const syn = (segment.flags & SYN) !== 0;
    const seq = syn ? add(segment.seq, 1) : segment.seq;
    // A reset's payload is a message to a person, not part of the stream (RFC 9293 section 3.10.7).
    const length = (segment.flags & RST) !== 0 ? 0 : segment.length;
    if (this.next < 0 && (syn || length > 0)) {
      this.next = 0;
      this.#nextSeq = seq;
      this.#consumer?.start(syn);
    }
    if (length === 0) return arrival;

    const start = this.offsetOf(seq);
    if (start === this.next && this.#pending === null) {
      arrival.fresh = length;
      this.uniqueBytes += length;
      this.#deliver(segment.data, segment.payload, segment.captured, length, segment.packet, segment.time);
      if (this.next > this.highest) this.highest = this.next;
      return arrival;
    }
    if (Math.abs(start - this.next) > MAX_AHEAD) return arrival;
    this.#acceptOutOfTurn(segment, start, length);
    return arrival;
  }

  /** The other side acknowledged everything below `ack`. */
  acknowledge(ack: number): void {
    if (this.next < 0) return;
    const offset = this.offsetOf(ack);
    if (offset > this.acknowledged && offset - this.next <= MAX_AHEAD) this.acknowledged = offset;
  }

  /**
   * No more segments will come: hands on what waits behind holes.
   *
   * @param finOffset where the FIN stands, -1 when none was seen
   */
  end(finOffset = -1): void {
    while (this.#pending !== null) this.#skipHole();
    // Bytes in front of the FIN that never came, with nothing captured behind them.
    if (this.next >= 0 && finOffset > this.next && finOffset - this.next <= MAX_AHEAD) {
      this.#skip(finOffset - this.next, this.acknowledged >= finOffset ? "not-captured" : "lost");
    }
    this.#consumer?.end();
  }

  #acceptOutOfTurn(segment: Segment, start: number, length: number): void {
    const arrival = this.arrival;
    const end = start + length;
    let from = start;
    if (from < this.next) {
      const repeated = Math.min(end, this.next) - from;
      arrival.repeated += repeated;
      arrival.conflict = this.#differs(segment, start, repeated);
      from += repeated;
    }
    if (from >= end) return;
    arrival.fills = from < this.highest;
    const pending = (this.#pending ??= new Pending());
    const added = pending.add(from, end, segment, segment.payload + (from - start));
    arrival.conflict ||= pending.conflict;
    arrival.fresh += added;
    arrival.repeated += end - from - added;
    arrival.hole = Math.max(0, from - Math.max(this.next, pending.endBefore(from)));
    this.uniqueBytes += added;
    if (end > this.highest) this.highest = end;
    this.#drain();
    this.#giveUpWaiting();
  }

  #drain(): void {
    const pending = this.#pending;
    if (pending === null) return;
    for (let part = pending.first; part !== undefined && part.start === this.next; part = pending.first) {
      pending.shift();
      this.#deliver(part.bytes, 0, part.bytes.length, part.end - part.start, part.packet, part.time);
      this.#patience = PATIENCE;
    }
    if (pending.first === undefined) this.#pending = null;
  }

  #giveUpWaiting(): void {
    let pending = this.#pending;
    if (pending === null) return;
    const start = pending.first?.start ?? 0;
    if (this.acknowledged >= start && --this.#patience <= 0) this.#skipHole();
    for (pending = this.#pending; pending !== null; pending = this.#pending) {
      if (pending.bytes <= MAX_PENDING_BYTES && pending.segments <= MAX_PENDING_SEGMENTS) return;
      this.#skipHole();
    }
  }

  #skipHole(): void {
    const first = this.#pending?.first;
    if (first === undefined) {
      this.#pending = null;
      return;
    }
    this.#skip(first.start - this.next, this.acknowledged >= first.start ? "not-captured" : "lost");
    this.#drain();
  }

  #skip(length: number, why: MissingReason): void {
    if (length <= 0) return;
    this.missingBytes += length;
    this.#recent?.skip(length);
    this.next += length;
    this.#nextSeq = add(this.#nextSeq, length);
    this.#consumer?.missing(length, why);
  }

  #deliver(data: Uint8Array, start: number, captured: number, length: number, packet: number, time: number): void {
    if (captured > 0) {
      this.#recent?.write(data, start, captured);
      this.next += captured;
      this.#nextSeq = add(this.#nextSeq, captured);
      this.#consumer?.data(data, start, captured, packet, time);
    }
    if (captured < length) this.#skip(length - captured, "snaplen");
  }

  #differs(segment: Segment, offset: number, length: number): boolean {
    const compare = Math.min(length, segment.captured);
    if (this.#recent === null || compare === 0) return false;
    return this.#recent.differs(offset, segment.data, segment.payload, compare);
  }
}
