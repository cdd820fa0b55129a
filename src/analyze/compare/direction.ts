/** One direction of a session in both captures. */
import { ACK } from "../packet/segment.ts";
import type { Passage } from "./clock.ts";
import { match, type Matching, type View } from "./match.ts";
import { groups, overlapping, type Group } from "./offload.ts";
import type { ComparedDirection, LostPacket, OffloadGroup, Spread } from "./report.ts";
import type { CollectedStream } from "./rows.ts";

/** Packets listed of each kind; all are counted. */
const MAX_LISTED = 1000;

/** When a capture was running, nanoseconds on the common time line. */
export interface Running {
  readonly earliest: number;
  readonly latest: number;
}

/** One capture's part of a direction. */
export interface Seen {
  readonly view: View;
  /** The other direction, for its ACKs. */
  readonly back: View;
  readonly running: Running;
  /** Added to its times to be on the common time line. */
  readonly shift: number;
}

/** A direction whose packets have been put together; the report needs the clocks besides. */
export interface MatchedDirection {
  readonly sent: Seen;
  readonly received: Seen;
  readonly matching: Matching;
  readonly passages: readonly Passage[];
}

const timeOf = ({ view, shift }: Seen, row: number): number => view.stream.columns.time[row]! + shift;

export function matchDirection(sent: Seen, received: Seen): MatchedDirection {
  const { columns } = sent.view.stream;
  // A packet that the sender's own capture has twice was sent once.
  const once = { ...sent.view, rows: sent.view.rows.filter((row) => columns.copy[row] === 0) };
  const matching = match(once, received.view);
  const passages = matching.matches
    .map((one) => ({ from: timeOf(sent, one.sent), to: timeOf(received, one.received) }))
    .filter(({ from, to }) => Number.isFinite(to - from));
  return { sent, received, matching, passages };
}

type Counted = Pick<
  ComparedDirection,
  "matched" | "lost" | "missed" | "duplicated" | "unseen" | "reordered" | "offload" | "delay_above_minimum"
> & { readonly outsideSent: number; readonly outsideReceived: number; readonly minDelay: number | null };

export function countDirection({ sent, received, matching, passages }: MatchedDirection): Counted {
  const [from, to] = [sent.view.stream, received.view.stream];
  const delays = passages.map((one) => one.to - one.from).sort((a, b) => a - b);
  const minDelay = delays[0] ?? null;
  const cut = groups(from, matching.sentOnly, to, matching.receivedOnly);
  const joined = groups(
    to,
    without(matching.receivedOnly, cut, "pieces"),
    from,
    without(matching.sentOnly, cut, "large"),
  );
  let sentOnly = without(without(matching.sentOnly, cut, "large"), joined, "pieces");
  let receivedOnly = without(without(matching.receivedOnly, cut, "pieces"), joined, "large");
  const recut = overlapping(from, sentOnly, to, receivedOnly);
  const rejoined = overlapping(to, receivedOnly, from, sentOnly);
  sentOnly = without(sentOnly, recut, "large");
  receivedOnly = without(receivedOnly, rejoined, "large");

  const insideSent = sentOnly.filter((row) => within(timeOf(sent, row) + (minDelay ?? 0), received.running));
  const insideReceived = receivedOnly.filter((row) => within(timeOf(received, row) - (minDelay ?? 0), sent.running));
  const gone = insideSent.map((row) => lostPacket(row, from, to, matching, joined));
  // What nobody sent again and was acknowledged all the same did arrive: the receiver's capture missed it.
  const reached = highestAck(sent.back, received.back);
  const arrived = (row: number, one: LostPacket): boolean =>
    one.length > 0 && one.again === null && reached !== null && isAcknowledged(from, row, reached);
  const missed = gone.filter((one, index) => arrived(insideSent[index]!, one));
  const lost = gone.filter((one, index) => !arrived(insideSent[index]!, one));
  const packetsOf = (stream: CollectedStream, rows: readonly number[]): number[] =>
    rows.slice(0, MAX_LISTED).map((row) => stream.columns.packet[row]!);
  const overtaken = overtakenRows(matching);
  return {
    matched: matching.matches.length,
    lost: {
      packets: lost.length,
      bytes: lost.reduce((sum, one) => sum + one.length, 0),
      list: lost.slice(0, MAX_LISTED),
    },
    missed: { packets: missed.length, list: missed.slice(0, MAX_LISTED).map((one) => one.packet) },
    duplicated: { packets: matching.duplicates.length, list: packetsOf(to, matching.duplicates) },
    unseen: { packets: insideReceived.length, list: packetsOf(to, insideReceived) },
    reordered: { packets: overtaken.length, list: packetsOf(to, overtaken) },
    offload: {
      cut: offloadReport([...cut, ...recut], from, to),
      joined: offloadReport([...joined, ...rejoined], to, from),
    },
    delay_above_minimum: spread(delays.map((delay) => delay - (minDelay ?? 0))),
    outsideSent: sentOnly.length - insideSent.length,
    outsideReceived: receivedOnly.length - insideReceived.length,
    minDelay,
  };
}

/** @param sorted nanoseconds, smallest first; the result is in seconds */
export function spread(sorted: readonly number[]): Spread {
  const at = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : value / 1e9;
  };
  return { min: at(0), median: at(0.5), p95: at(0.95), max: at(1) };
}

function within(time: number, { earliest, latest }: Running): boolean {
  return time >= earliest && time <= latest;
}

function without(rows: readonly number[], found: readonly Group[], part: "large" | "pieces"): number[] {
  const taken = new Set(found.flatMap((group) => (part === "large" ? [group.large] : group.pieces)));
  return taken.size === 0 ? [...rows] : rows.filter((row) => !taken.has(row));
}

/** Packets that arrived behind one that was sent after them (RFC 4737 section 3). */
function overtakenRows({ matches }: Matching): number[] {
  let highest = -1;
  const rows: number[] = [];
  for (const { sent, received } of matches) {
    if (sent < highest) rows.push(received);
    else highest = sent;
  }
  return rows;
}

function lostPacket(
  row: number,
  from: CollectedStream,
  to: CollectedStream,
  matching: Matching,
  joined: readonly Group[],
): LostPacket {
  const c = from.columns;
  const length = c.length[row]!;
  const last = c.relativeSeq[row]! + length - 1;
  const brings = (other: number): boolean =>
    other > row &&
    c.length[other]! > 0 &&
    c.relativeSeq[other]! <= last &&
    c.relativeSeq[other]! + c.length[other]! > last;
  const again = length === 0 ? undefined : matching.matches.find((one) => brings(one.sent));
  const group = length === 0 || again !== undefined ? undefined : joined.find(({ pieces }) => pieces.some(brings));
  const groupRow = group?.pieces.find(brings);
  return {
    packet: c.packet[row]!,
    seq: c.relativeSeq[row]!,
    length,
    again: again !== undefined ? c.packet[again.sent]! : groupRow === undefined ? null : c.packet[groupRow]!,
    arrived:
      again !== undefined
        ? to.columns.packet[again.received]!
        : group === undefined
          ? null
          : to.columns.packet[group.large]!,
  };
}

/** The highest acknowledgment number of the direction's receiver, in either capture; null: none. */
function highestAck(...views: readonly View[]): number | null {
  let highest: number | null = null;
  for (const { stream, rows } of views) {
    const { ack, flags } = stream.columns;
    for (const row of rows) {
      if ((flags[row]! & ACK) === 0) continue;
      if (highest === null || ((ack[row]! - highest) | 0) > 0) highest = ack[row]!;
    }
  }
  return highest;
}

function isAcknowledged({ columns }: CollectedStream, row: number, reached: number): boolean {
  const end = (columns.seq[row]! + columns.length[row]!) >>> 0;
  return ((reached - end) | 0) >= 0;
}

function offloadReport(
  found: readonly Group[],
  inOne: CollectedStream,
  inOther: CollectedStream,
): { segments: number; list: OffloadGroup[] } {
  const list = found.slice(0, MAX_LISTED).map(({ large, pieces }) => ({
    packet: inOne.columns.packet[large]!,
    length: inOne.columns.length[large]!,
    pieces: pieces.map((piece) => inOther.columns.packet[piece]!),
  }));
  return { segments: found.length, list };
}
