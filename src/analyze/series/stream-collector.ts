/** Collects the series of one stream, while its packets pass. */
import type { FrameRecord } from "../frames/types.ts";
import { ACK, FIN, RST, SYN, type Segment } from "../packet/segment.ts";
import { bytesInFlight } from "../tcp/mark-segment.ts";
import type { Side } from "../tcp/opening.ts";
import type { Stream } from "../tcp/stream.ts";
import type { Conversation } from "../tcp/stream-table.ts";
import { GrowingTable } from "./growing-table.ts";
import { RelativeNumbers } from "./relative.ts";
import { PACKET_COLUMNS, ROUND_TRIP_COLUMNS, SACK_COLUMNS, type PacketColumns, type StreamSeries } from "./series.ts";

/** What only the end of the capture tells. Sides are those of the conversation: 0 sent its first packet. */
export interface Ending {
  readonly client: Side;
  /** Window multipliers by side; null: not known. */
  readonly scale: readonly [number | null, number | null];
  /** The side whose bytes are frames, and these; null: no frames. */
  readonly frames: { readonly side: Side; readonly list: readonly FrameRecord[] } | null;
}

export class StreamCollector {
  readonly packets = new GrowingTable(PACKET_COLUMNS);
  readonly sack = new GrowingTable(SACK_COLUMNS);
  readonly roundTrips = new GrowingTable(ROUND_TRIP_COLUMNS);
  readonly #conversation: Conversation;
  readonly #stream: Stream;
  readonly #relative: readonly [RelativeNumbers, RelativeNumbers];
  #plain = 0;
  #notable = 0;

  constructor(conversation: Conversation, stream: Stream) {
    this.#conversation = conversation;
    this.#stream = stream;
    const { opening } = conversation;
    this.#relative = [new RelativeNumbers(opening, 0), new RelativeNumbers(opening, 1)];
  }

  /** Of packets that are, and are not, {@link isNotable}, each how many-th gets a row. */
  take(segment: Segment, side: Side, marks: number, every: number, everyNotable: number): void {
    const seq = this.#relative[side].of(segment.seq);
    const hasAck = (segment.flags & ACK) !== 0;
    const ack = hasAck ? this.#relative[side === 0 ? 1 : 0].of(segment.ack) : Number.NaN;
    const time = (segment.time - this.#conversation.firstTime) / 1e9;
    const kept = isNotable(marks, segment.flags, segment.sackCount > 0)
      ? this.#notable++ % everyNotable === 0
      : this.#plain++ % every === 0;
    if (!kept) return;
    if (hasAck) this.#roundTrip(segment, side, time);
    if (segment.sackCount > 0) this.#sackBlocks(segment, side, time);

    const row = this.packets.add();
    const columns = this.packets.columns;
    columns.packet[row] = segment.packet;
    columns.time[row] = time;
    columns.from[row] = side;
    columns.flags[row] = segment.flags;
    columns.seqRaw[row] = segment.seq;
    columns.seq[row] = seq;
    columns.length[row] = segment.length;
    columns.ackRaw[row] = segment.ack;
    columns.ack[row] = ack;
    columns.windowRaw[row] = segment.window;
    columns.marks[row] = marks;
    columns.offset[row] = segment.length > 0 ? this.#offset(segment, side) : Number.NaN;
    columns.bytesInFlight[row] = segment.length > 0 ? this.#inFlight(segment, side) : Number.NaN;
    columns.peerBytesInFlight[row] = hasAck ? this.#peerInFlight(segment, side) : Number.NaN;
  }

  /** Halves the rows of packets that have nothing notable; with `all`, those of the others too. */
  thin(all: boolean): void {
    const { marks, flags, packet } = this.packets.columns;
    const hasSack = walker(this.sack.finish().packet);
    let plain = 0;
    let notable = 0;
    this.packets.thin((row) =>
      isNotable(marks[row]!, flags[row]!, hasSack(packet[row]!)) ? !all || notable++ % 2 === 0 : plain++ % 2 === 0,
    );
    // SACK blocks and round trips go with the rows of their packets.
    const kept = this.packets.finish().packet;
    const keptSack = walker(kept);
    const sackPackets = this.sack.columns.packet.slice();
    this.sack.thin((row) => keptSack(sackPackets[row]!));
    const keptTrip = walker(kept);
    const tripPackets = this.roundTrips.columns.ackPacket.slice();
    this.roundTrips.thin((row) => keptTrip(tripPackets[row]!));
  }

  finish({ client, scale, frames }: Ending): StreamSeries {
    const columns = this.packets.finish();
    const sack = this.sack.finish();
    const roundTrips = this.roundTrips.finish();
    for (let row = 0; row < columns.packet.length; row++) {
      const isSyn = (columns.flags[row]! & SYN) !== 0;
      const factor = isSyn ? 1 : scale[columns.from[row]! as Side];
      columns.window[row] = factor === null ? Number.NaN : columns.windowRaw[row]! * factor;
    }
    columns.frame.fill(-1);
    columns.lastFrame.fill(-1);
    if (frames !== null) findFrames(columns, frames.side, frames.list);
    if (client === 1) for (const column of [columns.from, sack.from, roundTrips.of]) swapSides(column);
    const order = client === 0 ? ([0, 1] as const) : ([1, 0] as const);
    return {
      stream: this.#conversation.number,
      packets: this.#conversation.packets,
      rows: columns.packet.length,
      initialSeq: [this.#relative[order[0]].initial, this.#relative[order[1]].initial],
      scale: [scale[order[0]], scale[order[1]]],
      columns,
      sack,
      roundTrips,
    };
  }

  #offset(segment: Segment, side: Side): number {
    const { reassembly } = this.#stream.flows[side];
    if (!reassembly.known || (segment.flags & RST) !== 0) return Number.NaN;
    return reassembly.offsetOf(segment.seq) + ((segment.flags & SYN) !== 0 ? 1 : 0);
  }

  #inFlight(segment: Segment, side: Side): number {
    const { flows } = this.#stream;
    const bytes = bytesInFlight(segment, flows[side].state, flows[side === 0 ? 1 : 0].state);
    return bytes > 0 ? bytes : Number.NaN;
  }

  /** What the other side still has in flight when this ACK is there, less what it reports as SACKed. */
  #peerInFlight(segment: Segment, side: Side): number {
    const peer = this.#stream.flows[side === 0 ? 1 : 0];
    if (!peer.state.inFlightKnown) return Number.NaN;
    let bytes = peer.state.outstanding.span();
    for (let block = 0; block < segment.sackCount; block++) {
      bytes -= Math.max(0, (segment.sack[2 * block + 1]! - segment.sack[2 * block]!) | 0);
    }
    // A SYN and a FIN have a number and are no byte.
    const ownNumber = bytes > 0 && (peer.fin > 0 || peer.dataSegments === 0) ? 1 : 0;
    return Math.max(0, bytes - ownNumber);
  }

  #sackBlocks(segment: Segment, side: Side, time: number): void {
    const relative = this.#relative[side === 0 ? 1 : 0];
    for (let block = 0; block < segment.sackCount; block++) {
      const row = this.sack.add();
      const { columns } = this.sack;
      const left = segment.sack[2 * block]!;
      const right = segment.sack[2 * block + 1]!;
      columns.packet[row] = segment.packet;
      columns.time[row] = time;
      columns.from[row] = side;
      columns.leftRaw[row] = left;
      columns.rightRaw[row] = right;
      columns.left[row] = relative.of(left);
      columns.right[row] = relative.of(right);
    }
  }

  #roundTrip(segment: Segment, side: Side, time: number): void {
    const { acked } = this.#stream;
    const value = (segment.time - acked.time) / 1e9;
    // 0 is shorter than the capture's clock can tell.
    if (acked.packet === 0 || !(value > 0)) return;
    const row = this.roundTrips.add();
    const { columns } = this.roundTrips;
    columns.ackPacket[row] = segment.packet;
    columns.dataPacket[row] = acked.packet;
    columns.time[row] = time;
    columns.of[row] = side === 0 ? 1 : 0;
    columns.value[row] = value;
    columns.data[row] = acked.data ? 1 : 0;
    columns.ambiguous[row] = acked.ambiguous ? 1 : 0;
    const counts = acked.data && !acked.ambiguous;
    const peer = this.#stream.flows[side === 0 ? 1 : 0];
    columns.ewma[row] = counts ? peer.averageRoundTrip / 1e9 : Number.NaN;
  }
}

/** Worth a row however long the capture is. */
function isNotable(marks: number, flags: number, hasSack: boolean): boolean {
  return marks !== 0 || (flags & (SYN | FIN | RST)) !== 0 || hasSack;
}

/** Is a number among `sorted`? To be asked with numbers that don't go down. */
function walker(sorted: Uint32Array): (value: number) => boolean {
  let at = 0;
  return (value) => {
    while (at < sorted.length && sorted[at]! < value) at++;
    return sorted[at] === value;
  };
}

function swapSides(column: Uint8Array): void {
  for (let row = 0; row < column.length; row++) column[row] = 1 - column[row]!;
}

function findFrames(columns: PacketColumns, side: Side, list: readonly FrameRecord[]): void {
  for (let row = 0; row < columns.packet.length; row++) {
    const offset = columns.offset[row]!;
    if (columns.from[row] !== side || Number.isNaN(offset)) continue;
    columns.frame[row] = frameAt(list, offset);
    columns.lastFrame[row] = frameAt(list, offset + columns.length[row]! - 1);
  }
}

/** Index of the frame that has the byte at `offset`; -1: none has. */
export function frameAt(list: readonly FrameRecord[], offset: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  const frame = list[low - 1];
  if (frame === undefined) return -1;
  return offset < frame.offset + frame.headerBytes + (frame.compressedBytes ?? 0) ? low - 1 : -1;
}
