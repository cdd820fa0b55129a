/** Which stream of the one capture is which of the other. */
import type { Report, StreamReport } from "../facts/report.ts";
import type { Side } from "../tcp/opening.ts";
import type { ComparedStream } from "./report.ts";
import type { CollectedStream } from "./rows.ts";

export interface StreamPair {
  readonly a: CollectedStream;
  readonly b: CollectedStream;
  readonly by: ComparedStream["matched_by"];
}

export interface Pairing {
  readonly pairs: readonly StreamPair[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
}

/**
 * Streams with the same initial sequence numbers are the same, whatever their addresses: 64 bits chosen at random (RFC
 * 6528). Where a handshake is missing, the addresses and ports tell, in the order of the captures.
 */
export function pairStreams(
  a: readonly CollectedStream[],
  b: readonly CollectedStream[],
  reportA: Report,
  reportB: Report,
): Pairing {
  const ends = ({ streams }: Report): Map<number, string> => new Map(streams.map((one) => [one.stream, endsOf(one)]));
  const [endsA, endsB] = [ends(reportA), ends(reportB)];
  const left = new Set(b);
  const pairs: StreamPair[] = [];
  const take = (one: CollectedStream, partner: CollectedStream): void => {
    left.delete(partner);
    const sameEnds = endsA.get(one.number) === endsB.get(partner.number);
    pairs.push({ a: one, b: partner, by: sameEnds ? "addresses" : "sequence-numbers" });
  };
  const rest: CollectedStream[] = [];
  const byInitial = new Map<string, CollectedStream[]>();
  for (const other of b) {
    const key = initialOf(other);
    if (key !== null) byInitial.set(key, [...(byInitial.get(key) ?? []), other]);
  }
  for (const one of a) {
    const key = initialOf(one);
    const partner = key === null ? undefined : byInitial.get(key)?.find((other) => left.has(other));
    if (partner === undefined) rest.push(one);
    else take(one, partner);
  }
  for (const one of rest) {
    const partner = [...left].find((other) => {
      if (endsA.get(one.number) !== endsB.get(other.number)) return false;
      // Two whole handshakes with other numbers are two connections.
      return initialOf(one) === null || initialOf(other) === null;
    });
    if (partner !== undefined) take(one, partner);
  }
  pairs.sort((x, y) => x.a.number - y.a.number);
  const paired = new Set(pairs.map((pair) => pair.a));
  return {
    pairs,
    onlyA: a.filter((one) => !paired.has(one)).map((one) => one.number),
    onlyB: [...left].map((one) => one.number),
  };
}

function endsOf({ client, server }: StreamReport): string {
  return `${client.ip} ${client.port} ${server.ip} ${server.port}`;
}

/** null: not both SYNs are there. */
function initialOf({ client, initial }: CollectedStream): string | null {
  const server: Side = client === 0 ? 1 : 0;
  return initial[0] < 0 || initial[1] < 0 ? null : `${initial[client]} ${initial[server]}`;
}
