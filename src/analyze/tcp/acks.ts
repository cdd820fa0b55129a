/** The ACK pattern of one direction: what its ACKs acknowledge of the other side's data. */
import { Distribution } from "./distribution.ts";
import type { Acknowledged } from "./outstanding.ts";

/**
 * An ACK of a single data segment that comes this much later than the smallest round trip was held back by a timer
 * (nanoseconds). Below every system's shortest delayed-ACK timer (Linux 40 ms), above the jitter of a busy laptop.
 */
export const DELAYED_AFTER = 25e6;
/** When the handshake with the MSS is not in the capture (RFC 9293 section 3.7.1, for Ethernet). */
export const USUAL_MSS = { 4: 1460, 6: 1440 } as const;

export class AckPattern {
  /** ACKs with no payload and no SYN, FIN or RST. */
  pure = 0;
  /** Pure ACKs that acknowledge data for the first time. */
  ofData = 0;
  /** Data segments these acknowledge. */
  dataSegments = 0;
  delayed = 0;
  /** Pure ACKs of more than two full-sized segments at once (RFC 2525 section 2.13). */
  stretch = 0;
  /** Pure ACKs of exactly two data segments. */
  everySecond = 0;
  withSack = 0;
  duplicateSack = 0;
  readonly bytes = new Distribution();

  /**
   * A pure ACK that acknowledges new data.
   *
   * @param bytes data bytes newly acknowledged
   * @param time of the ACK, nanoseconds
   * @param smallestRoundTrip of the other side's data so far, nanoseconds; infinite when not measured yet
   */
  add(bytes: number, acked: Acknowledged, time: number, smallestRoundTrip: number, mss: number): void {
    this.ofData++;
    this.bytes.add(bytes);
    this.dataSegments += acked.dataSegments;
    if (acked.dataSegments === 2) this.everySecond++;
    if (bytes > 2 * mss) this.stretch++;
    if (acked.dataSegments === 1 && !acked.ambiguous && time - acked.firstTime - smallestRoundTrip > DELAYED_AFTER) {
      this.delayed++;
    }
  }
}
