/** The first data segments of a direction, each with the ACK that answers it. */
import type { Segment } from "../packet/segment.ts";
import type { Acknowledged } from "./outstanding.ts";

/** So many are kept: what a first TCP lab asks for. */
export const FIRST_SEGMENTS = 6;

export interface FirstSegment {
  readonly packet: number;
  readonly seq: number;
  /** From the side's initial sequence number, modulo 2^32. */
  readonly relativeSeq: number;
  readonly length: number;
  readonly time: number;
  /** Offset in the stream behind its last byte. */
  readonly end: number;
  /** The first packet that acknowledges its last byte, and its time; 0 when none did. */
  ackPacket: number;
  ackTime: number;
  /** Nanoseconds; NaN when that packet measures no round trip of this segment. */
  roundTrip: number;
  /** Average of the round trips in front of and behind this one, nanoseconds; NaN: none. */
  averageBefore: number;
  average: number;
}

export class FirstSegments {
  readonly list: FirstSegment[] = [];
  /** Some in the list wait for their ACK. */
  #waiting = 0;

  get wanted(): boolean {
    return this.list.length < FIRST_SEGMENTS;
  }

  add({ packet, seq, length, time }: Segment, relativeSeq: number, end: number): void {
    const none = Number.NaN;
    this.list.push({
      ...{ packet, seq, relativeSeq, length, time, end },
      ...{ ackPacket: 0, ackTime: none, roundTrip: none, averageBefore: none, average: none },
    });
    this.#waiting++;
  }

  /**
   * @param upTo offset up to which everything is acknowledged now
   * @param averageBefore average of the round trips in front of the one this ACK may end, and behind it, nanoseconds
   */
  acknowledged(segment: Segment, upTo: number, acked: Acknowledged, averageBefore: number, average: number): void {
    if (this.#waiting === 0) return;
    for (const one of this.list) {
      if (one.ackPacket !== 0 || one.end > upTo) continue;
      one.ackPacket = segment.packet;
      one.ackTime = segment.time;
      this.#waiting--;
      const roundTrip = segment.time - one.time;
      if (acked.packet !== one.packet || acked.ambiguous || !(roundTrip > 0)) continue;
      one.roundTrip = roundTrip;
      one.averageBefore = averageBefore;
      one.average = average;
    }
  }
}
