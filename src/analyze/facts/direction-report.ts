import { DUPLICATE_ACK, WINDOW_FULL, ZERO_WINDOW } from "../tcp/marks.ts";
import type { Distribution } from "../tcp/distribution.ts";
import type { FirstSegment } from "../tcp/first-segments.ts";
import { EVIDENCE, type EvidenceName, type Flow } from "../tcp/flow.ts";
import { PEAK_INTERVAL } from "../tcp/throughput.ts";
import { seconds } from "./clock.ts";
import type { DirectionReport, FirstSegmentReport } from "./report.ts";

/** Notes why values are null, under a path such as "directions[1].rtt.min". */
export type Reason = (path: string, reason: string) => void;

/** What a direction's numbers are told in. */
export interface DirectionContext {
  /** A packet list that shows windows multiplied already. */
  readonly scaledInList: boolean;
  /** Sequence numbers are those of the wire. */
  readonly raw: boolean;
  /** Of the stream's first packet, nanoseconds. */
  readonly firstTime: number;
  /** The raw number that is 0 in relative ones, by the packets of either side; -1: not known. */
  readonly base: number;
}

export function directionReport(
  self: Flow,
  peer: Flow,
  from: "client" | "server",
  context: DirectionContext,
  reason: Reason,
): DirectionReport {
  const { scaledInList, raw, base } = context;
  const initialSeq = raw && base >= 0 ? base : null;
  if (!raw) reason("initial_seq", "the packet list shows relative sequence numbers; the wire's are not in it");
  else if (initialSeq === null) reason("initial_seq", "the capture has no packet of this side and no ACK of one");
  if (self.dataSegments === 0) {
    for (const value of ["min", "median", "max"]) reason(`segment_size.${value}`, "this side sent no data");
  }
  const limit = peer.anySyn?.mss ?? null;
  if (limit === null) {
    const what = peer.anySyn === null ? "SYN is not in the capture" : "SYN shows no MSS";
    reason("segment_size.over_mss", `the other side's ${what}`);
  }
  return {
    from,
    packets: self.packets,
    data_segments: self.dataSegments,
    payload_bytes: self.payloadBytes,
    unique_bytes: self.reassembly.uniqueBytes,
    missing_bytes: self.reassembly.missingBytes,
    initial_seq: initialSeq,
    segment_size: {
      ...extremes(self.sizes),
      ...extremePackets(self.sizes),
      over_mss: limit === null ? null : self.overMss,
      histogram: histogram(self.sizes),
    },
    acks: acksReport(self, peer, reason),
    window: windowReport(self, peer, scaledInList, reason),
    rtt: roundTripReport(self, reason),
    bytes_in_flight: inFlightReport(self, reason),
    throughput: throughputReport(self, reason),
    first_segments: self.firstSegments.list.map((one) => firstSegment(one, context)),
    evidence: evidence(self),
    analysis: Object.fromEntries(self.allMarked()),
    duplicate_acks: self.duplicates,
  };
}

function evidence(self: Flow): DirectionReport["evidence"] {
  const lists = EVIDENCE.map((name): [EvidenceName, readonly number[]] => [name, self.evidence[name] ?? []]);
  return Object.fromEntries(lists) as Record<EvidenceName, readonly number[]>;
}

function firstSegment(one: FirstSegment, { raw, firstTime }: DirectionContext): FirstSegmentReport {
  return {
    packet: one.packet,
    seq: raw ? one.seq : null,
    relative_seq: one.relativeSeq,
    length: one.length,
    time: seconds(one.time - firstTime),
    ack_packet: one.ackPacket === 0 ? null : one.ackPacket,
    ack_time: seconds(one.ackTime - firstTime),
    rtt: seconds(one.roundTrip),
    ewma_before: seconds(one.averageBefore),
    ewma: seconds(one.average),
  };
}

function extremes(values: Distribution): { min: number | null; median: number | null; max: number | null } {
  const known = values.count > 0;
  return { min: known ? values.min : null, median: values.median, max: known ? values.max : null };
}

function extremePackets(values: Distribution): { min_packet: number | null; max_packet: number | null } {
  if (values.count === 0) return { min_packet: null, max_packet: null };
  return { min_packet: values.minPacket, max_packet: values.maxPacket };
}

function histogram(sizes: Distribution): { size: number; count: number }[] {
  return sizes.entries().map(([size, count]) => ({ size, count }));
}

function acksReport(self: Flow, peer: Flow, reason: Reason): DirectionReport["acks"] {
  const { acks } = self;
  const known = acks.ofData > 0;
  if (!known) {
    const why =
      peer.dataSegments === 0 ? "the other side sent no data to acknowledge" : "no pure ACK of new data was captured";
    reason("acks.data_segments_per_ack", why);
    for (const value of ["min", "median", "max"]) reason(`acks.bytes_per_ack.${value}`, why);
  }
  return {
    pure: acks.pure,
    of_data: acks.ofData,
    data_segments_per_ack: known ? acks.dataSegments / acks.ofData : null,
    bytes_per_ack: { ...extremes(acks.bytes), ...extremePackets(acks.bytes) },
    every_second: acks.everySecond,
    delayed: acks.delayed,
    delayed_packets: acks.delayedPackets,
    duplicate: self.marked(DUPLICATE_ACK).length,
    sack: acks.withSack,
    dsack: acks.duplicateSack,
    stretch: acks.stretch,
    stretch_packets: acks.stretchPackets,
  };
}

/**
 * The multiplier of a side's windows (RFC 7323 section 2.2: in force only when both SYNs carry the option).
 *
 * @returns a number, or the reason why it is not known
 */
export function windowScale(self: Flow, peer: Flow): number | string {
  const own = self.anySyn;
  const other = peer.anySyn;
  if (own?.optionsKnown === false || other?.optionsKnown === false) {
    return "the packet list has no columns for TCP options, so the scale is not known (raw windows are in `raw`)";
  }
  if (own !== null && own.windowShift === null) return 1;
  if (other !== null && other.windowShift === null) return 1;
  if (own === null) {
    return "this side's SYN is not in the capture, so the scale of its windows is not known (raw windows are in `raw`)";
  }
  // A SYN, ACK carries the option only in answer to a SYN that did.
  if (other === null && !own.withAck) {
    return "the other side's SYN, ACK is not in the capture, so whether windows are scaled is not known (raw windows are in `raw`)";
  }
  return 2 ** Math.min(own.windowShift ?? 0, 14);
}

function windowReport(self: Flow, peer: Flow, scaledInList: boolean, reason: Reason): DirectionReport["window"] {
  const raw = extremes(self.windows);
  const agreed = windowScale(self, peer);
  // A list that shows scaled windows without the handshake still shows bytes.
  const scale = typeof agreed === "number" ? agreed : scaledInList ? 1 : null;
  const times = (value: number | null): number | null => (value === null || scale === null ? null : value * scale);
  if (typeof agreed === "string") reason("window.scale", agreed);
  if (self.windows.count === 0) {
    for (const value of ["min", "median", "max", "raw.min", "raw.median", "raw.max"])
      reason(`window.${value}`, "no packet of this side behind its SYN was captured");
  } else if (scale === null) {
    for (const value of ["min", "median", "max"]) reason(`window.${value}`, String(agreed));
  }
  return {
    scale: typeof agreed === "number" ? agreed : null,
    min: times(raw.min),
    median: times(raw.median),
    max: times(raw.max),
    ...extremePackets(self.windows),
    raw,
    zero: self.marked(ZERO_WINDOW).length,
    full: self.marked(WINDOW_FULL).length,
  };
}

function roundTripReport(self: Flow, reason: Reason): DirectionReport["rtt"] {
  const { roundTrips } = self;
  const known = roundTrips.count > 0;
  if (!known) {
    const why = self.dataSegments === 0 ? "this side sent no data" : "no ACK answers a data segment beyond doubt";
    for (const value of ["min", "median", "p95", "max", "ewma"]) reason(`rtt.${value}`, why);
  }
  return {
    samples: roundTrips.count,
    min: known ? seconds(roundTrips.min) : null,
    median: known ? seconds(roundTrips.median ?? Number.NaN) : null,
    p95: known ? seconds(roundTrips.quantile(0.95) ?? Number.NaN) : null,
    max: known ? seconds(roundTrips.max) : null,
    ewma: seconds(self.averageRoundTrip),
    ambiguous: self.ambiguousRoundTrips,
    ...extremePackets(roundTrips),
  };
}

function inFlightReport(self: Flow, reason: Reason): DirectionReport["bytes_in_flight"] {
  const { value, packet } = self.mostInFlight;
  if (packet > 0) return { max: value, packet };
  if (self.dataSegments === 0) return { max: 0, packet: null };
  reason("bytes_in_flight.max", "the other side's ACKs are not in the capture");
  return { max: null, packet: null };
}

function throughputReport(self: Flow, reason: Reason): DirectionReport["throughput"] {
  const { throughput } = self;
  const mean = throughput.meanBitsPerSecond;
  const window = seconds(throughput.duration);
  if (mean === null) {
    const why = self.dataSegments === 0 ? "this side sent no data" : "all data came at one instant, or without times";
    for (const value of ["mean", "peak", "goodput"]) reason(`throughput.${value}_bits_per_second`, why);
    if (window === null) reason("throughput.window_seconds", why);
  }
  return {
    mean_bits_per_second: mean,
    peak_bits_per_second: throughput.peakBitsPerSecond,
    goodput_bits_per_second: throughput.goodputBitsPerSecond,
    window_seconds: window,
    peak_window_seconds: PEAK_INTERVAL / 1e9,
    peak_packet: throughput.peakPacket === 0 ? null : throughput.peakPacket,
    first_packet: throughput.firstPacket === 0 ? null : throughput.firstPacket,
    last_packet: throughput.lastPacket === 0 ? null : throughput.lastPacket,
  };
}
