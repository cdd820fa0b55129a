/**
 * The sequence analysis of Wireshark 4.0: which tcp.analysis.* marks a packet gets. The conditions are those of the
 * Wireshark User's Guide, section "TCP Analysis", and where that is silent those that tshark was seen to apply; the
 * tests hold every mark of every packet against tshark. What the marks mean in truth is for `verdicts.ts` to say.
 */
import { ACK, FIN, MAX_SACK_BLOCKS, RST, SYN, type Segment } from "../packet/segment.ts";
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from "./marks.ts";
import type { Acknowledged } from "./outstanding.ts";
import { add, after, before, distance } from "./seq.ts";
import { DUPLICATES_SPOILT, SCALE_NONE, SCALE_UNKNOWN, type SequenceState } from "./sequence-state.ts";

/** A resend this soon after the last duplicate ACK counts as fast (Wireshark's rule, nanoseconds). */
const FAST_RETRANSMIT_LIMIT = 20e6;
/** Without a handshake to measure, a segment this much late is out of order and not retransmitted (nanoseconds). */
const REORDERING_DEFAULT = 3e6;
const SYN_FIN_RST = SYN | FIN | RST;

/** What the conversation as a whole adds to the two directions' states. */
export interface MarkContext {
  /** Time from SYN to the handshake's ACK, nanoseconds; 0 when not seen. */
  readonly handshakeTime: number;
}

/**
 * Marks one segment, and moves both directions' states on.
 *
 * @param acked filled with what the segment's ACK took out of the other side's outstanding segments
 * @param copy the segment was recorded twice, and so makes no round trip ambiguous
 * @returns the bits of `marks.ts`
 */
export function markSegment(
  segment: Segment,
  self: SequenceState,
  peer: SequenceState,
  context: MarkContext,
  acked: Acknowledged,
  copy = false,
): number {
  const { ack, flags, length } = segment;
  if ((flags & ACK) !== 0) peer.inFlightKnown = true;
  // The same SYN again: a reset may have stood at another number in between.
  if ((flags & (SYN | ACK)) === SYN) self.next = self.acknowledgeable;

  let marks = markOnItsOwn(segment, self, peer);
  if (ack !== self.lastAck) {
    self.firstAckPacket = segment.packet;
    self.duplicates = 0;
  }
  if (peer.acknowledgeable !== 0 && (flags & ACK) !== 0 && after(ack, peer.acknowledgeable)) {
    marks |= markAckOfUnseen(peer);
  }
  const occupies = length > 0 || (flags & (SYN | FIN)) !== 0;
  if (occupies) marks |= markResend(segment, self, peer, context, marks);

  advance(segment, self, marks, occupies, copy);
  self.window = segment.window;
  self.lastAck = ack;
  self.lastAckTime = segment.time;
  self.lastMarks = marks;
  self.lastWasSyn = (flags & SYN) !== 0;
  peer.outstanding.acknowledge(ack, acked);
  return marks;
}

/** The marks that are told from this segment and its side's last one: probes, windows, keep-alives, duplicate ACKs. */
function markOnItsOwn(segment: Segment, self: SequenceState, peer: SequenceState): number {
  const { seq, ack, flags, length, window } = segment;
  const plain = (flags & SYN_FIN_RST) === 0;
  const inSequence = seq === self.next;

  if (length === 1 && inSequence && peer.window === 0) return ZERO_WINDOW_PROBE;

  let marks = 0;
  if (window === 0 && plain) marks |= ZERO_WINDOW;
  if (self.next !== 0 && after(seq, self.next) && (flags & RST) === 0) {
    marks |= LOST_SEGMENT;
    self.inFlightKnown = false;
  }
  if (!plain) return marks;

  if (length <= 1 && seq === add(self.next, -1)) marks |= KEEP_ALIVE;
  if (length > 0) {
    if (peer.scale !== SCALE_UNKNOWN && add(seq, length) === add(peer.lastAck, scaledWindow(peer)))
      marks |= WINDOW_FULL;
    return marks;
  }

  // From here on: an ACK without data that repeats the last one, or its number with another window.
  if (!inSequence) return marks;
  if (window === self.window && ack === self.lastAck) {
    if (window === 0) {
      if ((peer.lastMarks & ZERO_WINDOW_PROBE) !== 0) marks |= ZERO_WINDOW_PROBE_ACK;
    } else if ((peer.lastMarks & KEEP_ALIVE) !== 0) {
      marks |= KEEP_ALIVE_ACK;
    } else {
      marks |= DUPLICATE_ACK;
      self.duplicates = self.duplicates === DUPLICATES_SPOILT ? 1 : self.duplicates + 1;
    }
  } else if (window !== 0 && window !== self.window && ack === self.lastAck) {
    marks |= WINDOW_UPDATE;
  }
  return marks;
}

/** An ACK beyond what was seen: marked once, until the other side's own ACKs move on. */
function markAckOfUnseen(peer: SequenceState): number {
  if (after(peer.next, peer.acknowledgeable)) {
    peer.acknowledgeable = peer.next;
    return ACK_LOST_SEGMENT;
  }
  const first = peer.duplicates === 0;
  peer.duplicates = DUPLICATES_SPOILT;
  return first ? ACK_LOST_SEGMENT : 0;
}

/** A side's last window in bytes. */
function scaledWindow(side: SequenceState): number {
  const shift = side.scale < 0 || side.lastWasSyn ? 0 : side.scale;
  return side.window * (1 << shift);
}

/** Retransmission, fast or spurious, or out of order: exactly one of them, for a segment that brings nothing new. */
function markResend(
  segment: Segment,
  self: SequenceState,
  peer: SequenceState,
  context: MarkContext,
  marks: number,
): number {
  const { seq, length, time } = segment;
  if ((marks & KEEP_ALIVE) !== 0) return 0;
  let old = self.next !== 0 && before(seq, self.next);
  // One byte back and more than that byte: what follows a zero window probe, so new data.
  if (length > 1 && seq === add(self.next, -1)) old = false;

  const end = add(seq, length);
  const next = (segment.flags & (SYN | FIN)) !== 0 ? add(end, 1) : end;
  if (length > 0 && peer.lastAck !== 0 && !after(end, peer.lastAck)) return SPURIOUS_RETRANSMISSION | RETRANSMISSION;
  if (!old) return 0;

  const sinceAck = time - peer.lastAckTime;
  if (peer.duplicates >= 2 && peer.lastAck === seq && sinceAck >= 0 && sinceAck < FAST_RETRANSMIT_LIMIT) {
    return FAST_RETRANSMISSION | RETRANSMISSION;
  }
  const late = time - self.nextTime;
  if (late >= 0 && late < reorderingLimit(context) && self.next !== next) return OUT_OF_ORDER;
  return RETRANSMISSION;
}

function reorderingLimit({ handshakeTime }: MarkContext): number {
  if (handshakeTime === 0) return REORDERING_DEFAULT;
  // Times that run backwards: to Wireshark's unsigned numbers that is a very long time.
  return handshakeTime > 0 ? handshakeTime : Number.POSITIVE_INFINITY;
}

/** The segment's own numbers become the side's "sent so far". */
function advance(segment: Segment, self: SequenceState, marks: number, occupies: boolean, copy: boolean): void {
  const { seq, flags, length } = segment;
  let next = add(seq, length);
  if (occupies && !self.outstanding.full) {
    if ((flags & (SYN | FIN)) !== 0) next = add(next, 1);
    const resent = !copy && (marks & (RETRANSMISSION | OUT_OF_ORDER | KEEP_ALIVE)) !== 0;
    self.outstanding.add(seq, next, segment.packet, segment.time, length > 0 && !copy, resent);
  }
  if ((marks & ZERO_WINDOW_PROBE) !== 0) return; // a probe's byte may be refused
  if (self.next === 0 || after(next, self.next)) {
    self.next = next;
    self.nextTime = segment.time;
  }
  if (self.acknowledgeable === 0 || seq === self.acknowledgeable) self.acknowledgeable = self.next;
}

/** tcp.analysis.bytes_in_flight of the segment just marked, SACKed bytes left out; 0 when it can't be told. */
export function bytesInFlight(segment: Segment, self: SequenceState, peer: SequenceState): number {
  if (!self.inFlightKnown) return 0;
  const ownNumber = (segment.flags & (SYN | FIN)) !== 0 ? 1 : 0;
  let bytes = self.outstanding.span() - ownNumber;
  for (let block = 0; peer.sack !== null && block < peer.sackCount; block++) {
    bytes -= Math.max(0, distance(peer.sack[2 * block + 1]!, peer.sack[2 * block]!));
  }
  return Math.max(0, bytes);
}

/** SACK blocks and the window scale take effect behind the marks of their own segment, as in Wireshark. */
export function learnOptions(segment: Segment, self: SequenceState, peer: SequenceState): void {
  self.sackCount = segment.sackCount;
  if (segment.sackCount > 0) (self.sack ??= new Float64Array(2 * MAX_SACK_BLOCKS)).set(segment.sack);
  if ((segment.flags & SYN) !== 0 && segment.optionsKnown) learnScale(segment, self, peer);
}

const MAX_SHIFT = 14; // RFC 7323 section 2.3

function learnScale(segment: Segment, self: SequenceState, peer: SequenceState): void {
  if (segment.windowShift >= 0) self.scale = Math.min(segment.windowShift, MAX_SHIFT);
  if (self.scale === SCALE_UNKNOWN) {
    // Without the option in this SYN, neither side scales (RFC 7323 section 2.2).
    self.scale = SCALE_NONE;
    peer.scale = SCALE_NONE;
  } else if ((segment.flags & ACK) !== 0 && peer.scale === SCALE_NONE) {
    self.scale = SCALE_NONE;
  }
}
