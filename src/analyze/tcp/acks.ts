/** The ACK pattern of one direction: what its ACKs acknowledge of the other side's data. */
import type { Segment } from "../packet/segment.ts";
import { Distribution } from "./distribution.ts";
import type { Acknowledged } from "./outstanding.ts";

/**
 * An ACK of a single data segment that comes this much later than the smallest round trip was held back by a timer
 * (nanoseconds). Below every system's shortest delayed-ACK timer (Linux 40 ms), above the jitter of a busy laptop.
 */
export const DELAYED_AFTER = 25e6;
/** When the handshake with the MSS is not in the capture: what Ethernet has room for, by IP version. */
export const USUAL_MSS = { 4: 1460, 6: 1440 } as const;
/** When the SYN has no MSS option (RFC 9293 section 3.7.1, RFC 8200 section 8.3). */
export const DEFAULT_MSS = { 4: 536, 6: 1220 } as const;

/** Packets kept to show a count by. */
const EVIDENCE = 20;

export class AckPattern {
  /** ACKs with no payload and no SYN, FIN or RST. */
  pure = 0;
  /** Pure ACKs that acknowledge data for the first time. */
  ofData = 0;
  /** Data segments these acknowledge. */
  dataSegments = 0;
  delayed = 0;
  /** The first packets that are, for evidence. */
  readonly delayedPackets: number[] = [];
  /** Pure ACKs of more than two full-sized segments at once (RFC 2525 section 2.13). */
  stretch = 0;
  readonly stretchPackets: number[] = [];
  /** Pure ACKs of exactly two data segments. */
  everySecond = 0;
  withSack = 0;
  duplicateSack = 0;
  readonly bytes = new Distribution();

  /**
   * A pure ACK that acknowledges new data.
   *
   * @param bytes data bytes newly acknowledged
   * @param smallestRoundTrip of the other side's data so far, nanoseconds; infinite when not measured yet
   */
  add(bytes: number, acked: Acknowledged, { packet, time }: Segment, smallestRoundTrip: number, mss: number): void {
    this.ofData++;
    this.bytes.add(bytes, packet);
    this.dataSegments += acked.dataSegments;
    if (acked.dataSegments === 2) this.everySecond++;
    if (bytes > 2 * mss) {
      this.stretch++;
      if (this.stretchPackets.length < EVIDENCE) this.stretchPackets.push(packet);
    }
    if (acked.dataSegments === 1 && !acked.ambiguous && time - acked.firstTime - smallestRoundTrip > DELAYED_AFTER) {
      this.delayed++;
      if (this.delayedPackets.length < EVIDENCE) this.delayedPackets.push(packet);
    }
  }
}
