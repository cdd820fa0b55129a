/** The last few packets of a stream, to recognise one that was recorded twice. */
import { FIN, SYN, type Segment } from "../packet/segment.ts";

const KEPT = 32;
/** Without an IP identification, only what comes this soon and is alike in every field passes for a copy (nanoseconds). */
const COPY_WITHIN = 1e6;

interface Remembered {
  packet: number;
  time: number;
  fromA: boolean;
  seq: number;
  ack: number;
  flags: number;
  length: number;
  ipId: number;
  checksum: number;
  tsVal: number;
}

export class RecentPackets {
  #ring: Remembered[] = [];
  #at = 0;

  /** @returns the packet of which this one is a copy, or 0 */
  originalOf(segment: Segment, fromA: boolean): number {
    for (const known of this.#ring) {
      if (
        known.seq === segment.seq &&
        known.ack === segment.ack &&
        known.length === segment.length &&
        known.fromA === fromA &&
        known.flags === segment.flags &&
        isCopy(known, segment)
      ) {
        return known.packet;
      }
    }
    return 0;
  }

  forget(): void {
    this.#ring = [];
    this.#at = 0;
  }

  remember(segment: Segment, fromA: boolean): void {
    let slot = this.#ring[this.#at];
    if (slot === undefined) {
      slot = { packet: 0, time: 0, fromA, seq: 0, ack: 0, flags: 0, length: 0, ipId: 0, checksum: 0, tsVal: 0 };
      this.#ring.push(slot);
    }
    slot.packet = segment.packet;
    slot.time = segment.time;
    slot.fromA = fromA;
    slot.seq = segment.seq;
    slot.ack = segment.ack;
    slot.flags = segment.flags;
    slot.length = segment.length;
    slot.ipId = segment.ipId;
    slot.checksum = segment.checksum;
    slot.tsVal = segment.tsVal;
    this.#at = (this.#at + 1) % KEPT;
  }
}

function isCopy(known: Remembered, segment: Segment): boolean {
  if (segment.ipId > 0 || known.ipId > 0) return known.ipId === segment.ipId;
  // Identification 0 (Linux's SYN, ACK) or IPv6: two duplicate ACKs are alike too, so only what takes sequence numbers counts.
  const takesNumbers = segment.length > 0 || (segment.flags & (SYN | FIN)) !== 0;
  return (
    takesNumbers &&
    segment.checksum >= 0 &&
    known.checksum === segment.checksum &&
    known.tsVal === segment.tsVal &&
    Math.abs(segment.time - known.time) < COPY_WITHIN
  );
}
