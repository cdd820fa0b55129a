/** The tables with one record a packet: packets, segments, acks. */
import type { Clock } from "../../../analyze/facts/clock.ts";
import type { StreamReport } from "../../../analyze/facts/report.ts";
import { ACK, FIN, SYN } from "../../../analyze/packet/segment.ts";
import { frameAt, windowOf, type Ending } from "../../../analyze/series/ending.ts";
import type { SpillColumns } from "../../../analyze/series/spill.ts";
import { markNames } from "../../../analyze/tcp/marks.ts";
import type { Side } from "../../../analyze/tcp/opening.ts";
import { decimal, type Cell } from "./cells.ts";

/** One packet, with what is known of its stream. */
export interface PacketRow {
  readonly c: SpillColumns;
  readonly row: number;
  readonly side: Side;
  readonly fromClient: boolean;
  readonly stream: StreamReport;
  readonly ending: Ending;
  readonly clock: Clock;
}

export interface PacketTable {
  readonly file: string;
  readonly columns: readonly string[];
  /** null: the packet is none of this table. */
  readonly record: (packet: PacketRow) => Cell[] | null;
}

const FLAG_NAMES = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"] as const;

function flagsText(flags: number): string {
  return FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join(" ");
}

const from = ({ fromClient }: PacketRow): string => (fromClient ? "client" : "server");
const index = (frame: number): number | null => (frame < 0 ? null : frame);
const rawNumber = (value: number, { raw }: Ending): number | null => (raw ? value : null);
const marksText = ({ c, row }: PacketRow): string => markNames(c.marks[row]!).join(" ");

const packets: PacketTable = {
  file: "packets.csv",
  columns: [
    ...["packet", "stream", "from", "time", "time_relative", "src", "src_port", "dst", "dst_port", "flags"],
    ...["seq_raw", "seq", "ack_raw", "ack", "len", "window_raw", "window", "bytes_in_flight", "marks"],
  ],
  record: (packet) => {
    const { c, row, side, fromClient, stream, ending, clock } = packet;
    const [src, dst] = fromClient ? [stream.client, stream.server] : [stream.server, stream.client];
    const flags = c.flags[row]!;
    const hasAck = (flags & ACK) !== 0;
    return [
      c.packet[row]!,
      stream.stream,
      from(packet),
      decimal(clock.string(c.nanoseconds[row]!)),
      c.time[row]!,
      src.ip,
      src.port,
      dst.ip,
      dst.port,
      flagsText(flags),
      rawNumber(c.seqRaw[row]!, ending),
      c.seq[row]!,
      hasAck ? rawNumber(c.ackRaw[row]!, ending) : null,
      c.ack[row]!,
      c.length[row]!,
      c.windowRaw[row]!,
      windowOf(c.windowRaw[row]!, flags, side, ending),
      c.bytesInFlight[row]!,
      marksText(packet),
    ];
  },
};

/** A SYN and a FIN take a sequence number each (RFC 9293 section 3.4). */
function ownNumbers(flags: number): number {
  return ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
}

const segments: PacketTable = {
  file: "segments.csv",
  columns: [
    ...["packet", "stream", "from", "time_relative", "seq_raw", "seq", "next_seq", "len", "offset"],
    ...["bytes_in_flight", "frame", "last_frame", "marks"],
  ],
  record: (packet) => {
    const { c, row, side, stream, ending } = packet;
    const length = c.length[row]!;
    if (length === 0) return null;
    const offset = c.offset[row]!;
    return [
      c.packet[row]!,
      stream.stream,
      from(packet),
      c.time[row]!,
      rawNumber(c.seqRaw[row]!, ending),
      c.seq[row]!,
      c.seq[row]! + length + ownNumbers(c.flags[row]!),
      length,
      offset,
      c.bytesInFlight[row]!,
      index(frameAt(offset, side, ending)),
      index(frameAt(offset + length - 1, side, ending)),
      marksText(packet),
    ];
  },
};

const acks: PacketTable = {
  file: "acks.csv",
  columns: [
    ...["packet", "stream", "from", "time_relative", "ack_raw", "ack", "len", "acked_bytes", "acked_segments"],
    ...[
      "acks_packet",
      "rtt",
      "rtt_of",
      "rtt_ambiguous",
      "ewma",
      "window_raw",
      "window",
      "peer_bytes_in_flight",
      "sack",
    ],
    "marks",
  ],
  record: (packet) => {
    const { c, row, side, stream, ending } = packet;
    const flags = c.flags[row]!;
    if ((flags & ACK) === 0) return null;
    const acksPacket = c.acksPacket[row]!;
    const measured = acksPacket > 0;
    return [
      c.packet[row]!,
      stream.stream,
      from(packet),
      c.time[row]!,
      rawNumber(c.ackRaw[row]!, ending),
      c.ack[row]!,
      c.length[row]!,
      c.ackedBytes[row]!,
      c.ackedSegments[row]!,
      measured ? acksPacket : null,
      measured ? c.roundTrip[row]! : null,
      measured ? (c.ofData[row] === 1 ? "data" : "SYN or FIN") : null,
      measured ? c.ambiguous[row] === 1 : null,
      measured ? c.ewma[row]! : null,
      c.windowRaw[row]!,
      windowOf(c.windowRaw[row]!, flags, side, ending),
      c.peerBytesInFlight[row]!,
      sackText(c, row),
      marksText(packet),
    ];
  },
};

/** "1449-2897 4345-5793", in relative numbers. */
function sackText(c: SpillColumns, row: number): string {
  const edges = [
    [c.left0, c.right0],
    [c.left1, c.right1],
    [c.left2, c.right2],
    [c.left3, c.right3],
  ] as const;
  const blocks = edges.slice(0, c.sackCount[row]);
  return blocks.map(([left, right]) => `${left[row]!}-${right[row]!}`).join(" ");
}

export const PACKET_TABLES: readonly PacketTable[] = [packets, segments, acks];
