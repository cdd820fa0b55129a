/**
 * Losses as events: what belongs to one recovery, from the first sign that something is missing to the ACK for everything
 * that was sent by then. Told from the verdicts and the series; independent of how it is shown.
 */
import type { StreamReport } from "../../../analyze/facts/report.ts";
import { DUPLICATE_ACK } from "../../../analyze/tcp/marks.ts";
import { otherSide, type Side } from "./context.ts";
import { RESENT, type Rows } from "./rows.ts";

/** A segment that was sent again, or came late. */
export interface Mended {
  readonly packet: number;
  readonly verdict: string;
  readonly time: number;
  readonly seq: number;
  readonly length: number;
  /** The packet that carried its first byte before; null: not in the capture. */
  readonly original: { readonly packet: number; readonly time: number } | null;
  /** It was sent again before: the last time, and that packet; null: not. */
  readonly again: { readonly packet: number; readonly time: number } | null;
  /** Seconds in front of it in which no packet of either side was seen. */
  readonly silence: number;
  /** The packet whose D-SACK says that its bytes had come before (RFC 2883); null: none. */
  readonly needless: number | null;
  /** The packet with its first copy, which it has overtaken; null: none comes behind it. */
  readonly overtaken: number | null;
}

export interface Recovery {
  readonly side: Side;
  /** In the order of the capture; at least one. */
  readonly mended: readonly Mended[];
  /** Duplicate ACKs before the first segment is mended, and behind. */
  readonly askedBy: readonly number[];
  readonly duplicatesAfter: readonly number[];
  /** ACKs with SACK blocks before the first segment is mended. */
  readonly sackedBy: readonly number[];
  /** The Ack number that these ACKs repeat; NaN without. */
  readonly repeatedAck: number;
  /** The packet that shows a hole in front of it, with its number and how many bytes are missing. */
  readonly hole: {
    readonly packet: number;
    readonly seq: number;
    readonly missing: number;
    readonly time: number;
  } | null;
  /** The packet that acknowledges everything; null: none in the capture. */
  readonly recovered: { readonly packet: number; readonly time: number; readonly ack: number } | null;
  readonly start: number;
  readonly end: number;
}

export type RecoveryKind = "fast" | "sack" | "timer" | "spurious" | "needless" | "late" | "unseen";

/**
 * What the event is at heart.
 *
 * @param timer silence from which on nothing but a timer can have caused a packet, seconds
 */
export function kindOf({ mended, askedBy, sackedBy }: Recovery, timer: number): RecoveryKind {
  if (mended.every((one) => one.verdict === "out_of_order")) return "late";
  if (mended.every((one) => one.verdict === "spurious_retransmission")) return "spurious";
  if (mended.every((one) => isUnlost(one, mended))) return "late";
  if (mended.some((one) => one.verdict === UNSEEN && one.overtaken === null)) return "unseen";
  if (mended.every((one) => one.needless !== null || one.verdict === "out_of_order")) return "needless";
  if (mended[0]?.verdict === "fast_retransmission" || askedBy.length >= 2) return "fast";
  if ((mended[0]?.silence ?? 0) >= timer) return "timer";
  return sackedBy.length + askedBy.length > 0 ? "sack" : "timer";
}

const UNSEEN = "retransmission_of_unseen";

/** Whether the packets show that its first copy arrived, late or in time. */
function isUnlost({ verdict, overtaken, original }: Mended, mended: readonly Mended[]): boolean {
  if (verdict === "out_of_order" || verdict === "spurious_retransmission" || overtaken !== null) return true;
  return mended.some((one) => one.verdict === "out_of_order" && one.packet === original?.packet);
}

/** The first copy of a segment is looked for this many data segments in front of it, or behind it. */
const LOOK_BACK = 5000;

/** All recoveries of what one side sent, in order. */
export function recoveries(rows: Rows, stream: StreamReport, side: Side): Recovery[] {
  const { columns } = rows.series;
  const found: Recovery[] = [];
  const verdicts = new Map<number, string>();
  for (const { packet, verdict } of stream.verdicts) {
    if (RESENT.has(verdict) || verdict === "out_of_order") verdicts.set(packet, verdict);
  }
  const course = new Course(rows, stream, side);
  const mendedRows = rows.data[side].filter((row) => verdicts.has(columns.packet[row]!));
  let next = 0;
  let from = 0;
  while (next < mendedRows.length) {
    const first = mendedRows[next]!;
    const end = course.acknowledgedAt(first, course.highestUpTo(first));
    const mended: Mended[] = [];
    while (next < mendedRows.length && (end < 0 || mendedRows[next]! <= end || mended.length === 0)) {
      const row = mendedRows[next++]!;
      mended.push(course.mended(row, verdicts.get(columns.packet[row]!) ?? ""));
    }
    const last = end < 0 ? rows.series.rows - 1 : end;
    const dups = course.duplicatesBetween(from, last);
    // Those that ask for what is sent again then: earlier ones asked for something else.
    const current = course.acknowledgedUpTo(first);
    const repeats = (row: number): boolean => columns.ack[row] === current;
    const asking = dups.filter((row) => row < first && repeats(row));
    const sacking = course.sacksBetween(from, first).filter(repeats);
    const repeated = asking[0] ?? sacking[0] ?? dups[0];
    const packets = (list: readonly number[]): number[] => list.map((row) => columns.packet[row]!);
    const hole = course.holeBefore(first, from);
    const firstMended = mended[0]!;
    const start = Math.min(
      firstMended.original?.time ?? firstMended.time,
      hole?.time ?? firstMended.time,
      columns.time[asking[0] ?? sacking[0] ?? first] ?? firstMended.time,
    );
    found.push({
      side,
      mended,
      askedBy: packets(asking),
      duplicatesAfter: packets(dups.filter((row) => row > first)),
      sackedBy: packets(sacking),
      repeatedAck: repeated === undefined ? Number.NaN : columns.ack[repeated]!,
      hole,
      recovered: end < 0 ? null : { packet: columns.packet[end]!, time: columns.time[end]!, ack: columns.ack[end]! },
      start,
      end: end < 0 ? (mended.at(-1)?.time ?? start) : columns.time[end]!,
    });
    from = last + 1;
  }
  return found;
}

/** One direction's numbers as they rise, to look up what was sent and acknowledged at a row. */
class Course {
  readonly #rows: Rows;
  readonly #data: readonly number[];
  readonly #acks: readonly number[];
  /** The highest number sent up to each data segment, and acknowledged up to each ACK. */
  readonly #sent: Float64Array;
  readonly #acked: Float64Array;
  readonly #duplicates: readonly number[];
  readonly #sacks: readonly number[];
  /** Rows of the SACK table that are D-SACKs, in the order of the capture. */
  readonly #duplicateSacks: readonly number[];

  constructor(rows: Rows, { verdicts }: StreamReport, side: Side) {
    const { seq, length, ack, marks } = rows.series.columns;
    this.#rows = rows;
    this.#data = rows.data[side];
    this.#acks = rows.acks[otherSide(side)];
    this.#sent = rising(this.#data, (row) => seq[row]! + length[row]!);
    this.#acked = rising(this.#acks, (row) => ack[row]!);
    const dsacks = new Set(verdicts.filter(({ verdict }) => verdict === "duplicate_sack").map(({ packet }) => packet));
    const sackPackets = rows.series.sack.packet;
    // Of an ACK's blocks the first is the D-SACK.
    this.#duplicateSacks = Array.from(sackPackets.keys()).filter(
      (row) => dsacks.has(sackPackets[row]!) && sackPackets[row - 1] !== sackPackets[row],
    );
    // An ACK with no other block tells of what came twice, and of nothing that came behind a hole.
    const duplicateRows = new Set(this.#duplicateSacks);
    const withSack = new Set(sackPackets.filter((_, row) => !duplicateRows.has(row)));
    const { packet } = rows.series.columns;
    const misses = (row: number): boolean => withSack.has(packet[row]!) || !dsacks.has(packet[row]!);
    this.#duplicates = this.#acks.filter((row) => (marks[row]! & DUPLICATE_ACK) !== 0 && misses(row));
    this.#sacks = this.#acks.filter((row) => withSack.has(packet[row]!));
  }

  /** The highest number sent up to a data segment. */
  highestUpTo(row: number): number {
    return this.#sent[lowerBound(this.#data, row)] ?? 0;
  }

  /** The row of the first ACK behind `row` for everything up to `top`; -1: none. */
  acknowledgedAt(row: number, top: number): number {
    const behind = lowerBound(this.#acks, row + 1);
    return this.#acks[Math.max(behind, lowerBound(this.#acked, top))] ?? -1;
  }

  /** The highest number acknowledged before a row; NaN: none. */
  acknowledgedUpTo(row: number): number {
    return this.#acked[lowerBound(this.#acks, row) - 1] ?? Number.NaN;
  }

  duplicatesBetween(from: number, to: number): readonly number[] {
    return this.#duplicates.slice(lowerBound(this.#duplicates, from), lowerBound(this.#duplicates, to + 1));
  }

  sacksBetween(from: number, to: number): readonly number[] {
    return this.#sacks.slice(lowerBound(this.#sacks, from), lowerBound(this.#sacks, to + 1));
  }

  mended(row: number, verdict: string): Mended {
    const { packet, time, seq, length } = this.#rows.series.columns;
    const at = lowerBound(this.#data, row);
    let original: Mended["original"] = null;
    let again: Mended["again"] = null;
    for (let index = at - 1; index >= 0 && index > at - LOOK_BACK; index--) {
      const before = this.#data[index]!;
      if (seq[before]! > seq[row]! || seq[before]! + length[before]! <= seq[row]!) continue;
      const kind = this.#rows.kind(before);
      if (kind === "copy") continue;
      original = { packet: packet[before]!, time: time[before]! };
      if (kind !== "resent") break;
      again ??= original;
    }
    const silence = row === 0 ? 0 : time[row]! - time[row - 1]!;
    const own = { packet: packet[row]!, time: time[row]!, seq: seq[row]!, length: length[row]! };
    const overtaken = verdict === UNSEEN ? this.#overtakenBy(at) : null;
    return { ...own, verdict, original, again, silence, needless: this.#needless(own), overtaken };
  }

  #overtakenBy(at: number): number | null {
    const { seq, packet } = this.#rows.series.columns;
    const wanted = seq[this.#data[at]!]!;
    const behind = this.#data.slice(at + 1, at + LOOK_BACK);
    const first = behind.find((row) => seq[row] === wanted && this.#rows.kind(row) === "late");
    return first === undefined ? null : packet[first]!;
  }

  #needless({ packet, seq }: { readonly packet: number; readonly seq: number }): number | null {
    const { packet: packets, left, right } = this.#rows.series.sack;
    for (const row of this.#duplicateSacks) {
      if (packets[row]! > packet && left[row]! <= seq && seq < right[row]!) return packets[row]!;
    }
    return null;
  }

  /** The first segment, from row `from` on, that leaves a hole which the segment at `row` fills. */
  holeBefore(row: number, from: number): Recovery["hole"] {
    const { packet, time, seq } = this.#rows.series.columns;
    for (let index = Math.max(1, lowerBound(this.#data, from)); index < this.#data.length; index++) {
      const before = this.#data[index]!;
      if (before >= row) return null;
      const highest = this.#sent[index - 1]!;
      if (seq[before]! > highest && seq[row]! >= highest && seq[row]! < seq[before]!) {
        return { packet: packet[before]!, seq: seq[before]!, missing: seq[before]! - highest, time: time[before]! };
      }
    }
    return null;
  }
}

function rising(rows: readonly number[], value: (row: number) => number): Float64Array {
  const highest = new Float64Array(rows.length);
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, row] of rows.entries()) highest[index] = most = Math.max(most, value(row));
  return highest;
}

/** Index of the first value that is not below `wanted`. */
function lowerBound(sorted: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
