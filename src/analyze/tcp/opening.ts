/**
 * How a conversation opens and closes, as Wireshark tells one tcp.stream from the next on the same addresses and ports,
 * with tcp.completeness. Kept for every stream, also those that are not analyzed.
 */
import { ACK, FIN, RST, SYN, type Segment } from "../packet/segment.ts";
import { REUSED_PORTS, TFO_ACK, TFO_IGNORED, TFO_SYN } from "./marks.ts";
import { add } from "./seq.ts";

/** Bits of tcp.completeness (Wireshark User's Guide, "TCP Conversation Completeness"). */
export const COMPLETE_SYN = 1;
export const COMPLETE_SYN_ACK = 2;
export const COMPLETE_ACK = 4;
export const COMPLETE_DATA = 8;
export const COMPLETE_FIN = 16;
export const COMPLETE_RST = 32;

/** 0: the side that sent the stream's first packet; 1: the other. */
export type Side = 0 | 1;

export class Opening {
  completeness = 0;
  /**
   * From the last SYN to the first segment with ACK and without SYN, nanoseconds (tcp.analysis.initial_rtt as tshark 4.0
   * tells it); 0 when not seen.
   */
  initialRoundTrip = 0;
  /** The same, known only from the next segment on: what Wireshark has at hand when it marks a segment. */
  handshakeTime = 0;
  /** First sequence number of each side; -1: not known. One below the first segment's where the SYN was not seen. */
  readonly #base: [number, number] = [-1, -1];
  #synTime = Number.NaN;
  #cookieWithData = false;

  base(side: Side): number {
    return this.#base[side];
  }

  /** A SYN with another number opens a new conversation between the same ends. */
  endsWith(segment: Segment, side: Side): boolean {
    return (segment.flags & (SYN | ACK)) === SYN && this.#base[side] >= 0 && segment.seq !== this.#base[side];
  }

  /** Takes the segment in. Call it before the segment is marked. @returns marks it gets for that: reused ports, or 0 */
  take(segment: Segment, side: Side): number {
    const { flags, seq, ack } = segment;
    const other: Side = side === 0 ? 1 : 0;
    // A SYN, ACK with another number stays in its stream, but gets the mark and moves the base.
    const reused = (flags & SYN) !== 0 && this.#base[side] >= 0 && seq !== this.#base[side];
    if (reused) this.#base[side] = seq;
    if (this.#base[side] < 0) this.#base[side] = (flags & SYN) !== 0 ? seq : add(seq, -1);
    if (this.#base[other] < 0 && (flags & ACK) !== 0) this.#base[other] = add(ack, -1);
    this.#time(segment);
    this.#complete(segment);
    return (reused ? REUSED_PORTS : 0) | this.#fastOpen(segment, other);
  }

  /** TCP Fast Open (RFC 7413): a cookie in the SYN, and whether the SYN's data was acknowledged with it. */
  #fastOpen({ flags, ack, fastOpen, length }: Segment, other: Side): number {
    switch (flags & (SYN | ACK)) {
      case SYN:
        this.#cookieWithData = fastOpen && length > 0;
        return fastOpen ? TFO_SYN : 0;
      case SYN | ACK:
        if (ack !== add(this.#base[other], 1)) return TFO_ACK;
        return this.#cookieWithData ? TFO_IGNORED : 0;
      default:
        return 0;
    }
  }

  #time(segment: Segment): void {
    this.handshakeTime = this.initialRoundTrip;
    const kind = segment.flags & (SYN | ACK);
    if (kind === SYN) this.#synTime = segment.time;
    else if (kind === ACK && this.initialRoundTrip === 0 && !Number.isNaN(this.#synTime)) {
      this.initialRoundTrip = segment.time - this.#synTime;
    }
  }

  #complete(segment: Segment): void {
    const { flags, length } = segment;
    const ack = (flags & ACK) !== 0;
    const syn = (flags & SYN) !== 0;
    if (syn) this.completeness |= ack ? COMPLETE_SYN_ACK : COMPLETE_SYN;
    else if (ack && length === 0) this.completeness |= COMPLETE_ACK;
    if (length > 0 && (ack || syn)) this.completeness |= COMPLETE_DATA;
    if ((flags & FIN) !== 0 && ack) this.completeness |= COMPLETE_FIN;
    if ((flags & RST) !== 0) this.completeness |= COMPLETE_RST;
  }
}
