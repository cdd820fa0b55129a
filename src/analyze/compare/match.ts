/** Finds the packets of one direction that two captures have in common. */
import { PSH } from "../packet/segment.ts";
import type { Side } from "../tcp/opening.ts";
import type { CollectedStream } from "./rows.ts";

/** Rows of a stream's columns, of one direction, in the order of the capture. */
export interface View {
  readonly stream: CollectedStream;
  readonly rows: readonly number[];
}

export interface Match {
  readonly sent: number;
  readonly received: number;
}

export interface Matching {
  /** In the order of the receiver's capture. */
  readonly matches: readonly Match[];
  /** Rows that have no partner. */
  readonly sentOnly: readonly number[];
  readonly receivedOnly: readonly number[];
  /** Rows of the receiver's capture that are one more copy of a packet that has its partner already. */
  readonly duplicates: readonly number[];
}

export function viewOf(stream: CollectedStream, side: Side): View {
  const rows: number[] = [];
  for (let row = 0; row < stream.rows; row++) if (stream.columns.side[row] === side) rows.push(row);
  return { stream, rows };
}

/** Where fewer packets than this share keep their IP identification, something rewrites it on the way. */
const KEPT = 0.5;

/**
 * A packet is the same when sequence and acknowledgment number, length, flags, timestamp and IP identification are. A
 * segment that was sent again differs in the last two. Where the identification is rewritten on the way, and for IPv6,
 * the others tell, and among packets that are alike the order.
 */
export function match(sent: View, received: View): Matching {
  const strict = matchBy(sent, received, true);
  const least = Math.min(sent.rows.length, received.rows.length) * KEPT;
  if (strict.matches.length >= least) return strict;
  const loose = matchBy(sent, received, false);
  return loose.matches.length > strict.matches.length ? loose : strict;
}

function matchBy(sent: View, received: View, withIpId: boolean): Matching {
  const waiting = new Map<string, number[]>();
  for (const row of sent.rows) {
    const key = keyOf(sent.stream, row, withIpId);
    const alike = waiting.get(key);
    if (alike === undefined) waiting.set(key, [row]);
    else alike.push(row);
  }
  const matches: Match[] = [];
  const receivedOnly: number[] = [];
  const duplicates: number[] = [];
  const partnered = new Set<number>();
  const next = new Map<string, number>();
  for (const row of received.rows) {
    const key = keyOf(received.stream, row, withIpId);
    const alike = waiting.get(key);
    const at = next.get(key) ?? 0;
    const partner = alike?.[at];
    if (partner !== undefined) {
      next.set(key, at + 1);
      partnered.add(partner);
      matches.push({ sent: partner, received: row });
    } else if (alike !== undefined) duplicates.push(row);
    else receivedOnly.push(row);
  }
  const sentOnly = sent.rows.filter((row) => !partnered.has(row));
  return { matches, sentOnly, receivedOnly, duplicates };
}

/** PSH is left out: network cards set it on the last piece when they cut, and lose it when they join. */
function keyOf({ columns: c }: CollectedStream, row: number, withIpId: boolean): string {
  const parts = [c.seq[row], c.ack[row], c.length[row], c.flags[row]! & ~PSH & 0x3f, c.tsVal[row]];
  return withIpId ? `${parts.join(",")},${c.ipId[row]}` : parts.join(",");
}
