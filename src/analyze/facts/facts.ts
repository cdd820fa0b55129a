/** All facts of a report, from the registries of what there is to know. */
import { DIRECTION_FACTS } from "./direction-facts.ts";
import { MAX_EVIDENCE, type Fact, type Finding, type StreamFactKind } from "./fact.ts";
import type { Report, StreamReport } from "./report.ts";
import { STREAM_FACTS } from "./stream-facts.ts";

/** @returns the facts of all reported streams, stream by stream */
export function facts(report: Report): Fact[] {
  return report.streams.flatMap(streamFacts);
}

/** @returns the facts of one stream: of the whole, of the client's direction, of the server's */
export function streamFacts(stream: StreamReport): Fact[] {
  const found = STREAM_FACTS.map((kind) => fact(kind, kind.find(stream), stream, null, ""));
  for (const [index, direction] of stream.directions.entries()) {
    const peer = stream.directions[index === 0 ? 1 : 0];
    for (const kind of DIRECTION_FACTS) {
      const finding = kind.find(direction, peer, stream);
      found.push(fact(kind, finding, stream, direction.from, `directions[${index}].`));
    }
  }
  return found;
}

function fact(
  kind: Omit<StreamFactKind, "find">,
  finding: Finding,
  stream: StreamReport,
  from: Fact["from"],
  prefix: string,
): Fact {
  const packets = (finding.packets ?? []).filter((packet) => packet !== null && packet !== undefined);
  return {
    id: kind.id,
    section: kind.section,
    stream: stream.stream,
    from,
    label: kind.label,
    value: finding.value,
    unit: kind.unit,
    formula: finding.formula ?? null,
    packets: packets.slice(0, MAX_EVIDENCE),
    packet_count: finding.count ?? packets.length,
    filter: filterOf(kind.filter, stream, from),
    reason: finding.value === null ? (stream.unknown[prefix + finding.path] ?? null) : null,
  };
}

function filterOf(filter: string | null, stream: StreamReport, from: Fact["from"]): string | null {
  if (filter === null) return null;
  const parts = [`tcp.stream == ${stream.stream}`];
  if (from !== null) {
    const end = from === "client" ? stream.client : stream.server;
    // Both ends may use one address or one port; together they tell the direction.
    parts.push(`${end.ip.includes(":") ? "ipv6" : "ip"}.src == ${end.ip}`, `tcp.srcport == ${end.port}`);
  }
  if (filter !== "tcp") parts.push(filter.includes("||") ? `(${filter})` : filter);
  return parts.join(" && ");
}
