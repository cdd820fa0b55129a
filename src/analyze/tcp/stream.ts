/** One analyzed tcp.stream: its two directions, the marks and verdicts of its packets. */
import { ACK, FIN, RST, SYN, type Segment } from "../packet/segment.ts";
import { DEFAULT_MSS, USUAL_MSS } from "./acks.ts";
import { Flow, type SynFacts } from "./flow.ts";
import { isPlain, judge } from "./judge.ts";
import { bytesInFlight, learnOptions, markSegment } from "./mark-segment.ts";
import { DUPLICATE_ACK } from "./marks.ts";
import type { Opening, Side } from "./opening.ts";
import { Acknowledged } from "./outstanding.ts";
import type { StreamConsumer } from "./reassembly.ts";
import type { RingBudget } from "./recent-bytes.ts";
import { RecentPackets } from "./recent-packets.ts";
import { add, distance } from "./seq.ts";
import type { VerdictNumber } from "./verdicts.ts";

/** A verdict on one packet. `about`: the packet or byte count that the rule speaks of; 0: none. */
export interface Judgement {
  readonly packet: number;
  readonly verdict: VerdictNumber;
  readonly marks: number;
  readonly about: number;
}

/** More are only counted: a report must not grow without bound. */
const MAX_JUDGEMENTS = 200_000;
/** The option, filled up to a multiple of 4 bytes (RFC 7323 appendix A). */
const TIMESTAMPS = 12;

// Filled by one packet, read by the next lines: one for all streams.
const acked = new Acknowledged();

export class Stream {
  readonly opening: Opening;
  readonly flows: readonly [Flow, Flow];
  readonly judgements: Judgement[] = [];
  judgementsOmitted = 0;
  /** The packet that ends the handshake; 0 when not seen. */
  handshakeAck = 0;
  /** Packets that are copies of others. */
  copies = 0;
  reset = false;
  readonly recent = new RecentPackets();
  /** What the ACK of the segment last taken acknowledged. All streams share it: read it before the next segment. */
  readonly acked: Readonly<Acknowledged> = acked;

  constructor(opening: Opening, consumers: readonly [StreamConsumer, StreamConsumer] | null, budget: RingBudget) {
    this.opening = opening;
    this.flows = [new Flow(consumers?.[0] ?? null, budget), new Flow(consumers?.[1] ?? null, budget)];
  }

  say(judgement: Judgement): void {
    if (this.judgements.length < MAX_JUDGEMENTS) this.judgements.push(judgement);
    else this.judgementsOmitted++;
  }

  /** @param marks marks that the stream table has set already */
  take(segment: Segment, side: Side, marks: number): number {
    const self = this.flows[side];
    const peer = this.flows[side === 0 ? 1 : 0];
    self.packets++;
    self.prove("packets", segment.packet);
    const { flags } = segment;

    if (this.handshakeAck === 0 && endsHandshake(segment, this.opening, side)) this.handshakeAck = segment.packet;

    const acknowledgedBefore = peer.reassembly.acknowledged;
    const arrival = self.reassembly.accept(segment);
    if ((flags & ACK) !== 0) peer.reassembly.acknowledge(segment.ack);
    // What brings new bytes or acknowledges some can't be a copy; that is most packets.
    const brings = arrival.fresh > 0 ? arrival.repeated === 0 : peer.reassembly.acknowledged > acknowledgedBefore;
    const original = brings ? 0 : this.recent.originalOf(segment, side === 0);
    this.recent.remember(segment, side === 0);

    marks |= markSegment(segment, self.state, peer.state, this.opening, acked, original !== 0);
    learnOptions(segment, self.state, peer.state);
    if (marks !== 0) self.mark(marks, segment.packet);
    if ((marks & DUPLICATE_ACK) !== 0) self.numberDuplicate(segment.packet);
    if (original !== 0) this.copies++;

    if (isPlain(segment, marks, arrival) && original === 0 && !this.reset) {
      if (segment.length > 0) self.lastProbe = -1;
    } else judge({ segment, marks, self, peer, arrival, original, acknowledgedBefore, stream: this });
    this.#count(segment, self, peer, acknowledgedBefore, original !== 0);
    if (arrival.fresh > 0 && self.firstSegments.wanted) this.#keepFirst(segment, self, side);
    if ((flags & (SYN | FIN | RST)) !== 0) this.#openOrClose(segment, self);
    if (arrival.fresh > 0 && !arrival.fills) self.reachedHighest(segment.ipId, segment.time);
    self.lastTime = segment.time;
    return marks;
  }

  /** Both sides have closed, or one has reset. */
  isClosed(): boolean {
    return this.reset || (this.flows[0].fin !== 0 && this.flows[1].fin !== 0);
  }

  /** Nobody listened: it was reset before either side had said anything. */
  isRefused(): boolean {
    return this.reset && this.handshakeAck === 0 && this.flows.every((flow) => flow.payloadBytes === 0);
  }

  /** Data of a full segment of this side: what the other one announced, less the timestamps; null where no SYN was seen. */
  segmentSize(side: Side): number | null {
    const [own, peer] = [this.flows[side].anySyn, this.flows[side === 0 ? 1 : 0].anySyn];
    if (own === null || peer === null || peer.mss === null) return null;
    const size = peer.mss - (own.timestamps && peer.timestamps ? TIMESTAMPS : 0);
    return size > 0 ? size : null;
  }

  /** Gives back what only packets to come would need. They may come all the same. */
  rest(): void {
    this.recent.forget();
    for (const flow of this.flows) flow.recentBytes.release();
  }

  /** No more packets of this stream will come. */
  end(): void {
    for (const flow of this.flows) {
      flow.reassembly.end(flow.finOffset);
      flow.recentBytes.release();
    }
  }

  #count(segment: Segment, self: Flow, peer: Flow, acknowledgedBefore: number, copy: boolean): void {
    const { flags, length, time } = segment;
    if (length > 0) {
      self.dataSegments++;
      self.payloadBytes += length;
      self.sizes.add(length, segment.packet);
      self.prove("data_segments", segment.packet);
      if (length > (peer.anySyn?.mss ?? Number.POSITIVE_INFINITY)) {
        self.overMss++;
        self.prove("over_mss", segment.packet);
      }
      self.throughput.add(length, self.reassembly.arrival.fresh, time, segment.packet);
      const inFlight = bytesInFlight(segment, self.state, peer.state);
      if (inFlight > self.mostInFlight.value) {
        self.mostInFlight.value = inFlight;
        self.mostInFlight.packet = segment.packet;
      }
    }
    if ((flags & (SYN | RST)) === 0) self.windows.add(segment.window, segment.packet);
    if ((flags & ACK) === 0) return;

    // 0 is shorter than the capture's clock can tell; Wireshark shows no round trip then either.
    const roundTrip = time - acked.time;
    const averageBefore = peer.averageRoundTrip;
    if (acked.packet !== 0 && acked.data && roundTrip > 0) {
      if (acked.ambiguous) peer.ambiguousRoundTrips++;
      else {
        peer.roundTrips.add(roundTrip, segment.packet);
        peer.prove("round_trips", segment.packet);
        peer.averageIn(roundTrip);
      }
    }
    const { acknowledged } = peer.reassembly;
    if (acknowledged > acknowledgedBefore) {
      peer.firstSegments.acknowledged(segment, acknowledged, acked, averageBefore, peer.averageRoundTrip);
    }
    if (length > 0 || (flags & (SYN | FIN | RST)) !== 0) return;
    self.acks.pure++;
    self.prove("pure_acks", segment.packet);
    if (segment.sackCount > 0) {
      self.acks.withSack++;
      self.prove("sack", segment.packet);
    }
    if (copy) return;
    const limit = peer.finOffset >= 0 ? peer.finOffset : acknowledged;
    const newly = Math.min(acknowledged, limit) - Math.min(acknowledgedBefore, limit);
    if (newly <= 0) return;
    const mss = segmentLimit(self.anySyn, segment.ipVersion);
    self.prove("acks_of_data", segment.packet);
    if (acked.dataSegments === 2) self.prove("every_second", segment.packet);
    self.acks.add(newly, acked, segment, peer.roundTrips.min, mss);
  }

  #keepFirst(segment: Segment, self: Flow, side: Side): void {
    const seq = (segment.flags & SYN) !== 0 ? add(segment.seq, 1) : segment.seq;
    const relative = add(segment.seq, -this.opening.base(side));
    self.firstSegments.add(segment, relative, self.reassembly.offsetOf(seq) + segment.length);
  }

  #openOrClose(segment: Segment, self: Flow): void {
    const { flags, packet } = segment;
    if ((flags & SYN) !== 0) {
      const facts = synFacts(segment);
      if (facts.withAck) self.synAck ??= facts;
      else self.syn ??= facts;
    }
    if ((flags & FIN) !== 0 && self.fin === 0) {
      self.fin = packet;
      if (self.reassembly.known) self.finOffset = self.reassembly.offsetOf(segment.seq) + segment.length;
    }
    if ((flags & RST) !== 0) {
      if (self.rst === 0) self.rst = packet;
      this.reset = true;
    }
  }
}

/** The largest segment the other side may send to a side with this SYN, bytes. */
function segmentLimit(syn: SynFacts | null, ipVersion: number): number {
  const family = ipVersion === 6 ? 6 : 4;
  if (syn === null || !syn.optionsKnown) return USUAL_MSS[family];
  return syn.mss ?? DEFAULT_MSS[family];
}

function synFacts(segment: Segment): SynFacts {
  const withAck = (segment.flags & ACK) !== 0;
  return {
    packet: segment.packet,
    seq: segment.seq,
    ack: withAck ? segment.ack : null,
    window: segment.window,
    mss: segment.mss < 0 ? null : segment.mss,
    windowShift: segment.windowShift < 0 ? null : segment.windowShift,
    sackPermitted: segment.sackPermitted,
    timestamps: segment.tsVal >= 0,
    withAck,
    optionsKnown: segment.optionsKnown,
  };
}

/**
 * True when the segment is the ACK that ends the handshake: it acknowledges the other side's SYN and nothing more. Its own
 * number is the next after its SYN, or after the data that a fast open's SYN carried.
 */
export function endsHandshake(segment: Segment, opening: Opening, side: Side): boolean {
  return (
    (segment.flags & (SYN | ACK | RST)) === ACK &&
    distance(segment.seq, opening.base(side)) >= 1 &&
    distance(segment.ack, opening.base(side === 0 ? 1 : 0)) === 1
  );
}
