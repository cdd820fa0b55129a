/** All facts of a report, from the registries of what there is to know. */
import { DIRECTION_FACTS } from "./direction-facts.ts";
import { MAX_EVIDENCE, type Definition, type Fact, type Finding } from "./fact.ts";
import type { Report, StreamReport } from "./report.ts";
import { STREAM_FACTS } from "./stream-facts.ts";

/** @returns the facts of all reported streams, stream by stream */
export function facts(report: Report): Fact[] {
  return report.streams.flatMap(streamFacts);
}

/** @returns the facts of one stream: of the whole, of the client's direction, of the server's */
export function streamFacts(stream: StreamReport): Fact[] {
  const found = STREAM_FACTS.flatMap((kind) => {
    const finding = kind.find(stream);
    return finding === undefined ? [] : [fact(kind, finding, stream, null, "")];
  });
  for (const [index, direction] of stream.directions.entries()) {
    const peer = stream.directions[index === 0 ? 1 : 0];
    for (const kind of DIRECTION_FACTS) {
      const finding = kind.find(direction, peer, stream);
      if (finding === undefined) continue;
      const shownBy = kind.shownBy === "peer" ? peer.from : direction.from;
      found.push(fact(kind, finding, stream, direction.from, `directions[${index}].`, shownBy));
    }
  }
  return found;
}

/** @param shownBy the side whose packets prove it; null: both */
function fact(
  kind: Definition,
  finding: Finding,
  stream: StreamReport,
  from: Fact["from"],
  prefix: string,
  shownBy: Fact["from"] = from,
): Fact {
  const packets = (finding.packets ?? []).filter((packet) => packet !== null && packet !== undefined);
  const count = finding.count ?? packets.length;
  const filter = finding.filter ?? kind.filter;
  return {
    id: kind.id,
    section: kind.section,
    stream: stream.stream,
    from,
    label: kind.label,
    value: finding.value,
    unit: kind.unit,
    formula: finding.formula ?? kind.formula,
    packets: packets.slice(0, MAX_EVIDENCE),
    packet_count: count,
    filter: filter === null ? byNumber(packets, count) : filterOf(filter, stream, shownBy),
    wireshark: kind.wireshark,
    reason: finding.value === null ? reasonOf(stream.unknown, prefix + finding.path, finding.reason) : null,
  };
}

/** The reason for a path, or for an object on the way to it. */
function reasonOf(unknown: StreamReport["unknown"], path: string, own: string | undefined): string {
  for (let at = path; ;) {
    const reason = unknown[at];
    if (reason !== undefined) return reason;
    const dot = at.lastIndexOf(".");
    if (dot < 0) return own ?? "the capture does not show it";
    at = at.slice(0, dot);
  }
}

/** A filter for packets that have nothing in common but to be the evidence; null when not all of them are known. */
function byNumber(packets: readonly number[], count: number): string | null {
  if (packets.length === 0 || count > packets.length || packets.length > MAX_EVIDENCE) return null;
  return [...new Set(packets)].map((packet) => `frame.number == ${packet}`).join(" || ");
}

function filterOf(filter: string, stream: StreamReport, from: Fact["from"]): string {
  const parts = [`tcp.stream == ${stream.stream}`];
  if (from !== null) {
    const end = from === "client" ? stream.client : stream.server;
    // Both ends may use one address or one port; together they tell the direction.
    parts.push(`${end.ip.includes(":") ? "ipv6" : "ip"}.src == ${end.ip}`, `tcp.srcport == ${end.port}`);
  }
  if (filter !== "tcp") parts.push(filter.includes("||") ? `(${filter})` : filter);
  return parts.join(" && ");
}
