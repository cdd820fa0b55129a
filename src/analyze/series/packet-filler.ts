/** What the columns of one packet hold, told while its stream's packets pass. */
import { ACK, FIN, RST, SYN, type Segment } from "../packet/segment.ts";
import { bytesInFlight } from "../tcp/mark-segment.ts";
import type { Side } from "../tcp/opening.ts";
import type { Stream } from "../tcp/stream.ts";
import type { Conversation } from "../tcp/stream-table.ts";
import { RelativeNumbers } from "./relative.ts";
import type { PacketColumns, RoundTripColumns, SackColumns } from "./series.ts";

/** Columns that only the end of the capture tells. */
type Live = Omit<PacketColumns, "window" | "frame" | "lastFrame">;

/** One for each stream; to be told of every packet, also of those that get no row. */
export class PacketFiller {
  readonly conversation: Conversation;
  readonly stream: Stream;
  readonly #relative: readonly [RelativeNumbers, RelativeNumbers];
  /** Relative sequence number of the packet last taken. */
  seq = Number.NaN;
  // Of the same.
  #ack = Number.NaN;
  #time = Number.NaN;
  /** Bytes of each side that were acknowledged before the packet last taken, and what that added. */
  readonly #acknowledged: [number, number] = [0, 0];
  newlyAcknowledged = 0;

  constructor(conversation: Conversation, stream: Stream) {
    this.conversation = conversation;
    this.stream = stream;
    this.#relative = [new RelativeNumbers(conversation.opening, 0), new RelativeNumbers(conversation.opening, 1)];
  }

  /** The raw number of a side that is 0 in relative ones; null: not known. */
  initial(side: Side): number | null {
    return this.#relative[side].initial;
  }

  take(segment: Segment, side: Side): void {
    const other: Side = side === 0 ? 1 : 0;
    this.seq = this.#relative[side].of(segment.seq);
    this.#ack = (segment.flags & ACK) !== 0 ? this.#relative[other].of(segment.ack) : Number.NaN;
    this.#time = (segment.time - this.conversation.firstTime) / 1e9;
    const { reassembly, finOffset } = this.stream.flows[other];
    const acknowledged = finOffset >= 0 ? Math.min(reassembly.acknowledged, finOffset) : reassembly.acknowledged;
    this.newlyAcknowledged = Math.max(0, acknowledged - this.#acknowledged[other]);
    this.#acknowledged[other] = Math.max(acknowledged, this.#acknowledged[other]);
  }

  packet(columns: Live, row: number, segment: Segment, side: Side, marks: number): void {
    const { length } = segment;
    columns.packet[row] = segment.packet;
    columns.time[row] = this.#time;
    columns.from[row] = side;
    columns.flags[row] = segment.flags;
    columns.seqRaw[row] = segment.seq;
    columns.seq[row] = this.seq;
    columns.length[row] = length;
    columns.ackRaw[row] = segment.ack;
    columns.ack[row] = this.#ack;
    columns.windowRaw[row] = segment.window;
    columns.marks[row] = marks;
    columns.offset[row] = length > 0 ? this.#offset(segment, side) : Number.NaN;
    columns.bytesInFlight[row] = length > 0 ? this.#inFlight(segment, side) : Number.NaN;
    columns.peerBytesInFlight[row] = (segment.flags & ACK) !== 0 ? this.#peerInFlight(segment, side) : Number.NaN;
  }

  /** Does the packet end a round trip? 0 is shorter than the capture's clock can tell. */
  endsRoundTrip(segment: Segment): boolean {
    const { acked } = this.stream;
    return (segment.flags & ACK) !== 0 && acked.packet !== 0 && segment.time > acked.time;
  }

  roundTrip(columns: RoundTripColumns, row: number, segment: Segment, side: Side): void {
    const { acked } = this.stream;
    const of: Side = side === 0 ? 1 : 0;
    const counts = acked.data && !acked.ambiguous;
    columns.ackPacket[row] = segment.packet;
    columns.dataPacket[row] = acked.packet;
    columns.time[row] = this.#time;
    columns.of[row] = of;
    columns.value[row] = (segment.time - acked.time) / 1e9;
    columns.data[row] = acked.data ? 1 : 0;
    columns.ambiguous[row] = acked.ambiguous ? 1 : 0;
    columns.ewma[row] = counts ? this.stream.flows[of].averageRoundTrip / 1e9 : Number.NaN;
  }

  sack(columns: SackColumns, row: number, segment: Segment, side: Side, block: number): void {
    const relative = this.#relative[side === 0 ? 1 : 0];
    const left = segment.sack[2 * block]!;
    const right = segment.sack[2 * block + 1]!;
    columns.packet[row] = segment.packet;
    columns.time[row] = this.#time;
    columns.from[row] = side;
    columns.leftRaw[row] = left;
    columns.rightRaw[row] = right;
    columns.left[row] = relative.of(left);
    columns.right[row] = relative.of(right);
  }

  #offset(segment: Segment, side: Side): number {
    const { reassembly } = this.stream.flows[side];
    if (!reassembly.known || (segment.flags & RST) !== 0) return Number.NaN;
    return reassembly.offsetOf(segment.seq) + ((segment.flags & SYN) !== 0 ? 1 : 0);
  }

  #inFlight(segment: Segment, side: Side): number {
    const { flows } = this.stream;
    const bytes = bytesInFlight(segment, flows[side].state, flows[side === 0 ? 1 : 0].state);
    return bytes > 0 ? bytes : Number.NaN;
  }

  /** What the other side still has in flight when this ACK is there, less what it reports as SACKed. */
  #peerInFlight(segment: Segment, side: Side): number {
    const peer = this.stream.flows[side === 0 ? 1 : 0];
    if (!peer.state.inFlightKnown) return Number.NaN;
    let bytes = peer.state.outstanding.span();
    for (let block = 0; block < segment.sackCount; block++) {
      bytes -= Math.max(0, (segment.sack[2 * block + 1]! - segment.sack[2 * block]!) | 0);
    }
    // A SYN and a FIN have a number and are no byte.
    const ownNumber = bytes > 0 && (peer.fin > 0 || peer.dataSegments === 0) ? 1 : 0;
    return Math.max(0, bytes - ownNumber);
  }
}

/** Worth a row however long the capture is. */
export function isNotable(marks: number, flags: number, hasSack: boolean): boolean {
  return marks !== 0 || (flags & (SYN | FIN | RST)) !== 0 || hasSack;
}
