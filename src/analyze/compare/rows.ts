/** What is kept of each packet to find it again in another capture. */
import type { Analysis } from "../analysis.ts";
import { clientSide } from "../tcp/client-side.ts";
import type { Observer } from "../observer.ts";
import type { Segment } from "../packet/segment.ts";
import { GrowingTable, type Columns } from "../series/growing-table.ts";
import { PacketFiller } from "../series/packet-filler.ts";
import type { Side } from "../tcp/opening.ts";
import type { Conversation } from "../tcp/stream-table.ts";

/** Packets of one capture that are compared; a packet takes 200 bytes while that is done. */
export const MAX_COMPARED = 2 ** 18;

const IDENTITY_COLUMNS = {
  packet: Uint32Array,
  /** Nanoseconds since the capture's whole second. */
  time: Float64Array,
  side: Uint8Array,
  seq: Uint32Array,
  relativeSeq: Float64Array,
  ack: Uint32Array,
  flags: Uint8Array,
  length: Uint32Array,
  ipId: Int32Array,
  tsVal: Float64Array,
  /** 1: a copy of another packet of the same capture. */
  copy: Uint8Array,
} as const;
export type IdentityColumns = Columns<typeof IDENTITY_COLUMNS>;

export interface CollectedStream {
  readonly number: number;
  readonly client: Side;
  readonly columns: IdentityColumns;
  readonly rows: number;
  readonly leftOut: number;
  /** The SYN's raw numbers by side; -1: not known. */
  readonly initial: readonly [number, number];
  /** Smallest round trip of the data of each side, nanoseconds; infinite: not measured. */
  readonly roundTrips: readonly [number, number];
}

interface Collecting {
  readonly filler: PacketFiller;
  readonly table: GrowingTable<typeof IDENTITY_COLUMNS>;
  leftOut: number;
  copies: number;
}

export class IdentityCollector implements Observer {
  streams: CollectedStream[] = [];
  /** The second that times count from, and the first and last packet's time in nanoseconds from there. */
  baseSeconds = 0;
  earliest = 0;
  latest = 0;
  readonly #collecting = new Map<Conversation, Collecting>();
  #rows = 0;

  readonly segment = (segment: Segment, conversation: Conversation, _marks: number, side: Side): void => {
    let one = this.#collecting.get(conversation);
    if (one === undefined) {
      if (conversation.stream === null) return;
      const filler = new PacketFiller(conversation, conversation.stream);
      one = { filler, table: new GrowingTable(IDENTITY_COLUMNS), leftOut: 0, copies: 0 };
      this.#collecting.set(conversation, one);
    }
    one.filler.take(segment, side);
    const { copies } = one.filler.stream;
    const copy = copies > one.copies;
    one.copies = copies;
    if (this.#rows >= MAX_COMPARED) {
      one.leftOut++;
      return;
    }
    this.#rows++;
    const row = one.table.add();
    const { columns } = one.table;
    columns.packet[row] = segment.packet;
    columns.time[row] = segment.time;
    columns.side[row] = side;
    columns.seq[row] = segment.seq;
    columns.relativeSeq[row] = one.filler.seq;
    columns.ack[row] = segment.ack;
    columns.flags[row] = segment.flags;
    columns.length[row] = segment.length;
    columns.ipId[row] = segment.ipId;
    columns.tsVal[row] = segment.tsVal;
    columns.copy[row] = copy ? 1 : 0;
  };

  readonly ignored = (conversation: Conversation): void => {
    this.#rows -= this.#collecting.get(conversation)?.table.rows ?? 0;
    this.#collecting.delete(conversation);
  };

  end(analysis: Analysis, ports: ReadonlySet<number>): void {
    this.baseSeconds = analysis.baseSeconds;
    this.earliest = analysis.earliest;
    this.latest = analysis.latest;
    for (const { conversation, stream } of analysis.analyzed) {
      const one = this.#collecting.get(conversation);
      if (one === undefined) continue;
      const syn = (side: Side): number => stream.flows[side].anySyn?.seq ?? -1;
      this.streams.push({
        number: conversation.number,
        client: clientSide(conversation, ports),
        columns: one.table.finish(),
        rows: one.table.rows,
        leftOut: one.leftOut,
        initial: [syn(0), syn(1)],
        roundTrips: [stream.flows[0].roundTrips.min, stream.flows[1].roundTrips.min],
      });
    }
    this.#collecting.clear();
  }
}
