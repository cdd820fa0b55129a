/** One stream's series, ready for plots: rows by direction, and what happened to each packet. */
import type { StreamReport } from "../../../analyze/facts/report.ts";
import type { StreamSeries } from "../../../analyze/series/series.ts";
import type { Side } from "./context.ts";

/** How a data segment is to be drawn. */
export type SegmentKind = "plain" | "resent" | "late" | "copy";

/** Verdicts that say: these bytes were sent again. */
export const RESENT: ReadonlySet<string> = new Set([
  "retransmission",
  "fast_retransmission",
  "spurious_retransmission",
  "retransmission_with_new_data",
  "retransmission_of_unseen",
]);

export class Rows {
  readonly series: StreamSeries;
  /** Rows with payload, by side. */
  readonly data: readonly [readonly number[], readonly number[]];
  /** Rows whose Ack number is known, by the side that sent them. */
  readonly acks: readonly [readonly number[], readonly number[]];
  readonly #kinds = new Map<number, SegmentKind>();

  constructor(series: StreamSeries, { verdicts }: StreamReport) {
    this.series = series;
    for (const { packet, verdict } of verdicts) {
      if (RESENT.has(verdict)) this.#kinds.set(packet, "resent");
      else if (verdict === "out_of_order") this.#kinds.set(packet, "late");
      else if (verdict === "copy") this.#kinds.set(packet, "copy");
    }
    const { from, length, seq, ack } = series.columns;
    const data: [number[], number[]] = [[], []];
    const acks: [number[], number[]] = [[], []];
    for (let row = 0; row < series.rows; row++) {
      const side = from[row] as Side;
      if (length[row]! > 0 && Number.isFinite(seq[row])) data[side].push(row);
      if (Number.isFinite(ack[row])) acks[side].push(row);
    }
    this.data = data;
    this.acks = acks;
  }

  kind(row: number): SegmentKind {
    return this.#kinds.get(this.series.columns.packet[row]!) ?? "plain";
  }

  /** The row of a packet; -1 when it has none. */
  rowOf(packet: number): number {
    const { packet: packets } = this.series.columns;
    let low = 0;
    let high = packets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (packets[middle]! < packet) low = middle + 1;
      else high = middle;
    }
    return packets[low] === packet ? low : -1;
  }

  /** Seconds from the stream's first packet; NaN for a packet without row. */
  timeOf(packet: number): number {
    const row = this.rowOf(packet);
    return row < 0 ? Number.NaN : this.series.columns.time[row]!;
  }

  /** Seconds from the first to the last row with a time. */
  get span(): readonly [number, number] {
    const { time } = this.series.columns;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of time) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? [low, high] : [0, 0];
  }
}
