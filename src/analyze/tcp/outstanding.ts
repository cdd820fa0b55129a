/** The segments one side has sent that the other has not acknowledged yet, as Wireshark keeps them. */
import { after, distance } from "./seq.ts";

/** Wireshark stores no more (packet-tcp.c, TCP_MAX_UNACKED_SEGMENTS): a capture without ACKs must not grow for ever. */
export const MAX_OUTSTANDING = 10_000;

/** What an ACK took out of the list. */
export class Acknowledged {
  /** The ACK's number is exactly the end of a segment: the packet that sent it first, else 0. */
  packet = 0;
  /** Time of that packet, nanoseconds. */
  time = Number.NaN;
  /** That segment carries data. */
  data = false;
  /** Data segments that are now acknowledged to their end. */
  dataSegments = 0;
  /** Among the segments taken out was one sent twice: no round trip can be told from this ACK (Karn's algorithm, RFC 6298 section 3). */
  ambiguous = false;
  /** When the first and the last of the data segments were seen, nanoseconds. */
  firstTime = Number.NaN;
  lastTime = Number.NaN;
}

interface Entry {
  seq: number;
  next: number;
  packet: number;
  time: number;
  data: boolean;
  resent: boolean;
}

/** Entries to be used again, by whatever stream comes next: a closed stream keeps none. */
const spare: Entry[] = [];

export class Outstanding {
  // Oldest first. While segments come in sequence, ACKs take them from the front; `#head` avoids moving the rest.
  #entries: Entry[] = [];
  #head = 0;
  #sorted = true;

  get count(): number {
    return this.#entries.length - this.#head;
  }

  get full(): boolean {
    return this.count >= MAX_OUTSTANDING;
  }

  add(seq: number, next: number, packet: number, time: number, data: boolean, resent: boolean): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && this.count > 0 && (resent || distance(seq, last.next) < 0)) this.#sorted = false;
    const entry = spare.pop() ?? { seq: 0, next: 0, packet: 0, time: 0, data: false, resent: false };
    entry.seq = seq;
    entry.next = next;
    entry.packet = packet;
    entry.time = time;
    entry.data = data;
    entry.resent = resent;
    this.#entries.push(entry);
  }

  /** Bytes from the lowest to the highest number outstanding (tcp.analysis.bytes_in_flight); 0 when nothing is. */
  span(): number {
    const entries = this.#entries;
    if (this.count === 0) return 0;
    const first = entries[this.#head]!;
    if (this.#sorted) return distance(entries.at(-1)!.next, first.seq);
    let low = first.seq;
    let high = first.next;
    for (let i = this.#head + 1; i < entries.length; i++) {
      const entry = entries[i]!;
      if (after(low, entry.seq)) low = entry.seq;
      if (after(entry.next, high)) high = entry.next;
    }
    return distance(high, low);
  }

  /** Takes out what `ack` acknowledges and says what that was. */
  acknowledge(ack: number, result: Acknowledged): void {
    result.packet = 0;
    result.time = Number.NaN;
    result.data = false;
    result.dataSegments = 0;
    result.ambiguous = false;
    result.firstTime = Number.NaN;
    result.lastTime = Number.NaN;
    if (this.#sorted) this.#fromTheFront(ack, result);
    else this.#fromAnywhere(ack, result);
  }

  #fromTheFront(ack: number, result: Acknowledged): void {
    const entries = this.#entries;
    while (this.#head < entries.length) {
      const entry = entries[this.#head]!;
      if (after(entry.next, ack)) {
        if (after(ack, entry.seq)) entry.seq = ack; // acknowledged in part
        break;
      }
      this.#took(entry, ack, result);
      this.#head++;
    }
    this.#compact();
  }

  #fromAnywhere(ack: number, result: Acknowledged): void {
    const entries = this.#entries;
    let kept = this.#head;
    let sorted = true;
    for (let i = this.#head; i < entries.length; i++) {
      const entry = entries[i]!;
      if (!after(entry.next, ack)) {
        this.#took(entry, ack, result);
        continue;
      }
      if (after(ack, entry.seq)) entry.seq = ack;
      if (kept > this.#head && (entry.resent || distance(entry.seq, entries[kept - 1]!.next) < 0)) sorted = false;
      entries[kept++] = entry;
    }
    entries.length = kept;
    this.#sorted = sorted;
    this.#compact();
  }

  #took(entry: Entry, ack: number, result: Acknowledged): void {
    if (entry.resent) result.ambiguous = true;
    else if (entry.data) {
      result.dataSegments++;
      if (!(result.firstTime <= entry.time)) result.firstTime = entry.time;
      if (!(result.lastTime >= entry.time)) result.lastTime = entry.time;
    }
    // Several entries may end here; the one sent first is the one Wireshark names.
    if (entry.next === ack && result.packet === 0) {
      result.packet = entry.packet;
      result.time = entry.time;
      result.data = entry.data;
    }
    if (spare.length < 1024) spare.push(entry);
  }

  #compact(): void {
    if (this.#head === this.#entries.length) {
      this.#entries.length = 0;
      this.#head = 0;
      this.#sorted = true;
    } else if (this.#head >= 256 && this.#head * 2 >= this.#entries.length) {
      this.#entries.copyWithin(0, this.#head);
      this.#entries.length -= this.#head;
      this.#head = 0;
    }
  }
}
