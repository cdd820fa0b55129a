/**
 * Every packet's numbers, however many: rows go to a file of the system's temporary folder while the capture is read, and
 * come back in order at its end, when the window scales and the frames are known.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Analysis } from "../analysis.ts";
import type { Observer } from "../observer.ts";
import { MAX_SACK_BLOCKS, type Segment } from "../packet/segment.ts";
import type { Side } from "../tcp/opening.ts";
import type { Conversation } from "../tcp/stream-table.ts";
import { endingOf, type Ending } from "./ending.ts";
import { GrowingTable, type Columns } from "./growing-table.ts";
import { PacketFiller } from "./packet-filler.ts";
import { PACKET_COLUMNS, ROUND_TRIP_COLUMNS, SACK_COLUMNS } from "./series.ts";

/** A packet's columns, and what the sparse tables have, in one row. */
export const SPILL_COLUMNS = {
  ...PACKET_COLUMNS,
  stream: Uint32Array,
  /** Nanoseconds since the capture's whole second. */
  nanoseconds: Float64Array,
  /** Bytes and data segments of the other side that this ACK acknowledges for the first time. */
  ackedBytes: Float64Array,
  ackedSegments: Uint32Array,
  /** The packet whose end this ACK is exactly; 0: none. The others of this group say nothing then. */
  acksPacket: Uint32Array,
  roundTrip: Float64Array,
  ofData: Uint8Array,
  ambiguous: Uint8Array,
  ewma: Float64Array,
  sackCount: Uint8Array,
  left0: Float64Array,
  right0: Float64Array,
  left1: Float64Array,
  right1: Float64Array,
  left2: Float64Array,
  right2: Float64Array,
  left3: Float64Array,
  right3: Float64Array,
} as const;
export type SpillColumns = Columns<typeof SPILL_COLUMNS>;

/** Rows held in memory; a row takes 200 bytes. */
const CHUNK_ROWS = 8192;

export interface SpilledChunk {
  readonly rows: number;
  readonly columns: SpillColumns;
}

export class SpillCollector implements Observer {
  /** What the end tells, by tcp.stream. */
  readonly endings = new Map<number, Ending>();
  readonly #fillers = new Map<Conversation, PacketFiller>();
  readonly #chunk = new GrowingTable(SPILL_COLUMNS);
  readonly #trip = new GrowingTable(ROUND_TRIP_COLUMNS);
  readonly #sack = new GrowingTable(SACK_COLUMNS);
  readonly #folder: string;
  #file: number | null;
  #chunks: number[] = [];

  /** @throws when the temporary folder can't be written to */
  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "sharelab-rows-"));
    this.#file = openSync(join(this.#folder, "rows"), "w+");
    this.#trip.add();
    for (let block = 0; block < MAX_SACK_BLOCKS; block++) this.#sack.add();
  }

  readonly segment = (segment: Segment, conversation: Conversation, marks: number, side: Side): void => {
    let filler = this.#fillers.get(conversation);
    if (filler === undefined) {
      if (conversation.stream === null) return;
      filler = new PacketFiller(conversation, conversation.stream);
      this.#fillers.set(conversation, filler);
    }
    filler.take(segment, side);
    const row = this.#chunk.add();
    const { columns } = this.#chunk;
    filler.packet(columns, row, segment, side, marks);
    columns.stream[row] = conversation.number;
    columns.nanoseconds[row] = segment.time;
    columns.ackedBytes[row] = filler.newlyAcknowledged;
    columns.ackedSegments[row] = filler.stream.acked.dataSegments;
    this.#roundTrip(filler, row, segment, side);
    this.#sackBlocks(filler, row, segment, side);
    if (this.#chunk.rows === CHUNK_ROWS) this.#write();
  };

  /** Its rows stay in the file; who reads them finds no ending for them. */
  readonly ignored = (conversation: Conversation): void => {
    this.#fillers.delete(conversation);
  };

  end(analysis: Analysis, ports: ReadonlySet<number>): void {
    this.#write();
    for (const analyzed of analysis.analyzed) {
      this.endings.set(analyzed.conversation.number, endingOf(analyzed, analysis, ports));
    }
    this.#fillers.clear();
  }

  /** The rows, in the order of the capture. The columns of a chunk are used again for the next one. */
  *read(): Generator<SpilledChunk> {
    let at = 0;
    for (const rows of this.#chunks) {
      const { columns } = this.#chunk;
      for (const column of Object.values(columns)) {
        const bytes = column.subarray(0, rows);
        const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        if (this.#file === null || readSync(this.#file, view, 0, view.length, at) !== view.length)
          throw new Error("the temporary file with the packets' numbers is gone");
        at += view.length;
      }
      yield { rows, columns };
    }
  }

  /** Removes the temporary file. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #roundTrip(filler: PacketFiller, row: number, segment: Segment, side: Side): void {
    const { columns } = this.#chunk;
    columns.acksPacket[row] = 0;
    if (!filler.endsRoundTrip(segment)) return;
    const trip = this.#trip.columns;
    filler.roundTrip(trip, 0, segment, side);
    columns.acksPacket[row] = trip.dataPacket[0]!;
    columns.roundTrip[row] = trip.value[0]!;
    columns.ofData[row] = trip.data[0]!;
    columns.ambiguous[row] = trip.ambiguous[0]!;
    columns.ewma[row] = trip.ewma[0]!;
  }

  #sackBlocks(filler: PacketFiller, row: number, segment: Segment, side: Side): void {
    const { columns } = this.#chunk;
    columns.sackCount[row] = segment.sackCount;
    if (segment.sackCount === 0) return;
    const { left, right } = this.#sack.columns;
    for (let block = 0; block < segment.sackCount; block++) {
      filler.sack(this.#sack.columns, block, segment, side, block);
    }
    const { left0, left1, left2, left3, right0, right1, right2, right3 } = columns;
    for (const [block, edges] of [left0, left1, left2, left3].entries()) edges[row] = left[block]!;
    for (const [block, edges] of [right0, right1, right2, right3].entries()) edges[row] = right[block]!;
  }

  #write(): void {
    const { rows } = this.#chunk;
    if (rows === 0 || this.#file === null) return;
    for (const column of Object.values(this.#chunk.columns)) {
      const bytes = column.subarray(0, rows);
      writeAll(this.#file, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
    this.#chunks.push(rows);
    this.#chunk.rows = 0;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
