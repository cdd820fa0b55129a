/** Collects the series of one stream, while its packets pass. */
import type { Segment } from "../packet/segment.ts";
import type { Side } from "../tcp/opening.ts";
import { frameAt, windowOf, type Ending } from "./ending.ts";
import { GrowingTable } from "./growing-table.ts";
import { isNotable, type PacketFiller } from "./packet-filler.ts";
import { PACKET_COLUMNS, ROUND_TRIP_COLUMNS, SACK_COLUMNS, type PacketColumns, type StreamSeries } from "./series.ts";

export class StreamCollector {
  readonly packets = new GrowingTable(PACKET_COLUMNS);
  readonly filler: PacketFiller;
  readonly #sack = new GrowingTable(SACK_COLUMNS);
  readonly #roundTrips = new GrowingTable(ROUND_TRIP_COLUMNS);
  #plain = 0;
  #notable = 0;

  constructor(filler: PacketFiller) {
    this.filler = filler;
  }

  /** Of packets that are, and are not, {@link isNotable}, each how many-th gets a row. */
  take(segment: Segment, side: Side, marks: number, every: number, everyNotable: number): void {
    const { filler } = this;
    filler.take(segment, side);
    const kept = isNotable(marks, segment.flags, segment.sackCount > 0)
      ? this.#notable++ % everyNotable === 0
      : this.#plain++ % every === 0;
    if (!kept) return;
    const row = this.packets.add();
    filler.packet(this.packets.columns, row, segment, side, marks);
    if (filler.endsRoundTrip(segment)) {
      const trip = this.#roundTrips.add();
      filler.roundTrip(this.#roundTrips.columns, trip, segment, side);
    }
    for (let block = 0; block < segment.sackCount; block++) {
      const edges = this.#sack.add();
      filler.sack(this.#sack.columns, edges, segment, side, block);
    }
  }

  /** Halves the rows of packets that have nothing notable; with `all`, those of the others too. */
  thin(all: boolean): void {
    const { marks, flags, packet } = this.packets.columns;
    const hasSack = walker(this.#sack.finish().packet);
    let plain = 0;
    let notable = 0;
    this.packets.thin((row) =>
      isNotable(marks[row]!, flags[row]!, hasSack(packet[row]!)) ? !all || notable++ % 2 === 0 : plain++ % 2 === 0,
    );
    // SACK blocks and round trips go with the rows of their packets.
    const kept = this.packets.finish().packet;
    const keptSack = walker(kept);
    const sackPackets = this.#sack.columns.packet;
    this.#sack.thin((row) => keptSack(sackPackets[row]!));
    const keptTrip = walker(kept);
    const tripPackets = this.#roundTrips.columns.ackPacket;
    this.#roundTrips.thin((row) => keptTrip(tripPackets[row]!));
  }

  finish(ending: Ending): StreamSeries {
    const columns = this.packets.finish();
    const sack = this.#sack.finish();
    const roundTrips = this.#roundTrips.finish();
    findOut(columns, ending);
    const { client, raw, scale } = ending;
    if (client === 1) for (const column of [columns.from, sack.from, roundTrips.of]) swapSides(column);
    const order = client === 0 ? ([0, 1] as const) : ([1, 0] as const);
    const initial = (side: Side): number | null => (raw ? this.filler.initial(side) : null);
    return {
      stream: this.filler.conversation.number,
      packets: this.filler.conversation.packets,
      rows: columns.packet.length,
      raw,
      initialSeq: [initial(order[0]), initial(order[1])],
      scale: [scale[order[0]], scale[order[1]]],
      columns,
      sack,
      roundTrips,
    };
  }
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

/** Fills in the columns that only the end of the capture tells. */
function findOut(columns: PacketColumns, ending: Ending): void {
  for (let row = 0; row < columns.packet.length; row++) {
    const side = columns.from[row]! as Side;
    const offset = columns.offset[row]!;
    columns.window[row] = windowOf(columns.windowRaw[row]!, columns.flags[row]!, side, ending);
    columns.frame[row] = frameAt(offset, side, ending);
    columns.lastFrame[row] = frameAt(offset + columns.length[row]! - 1, side, ending);
  }
}
