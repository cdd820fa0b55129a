/** Segments for the reassembly, and what it hands on. */
import { Segment } from "../../src/analyze/packet/segment.ts";
import { Reassembly, type MissingReason, type StreamConsumer } from "../../src/analyze/tcp/reassembly.ts";
import { RecentBytes, RingBudget } from "../../src/analyze/tcp/recent-bytes.ts";
import { flagBits } from "../support/packets.ts";
import type { Cell, ModelArrival } from "./model.ts";

const ENOUGH = 100_000;

/** Writes down what it is given, a cell a byte. */
export class Consumer implements StreamConsumer {
  readonly cells: Cell[] = [];
  readonly missed: [length: number, why: MissingReason][] = [];
  fromStart: boolean | null = null;
  bytes = 0;
  missingBytes = 0;
  ended = 0;

  start(fromStart: boolean): void {
    if (this.fromStart !== null) throw new Error("started twice");
    this.fromStart = fromStart;
  }
  data(data: Uint8Array, start: number, length: number, packet: number): void {
    if (start < 0 || length <= 0 || start + length > data.length) throw new Error("bytes outside of what is lent");
    this.bytes += length;
    // Megabytes are only counted, and so are holes of gigabytes.
    if (this.bytes < ENOUGH) for (const byte of data.subarray(start, start + length)) this.cells.push({ byte, packet });
  }
  missing(length: number, why: MissingReason): void {
    if (length <= 0) throw new Error(`${length} bytes missing`);
    this.missed.push([length, why]);
    this.missingBytes += length;
    if (length < ENOUGH) for (let i = 0; i < length; i++) this.cells.push(why);
  }
  end(): void {
    this.ended++;
  }

  /** The bytes as text, a hole as one letter a byte: s(naplen), n(ot captured), l(ost). */
  get text(): string {
    return this.cells
      .map((cell) => (typeof cell === "string" ? `<${cell[0]!}>` : String.fromCharCode(cell.byte)))
      .join("");
  }
}

export interface Fields {
  readonly seq: number;
  readonly bytes?: Uint8Array | string;
  /** By default all of them. */
  readonly captured?: number;
  /** TCP length, when it is more than `bytes`. */
  readonly length?: number;
  readonly flags?: string;
  readonly packet?: number;
}

export class Feed {
  readonly consumer = new Consumer();
  readonly reassembly = new Reassembly(this.consumer, new RecentBytes(new RingBudget()));
  // One object for all segments, as in the analyzer: nothing may be kept of it.
  readonly #segment = new Segment();
  readonly #lent = Buffer.alloc(1 << 17);
  #packet = 0;

  accept(fields: Fields): ModelArrival {
    const { seq, captured, flags = "A", packet = ++this.#packet } = fields;
    const bytes = typeof fields.bytes === "string" ? Buffer.from(fields.bytes) : (fields.bytes ?? new Uint8Array(0));
    const segment = this.#segment;
    this.#lent.fill(0xee);
    this.#lent.set(bytes, 7);
    segment.data = this.#lent;
    segment.payload = 7;
    segment.length = fields.length ?? bytes.length;
    segment.captured = captured ?? bytes.length;
    segment.seq = seq >>> 0;
    segment.flags = flagBits(flags);
    segment.packet = packet;
    segment.time = packet * 1e6;
    const { fresh, repeated, hole, fills, conflict } = this.reassembly.accept(segment);
    return { fresh, repeated, hole, fills, conflict };
  }

  syn(isn: number): this {
    this.accept({ seq: isn, flags: "S", packet: 0 });
    return this;
  }

  end(): this {
    this.reassembly.end();
    return this;
  }
}

/** All orders of the items. */
export function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}
