import { Outstanding } from "./outstanding.ts";

/** No window scale option seen yet: what the 16 bits of a window mean is not known. */
export const SCALE_UNKNOWN = -1;
/** The handshake settled that windows are not scaled. */
export const SCALE_NONE = -2;

/**
 * The other side acknowledged what was not seen, which Wireshark notes in place of the number of duplicate ACKs: the mark
 * is not repeated until this side's ACK number changes, and the value counts as more than two duplicates.
 */
export const DUPLICATES_SPOILT = Number.POSITIVE_INFINITY;

/**
 * What Wireshark remembers of one direction between packets. Field by field as its user's guide describes the state
 * behind "TCP Analysis", so that {@link markSegment} can come to the same marks; 0 stands for "not known yet" where
 * Wireshark has it so, even though 0 is a possible sequence number.
 */
export class SequenceState {
  /** Highest sequence number sent, plus one: where new data would begin. 0: nothing seen. */
  next = 0;
  nextTime = Number.NaN;
  /** Highest number sent without a hole before it: what the peer may acknowledge. 0: nothing seen. */
  acknowledgeable = 0;
  /** Window, acknowledgment and marks of this side's last segment. The first window compares as larger than any. */
  window = 0xffff_ffff;
  lastAck = 0;
  lastAckTime = Number.NaN;
  lastMarks = 0;
  /** The last segment was a SYN, whose window is never scaled (RFC 7323 section 2.2). */
  lastWasSyn = false;
  /** The packet whose ACK the duplicates repeat, and how many there were ({@link DUPLICATES_SPOILT}: see there). */
  firstAckPacket = 0;
  duplicates = 0;
  /** SACK blocks of the last segment. */
  sackCount = 0;
  sack: Float64Array | null = null;
  /** Window scale shift count, {@link SCALE_UNKNOWN} or {@link SCALE_NONE}. */
  scale = SCALE_UNKNOWN;
  /** No hole since the other side's last ACK: bytes in flight can be told. */
  inFlightKnown = true;
  readonly outstanding = new Outstanding();
}
