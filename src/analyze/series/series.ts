/**
 * The series: numbers packet by packet, for plots, tables and CSV. They are kept only when asked for
 * (`analyzeWithSeries`). A column is a typed array; row i of every column of a table is the same packet.
 *
 * Unknown is NaN in a column of floats, and -1 in `frame` and `lastFrame`; never 0.
 */
import type { Columns } from "./growing-table.ts";

/** Values of the column `from`. */
export const FROM_CLIENT = 0;
export const FROM_SERVER = 1;

/** One row a packet, both directions in the order of the capture. */
export const PACKET_COLUMNS = {
  /** Packet number in the capture, from 1. */
  packet: Uint32Array,
  /** Seconds from the stream's first packet. */
  time: Float64Array,
  /** {@link FROM_CLIENT} or {@link FROM_SERVER}. */
  from: Uint8Array,
  /** TCP header flags: the bits of `packet/segment.ts` (FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32). */
  flags: Uint8Array,
  /** Sequence number as on the wire (tcp.seq_raw). */
  seqRaw: Uint32Array,
  /** Relative to the direction's first number (tcp.seq), but counted on where the 32 bits wrap around. */
  seq: Float64Array,
  /** Payload bytes (tcp.len). */
  length: Uint32Array,
  /** Acknowledgment number as on the wire (tcp.ack_raw); meaningless without the ACK flag. */
  ackRaw: Uint32Array,
  /** Relative (tcp.ack), counted on where the 32 bits wrap around; in the numbers of the other side's `seq`. NaN without ACK. */
  ack: Float64Array,
  /** Window as in the header (tcp.window_size_value). */
  windowRaw: Uint32Array,
  /** Bytes: `windowRaw` x scale; in a SYN never scaled (tcp.window_size). NaN where the scale is not known. */
  window: Float64Array,
  /** Bits of `tcp/marks.ts`; `markNames` names them. */
  marks: Uint32Array,
  /** Offset of the payload's first byte in its direction, as `frames.list[].offset` counts; NaN without payload. */
  offset: Float64Array,
  /** Of the data this side sent, behind this packet, bytes (tcp.analysis.bytes_in_flight). NaN without payload, and when not known. */
  bytesInFlight: Float64Array,
  /** Of the other side's data, what is still in flight behind this packet's ACK, bytes. NaN without ACK, and when not known. */
  peerBytesInFlight: Float64Array,
  /** Index in `frames.list` of the frame that the payload's first byte belongs to; -1: none. */
  frame: Int32Array,
  /** The same of the payload's last byte: a segment may end one frame and begin the next. */
  lastFrame: Int32Array,
} as const;

/** One row a SACK block (RFC 2018). */
export const SACK_COLUMNS = {
  packet: Uint32Array,
  time: Float64Array,
  /** The side that reports the block. */
  from: Uint8Array,
  /** Edges as on the wire. */
  leftRaw: Uint32Array,
  rightRaw: Uint32Array,
  /** Edges in the relative numbers of the other side's `seq`. */
  left: Float64Array,
  right: Float64Array,
} as const;

/** One row a round trip: an ACK whose number is exactly the end of a segment (tcp.analysis.ack_rtt). */
export const ROUND_TRIP_COLUMNS = {
  /** The packet with the ACK (it has tcp.analysis.ack_rtt), and the one it answers (tcp.analysis.acks_frame). */
  ackPacket: Uint32Array,
  dataPacket: Uint32Array,
  /** Of the ACK, seconds from the stream's first packet. */
  time: Float64Array,
  /** The side whose segment was measured, not the one that sent the ACK. */
  of: Uint8Array,
  /** Seconds. */
  value: Float64Array,
  /** 1: the segment carried data; 0: it was a SYN or a FIN only, which the facts leave out. */
  data: Uint8Array,
  /** 1: a segment it covers was sent twice, so which copy it answers can't be told (Karn's algorithm, RFC 6298 section 3). */
  ambiguous: Uint8Array,
  /** Exponentially weighted moving average behind this sample, seconds: see `EWMA_WEIGHT` of `tcp/flow.ts`; NaN for samples that are left out. */
  ewma: Float64Array,
} as const;

export type PacketColumns = Columns<typeof PACKET_COLUMNS>;
export type SackColumns = Columns<typeof SACK_COLUMNS>;
export type RoundTripColumns = Columns<typeof ROUND_TRIP_COLUMNS>;

export interface StreamSeries {
  /** tcp.stream; the report of the same run has it too, unless there are too many. */
  readonly stream: number;
  /** Packets of the stream, and rows kept of them. Fewer rows: see {@link Series.every}. */
  readonly packets: number;
  readonly rows: number;
  /** `seqRaw` and `ackRaw` are the wire's; false for a packet list that shows relative numbers. */
  readonly raw: boolean;
  /** Raw number that is 0 in relative ones, of client and server; null: not known. */
  readonly initialSeq: readonly [number | null, number | null];
  /** Window multiplier of client and server; null: not known. */
  readonly scale: readonly [number | null, number | null];
  readonly columns: PacketColumns;
  readonly sack: SackColumns;
  readonly roundTrips: RoundTripColumns;
}

export interface Series {
  readonly streams: readonly StreamSeries[];
  /**
   * 1: every packet has its row. n: the capture has more than `limit` packets, so of those without a mark, a SACK block, SYN,
   * FIN or RST only each n-th has one; its SACK blocks and its round trip go with it. Say so where the series are shown.
   */
  readonly every: number;
  /** The same for the packets that have one: more than 1 only when they alone are too many. */
  readonly everyNotable: number;
  /** Rows kept of all streams together, at most. */
  readonly limit: number;
}

/**
 * So many rows of packets are kept. A row takes 90 bytes, so 47 MB at most, twice that while a table grows; a round trip
 * takes 35 and a SACK block 37 bytes more.
 */
export const DEFAULT_SERIES_LIMIT = 2 ** 19;
