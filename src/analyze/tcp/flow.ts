/** One direction of an analyzed stream: everything that is counted while its packets pass. */
import { AckPattern } from "./acks.ts";
import { Distribution } from "./distribution.ts";
import { FirstSegments } from "./first-segments.ts";
import { MARK_NAMES } from "./marks.ts";
import { Reassembly, type StreamConsumer } from "./reassembly.ts";
import { RecentBytes, type RingBudget } from "./recent-bytes.ts";
import { SequenceState } from "./sequence-state.ts";
import { Throughput } from "./throughput.ts";

/** What a side's SYN said. */
export interface SynFacts {
  readonly packet: number;
  readonly seq: number;
  /** null for a SYN without ACK. */
  readonly ack: number | null;
  readonly window: number;
  readonly mss: number | null;
  readonly windowShift: number | null;
  readonly sackPermitted: boolean;
  readonly timestamps: boolean;
  readonly withAck: boolean;
  /** False where the capture shows no options, see {@link Segment.optionsKnown}. */
  readonly optionsKnown: boolean;
}

/** A number with the packet where it first stood. */
export interface Extreme {
  value: number;
  packet: number;
}

/** A duplicate ACK: the how many-th, of the ACK in which packet. */
export interface DuplicateAck {
  readonly packet: number;
  readonly number: number;
  readonly of: number;
}

/** More are only counted: a report must not grow without bound. */
const MAX_DUPLICATES = 100_000;

/** From b to a, of 16-bit numbers that wrap around. */
function idDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** Packets kept as evidence of a count. */
export const MAX_EVIDENCE = 20;

export const EVIDENCE = [
  "packets",
  "data_segments",
  "over_mss",
  "pure_acks",
  "acks_of_data",
  "every_second",
  "sack",
  "dsack",
  "round_trips",
] as const;
export type EvidenceName = (typeof EVIDENCE)[number];

/** average = (1 - 0.125) x average + 0.125 x sample, and at first the sample (RFC 6298 section 2, SRTT). */
export const EWMA_WEIGHT = 0.125;

export class Flow {
  packets = 0;
  dataSegments = 0;
  payloadBytes = 0;
  /** Segments larger than the MSS the other side announced: put together or not yet cut by a network card. */
  overMss = 0;
  readonly sizes = new Distribution();
  readonly acks = new AckPattern();
  /** Windows as they stand in the header, SYN and RST left out. */
  readonly windows = new Distribution();
  /** From a data segment to its ACK, nanoseconds. */
  readonly roundTrips = new Distribution();
  /** Average of the round trips, nanoseconds; NaN before the first. */
  averageRoundTrip = Number.NaN;
  /** ACKs that end exactly with a segment, but cover one that was sent twice. */
  ambiguousRoundTrips = 0;
  readonly firstSegments = new FirstSegments();
  /** The first packets of each kind that a count is proved by. */
  readonly evidence: Partial<Record<EvidenceName, number[]>> = {};
  readonly throughput = new Throughput();
  mostInFlight: Extreme = { value: 0, packet: 0 };
  /** The first SYN, and the first SYN with ACK; null when not seen. */
  syn: SynFacts | null = null;
  synAck: SynFacts | null = null;
  /** Packets with FIN and RST; only the first of each is kept. */
  fin = 0;
  rst = 0;
  /** Stream offset at which the FIN stands; -1 before. */
  finOffset = -1;
  /** IP identification and time of the packet that carried the highest byte so far. */
  highestIpId = -1;
  highestTime = Number.NaN;
  #idsUpwards = 0;
  #idsDownwards = 0;
  lastTime = Number.NaN;
  /** The number of the last verdict on a packet of this side that is a probe or keep-alive, for its answer; -1: none. */
  lastProbe = -1;
  /** Duplicate ACKs, as Wireshark numbers them ("Dup ACK 12#3"); the first {@link MAX_DUPLICATES}. */
  readonly duplicates: DuplicateAck[] = [];
  readonly state = new SequenceState();
  readonly reassembly: Reassembly;
  readonly recentBytes: RecentBytes;
  /** Packet numbers by mark, made when the first comes. */
  readonly #marked: (number[] | undefined)[] = [];

  constructor(consumer: StreamConsumer | null, budget: RingBudget) {
    this.recentBytes = new RecentBytes(budget);
    this.reassembly = new Reassembly(consumer, this.recentBytes);
  }

  /** Notes a packet as evidence; the first {@link MAX_EVIDENCE} are kept. */
  prove(kind: EvidenceName, packet: number): void {
    const packets = (this.evidence[kind] ??= []);
    if (packets.length < MAX_EVIDENCE) packets.push(packet);
  }

  /** Takes a round trip into the average: RFC 6298 section 2, SRTT. */
  averageIn(roundTrip: number): void {
    const before = this.averageRoundTrip;
    this.averageRoundTrip = Number.isNaN(before) ? roundTrip : (1 - EWMA_WEIGHT) * before + EWMA_WEIGHT * roundTrip;
  }

  /** What any SYN of this side said, for its options. */
  get anySyn(): SynFacts | null {
    return this.syn ?? this.synAck;
  }

  /** A packet carries bytes behind all that were seen. */
  reachedHighest(ipId: number, time: number): void {
    if (ipId > 0 && this.highestIpId > 0) {
      if (idDistance(ipId, this.highestIpId) > 0) this.#idsUpwards++;
      else this.#idsDownwards++;
    }
    this.highestIpId = ipId;
    if (!(this.highestTime > time)) this.highestTime = time;
  }

  /**
   * Was a packet sent before the one that carried the highest byte so far? Told from IP identifications, which nearly all
   * systems count upwards for each connection; null where there are none, or where they don't.
   */
  sentBeforeHighest(ipId: number): boolean | null {
    if (ipId <= 0 || this.highestIpId <= 0 || this.#idsDownwards * 10 > this.#idsUpwards) return null;
    return idDistance(ipId, this.highestIpId) < 0;
  }

  mark(marks: number, packet: number): void {
    for (let rest = marks; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest);
      (this.#marked[bit] ??= []).push(packet);
    }
  }

  numberDuplicate(packet: number): void {
    if (this.duplicates.length >= MAX_DUPLICATES) return;
    this.duplicates.push({ packet, number: this.state.duplicates, of: this.state.firstAckPacket });
  }

  /** Packets that carry a mark of `marks.ts`. */
  marked(mark: number): readonly number[] {
    return this.#marked[31 - Math.clz32(mark)] ?? [];
  }

  /** [mark name, packets] of every mark that occurred. */
  *allMarked(): IterableIterator<[(typeof MARK_NAMES)[number], readonly number[]]> {
    for (const [bit, name] of MARK_NAMES.entries()) {
      const packets = this.#marked[bit];
      if (packets !== undefined) yield [name, packets];
    }
  }
}
