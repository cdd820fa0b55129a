/** Decides the verdicts of `verdicts.ts` for one packet. */
import { ACK, FIN, SYN, URG, type Segment } from "../packet/segment.ts";
import type { Flow } from "./flow.ts";
import {
  ACK_LOST_SEGMENT,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from "./marks.ts";
import type { Arrival } from "./reassembly.ts";
import { after } from "./seq.ts";
import type { Stream } from "./stream.ts";
import { Verdict, type VerdictNumber } from "./verdicts.ts";

/** Less idle time than this is no reason for a keep-alive (nanoseconds): one second is the shortest that can be set. */
const KEEP_ALIVE_IDLE = 0.9e9;
/** How late a hole may be filled and still count as reordering, when no handshake was measured (nanoseconds). */
const REORDERING_DEFAULT = 3e6;

export interface Case {
  readonly segment: Segment;
  readonly marks: number;
  readonly self: Flow;
  readonly peer: Flow;
  readonly arrival: Arrival;
  /** The packet of which this one is a copy, or 0. */
  readonly original: number;
  /** Offset up to which `peer`'s bytes were acknowledged before this packet. */
  readonly acknowledgedBefore: number;
  readonly stream: Stream;
}

/** Nothing about the segment can be worth a verdict: most packets of most captures, told apart cheaply. */
export function isPlain(segment: Segment, marks: number, arrival: Arrival): boolean {
  return (
    marks === 0 &&
    (segment.flags & (SYN | URG)) === 0 &&
    segment.sackCount === 0 &&
    !segment.lengthFromCapture &&
    arrival.repeated === 0 &&
    !arrival.fills &&
    (segment.length > 0 || segment.window !== 0)
  );
}

export function judge(c: Case): void {
  const { segment, marks, self, peer, arrival, stream } = c;
  const say = (verdict: VerdictNumber, about = 0): void => {
    stream.say({ packet: segment.packet, verdict, marks, about });
  };
  const probeBefore = peer.lastProbe;
  if (segment.length > 0) self.lastProbe = -1;

  if (c.original !== 0) {
    say(Verdict.copy, c.original);
    return;
  }
  if ((segment.flags & SYN) !== 0) judgeSyn(c, say);
  else if (segment.length > 0) judgeData(c, say);
  else judgeEmpty(c, say, probeBefore);

  if ((marks & ACK_LOST_SEGMENT) !== 0) say(acknowledgesSeen(segment, peer) ? Verdict.ackOfSeen : Verdict.ackOfUnseen);
  if (arrival.conflict && self.lastProbe !== Verdict.keepAlive) say(Verdict.conflictingBytes, arrival.repeated);
  if ((segment.flags & URG) !== 0) say(Verdict.urgentData, segment.urgentPointer);
  if (segment.lengthFromCapture && segment.length > 0) say(Verdict.superSegment, segment.length);
  if (segment.sackCount > 0 && isDuplicateSack(segment)) {
    self.acks.duplicateSack++;
    self.prove("dsack", segment.packet);
    say(Verdict.duplicateSack);
  }
}

type Say = (verdict: VerdictNumber, about?: number) => void;

function judgeSyn({ segment, marks, self, peer, stream }: Case, say: Say): void {
  if (segment.length > 0) say(Verdict.dataInSyn, segment.length);
  if ((marks & RETRANSMISSION) === 0 && (marks & OUT_OF_ORDER) === 0) return;
  const withAck = (segment.flags & ACK) !== 0;
  const bothOpened = stream.flows.every((flow) => flow.syn !== null);
  if (withAck && bothOpened && self.synAck === null) say(Verdict.simultaneousOpen, peer.syn?.packet);
  else say(Verdict.synRetransmission, (withAck ? self.synAck : self.syn)?.packet);
}

function judgeData(c: Case, say: Say): void {
  const { marks, self, peer, arrival, stream } = c;
  if (stream.reset && arrival.fresh > 0) say(Verdict.dataAfterReset);
  if ((marks & ZERO_WINDOW_PROBE) !== 0) {
    self.lastProbe = Verdict.zeroWindowProbe;
    say(Verdict.zeroWindowProbe);
    return;
  }
  if ((marks & LOST_SEGMENT) !== 0) {
    if (arrival.hole > 0) say(Verdict.missingSegment, arrival.hole);
    else if (arrival.repeated === 0) say(Verdict.noHole);
  }
  if (arrival.repeated > 0) {
    if (arrival.fresh > 0) say(Verdict.retransmissionWithNewData, arrival.fresh);
    else say(resent(c), arrival.repeated);
  } else if (arrival.fills) {
    say(wasOvertaken(c) ? Verdict.outOfOrder : Verdict.retransmissionOfUnseen, arrival.fresh);
  } else if ((marks & (RETRANSMISSION | OUT_OF_ORDER | KEEP_ALIVE)) !== 0 && peer.reassembly.known) {
    say(Verdict.newData);
  }
}

/** Every byte of the segment was seen before. */
function resent({ segment, marks, self }: Case): VerdictNumber {
  const { acknowledged } = self.reassembly;
  const isAcknowledged = self.reassembly.offsetOf(segment.seq) + segment.length <= acknowledged;
  if ((marks & KEEP_ALIVE) !== 0 && isAcknowledged && segment.time - self.lastTime >= KEEP_ALIVE_IDLE) {
    self.lastProbe = Verdict.keepAlive;
    return Verdict.keepAlive;
  }
  if (self.sentBeforeHighest(segment.ipId) === true) return Verdict.outOfOrder;
  if (isAcknowledged) return Verdict.spuriousRetransmission;
  return (marks & FAST_RETRANSMISSION) !== 0 ? Verdict.fastRetransmission : Verdict.retransmission;
}

/**
 * Was the segment, which fills a hole, sent before the bytes behind the hole? IP identifications of one sender count
 * upwards, so the older one was sent first; without them, what comes within a round trip was overtaken.
 */
function wasOvertaken({ segment, marks, self, stream }: Case): boolean {
  const sentBefore = self.sentBeforeHighest(segment.ipId);
  if (sentBefore !== null) return sentBefore;
  if ((marks & FAST_RETRANSMISSION) !== 0) return false;
  const limit = stream.opening.handshakeTime > 0 ? stream.opening.handshakeTime : REORDERING_DEFAULT;
  return segment.time - self.highestTime < limit;
}

function judgeEmpty({ segment, marks, self, peer }: Case, say: Say, probeBefore: number): void {
  if ((marks & KEEP_ALIVE) !== 0) {
    // Linux probes a zero window with an empty segment one below the next number, exactly like a keep-alive.
    const verdict = peer.state.window === 0 ? Verdict.zeroWindowProbe : Verdict.keepAlive;
    self.lastProbe = verdict;
    say(verdict);
    return;
  }
  if ((marks & LOST_SEGMENT) !== 0 && self.reassembly.known) {
    const missing = self.reassembly.offsetOf(segment.seq) - self.reassembly.highest;
    if (missing > 0) say(Verdict.missingSegment, missing);
    else say(Verdict.noHole);
  }
  const closing = (segment.flags & FIN) !== 0;
  if (closing && (marks & (RETRANSMISSION | OUT_OF_ORDER)) !== 0) say(Verdict.finRetransmission, self.fin);
  const answers = (marks & (KEEP_ALIVE_ACK | ZERO_WINDOW_PROBE_ACK)) !== 0 || segment.window === 0;
  if (!answers || closing || (segment.flags & ACK) === 0) return;
  if (probeBefore === Verdict.zeroWindowProbe) say(Verdict.zeroWindowProbeAck);
  else if (probeBefore === Verdict.keepAlive && (marks & KEEP_ALIVE_ACK) !== 0) say(Verdict.keepAliveAck);
  peer.lastProbe = -1;
}

function acknowledgesSeen(segment: Segment, peer: Flow): boolean {
  const { reassembly } = peer;
  if (!reassembly.known) return false;
  const reached = peer.finOffset >= 0 && peer.finOffset === reassembly.next ? reassembly.next + 1 : reassembly.next;
  return reassembly.offsetOf(segment.ack) <= reached;
}

/** RFC 2883 section 4. */
function isDuplicateSack(segment: Segment): boolean {
  const [left, right, secondLeft, secondRight] = segment.sack as unknown as [number, number, number, number];
  if (!after(right, segment.ack)) return true;
  return segment.sackCount > 1 && !after(secondLeft, left) && !after(right, secondRight);
}
