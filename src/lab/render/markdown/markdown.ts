/** The lab report as GitHub Flavored Markdown: for an issue, a wiki, a hand-in. */
import { streamFacts } from "../../../analyze/facts/facts.ts";
import { SECTION_TITLES, SECTIONS, type Fact, type Section } from "../../../analyze/facts/fact.ts";
import type { Report, StreamReport } from "../../../analyze/facts/report.ts";
import { count, durationText, factText } from "../units.ts";
import { code, prose, table, words } from "./escape.ts";
import { framesSection } from "./frames.ts";
import { firstSegmentsSection } from "./first-segments.ts";
import { chatSection, filesSection } from "./messages.ts";
import { verdictsSection } from "./verdicts.ts";

/** Streams shown whole; those behind are counted. */
const MAX_STREAMS = 20;
/** Packets named in a cell. */
const MAX_PACKETS = 5;

/** @param name the capture as the user called it */
export function* markdownReport(report: Report, name: string): Generator<string> {
  yield* captureSection(report, name);
  for (const stream of report.streams.slice(0, MAX_STREAMS)) yield* streamSection(stream);
  const more = report.streams.length - MAX_STREAMS;
  if (more > 0) yield `\n${count(more)} more streams are in the JSON report; --stream N shows one of them.\n`;
}

function* captureSection({ capture }: Report, name: string): Generator<string> {
  yield `# Lab report: ${code(name)}\n\n`;
  const links = [...new Set(capture.interfaces.map((one) => one.link_type ?? "packet list"))];
  const duration = capture.duration === null ? "" : `, ${durationText(capture.duration)}`;
  yield `${count(capture.packets)} packets, ${count(capture.bytes)} bytes, ${capture.format}${capture.compressed ? " (gzip)" : ""}`;
  yield `${links.length === 0 ? "" : `, ${links.map(words).join(", ")}`}${duration}, ${count(capture.tcp_streams)} TCP ${capture.tcp_streams === 1 ? "stream" : "streams"}.\n`;
  const notes = [
    ...capture.comments.slice(0, 20).map(({ packet, text }) => {
      return `**Comment**${packet === null ? "" : ` on packet ${packet}`}: ${code(text)}`;
    }),
    ...capture.warnings.slice(0, 20).map(({ message, packet }) => {
      return `**Warning:** ${prose(message)}${packet === undefined ? "" : ` (packet ${packet})`}`;
    }),
    ...(capture.error === null ? [] : [`**Error:** ${prose(capture.error.message)} ${prose(capture.error.remedy)}`]),
  ];
  if (notes.length > 0) yield `\n${notes.map((note) => `- ${note}`).join("\n")}\n`;
}

function* streamSection(stream: StreamReport): Generator<string> {
  const { client, server } = stream;
  yield `\n## Stream ${stream.stream}\n\n`;
  yield `Client ${code(client.ip)} port ${client.port}, server ${code(server.ip)} port ${server.port}, `;
  yield `${count(stream.packets)} packets (${stream.first_packet} to ${stream.last_packet}).\n`;
  const known = streamFacts(stream);
  for (const section of SECTIONS) {
    const facts = known.filter((fact) => fact.section === section);
    yield* sectionText(section, facts, stream);
  }
  yield allFacts(known);
}

function* sectionText(section: Section, facts: readonly Fact[], stream: StreamReport): Generator<string> {
  const title = `\n### ${SECTION_TITLES[section]}\n\n`;
  if (section === "first") {
    const text = firstSegmentsSection(stream, facts);
    if (text !== "") yield title + text;
    return;
  }
  if (section === "frames" && stream.frames === null) {
    yield `${title}None: ${words(stream.unknown["frames"] ?? "unknown why")}.\n`;
    return;
  }
  if (section === "chat" && stream.chat === null) return;
  if (section === "files" && (stream.files ?? []).length === 0) return;
  yield title;
  const ofStream = facts.filter((fact) => fact.from === null);
  if (ofStream.length > 0) {
    const rows = ofStream.map((fact) => [words(fact.label), valueCell(fact), packetsCell([fact])]);
    yield `${table(["", "value", "packets"], rows, [1])}\n`;
  }
  // Fast Open is rare: it is shown where there is some.
  const rows = directionRows(section === "handshake" ? facts.filter((fact) => fact.value !== 0) : facts);
  if (ofStream.length > 0 && rows.length > 0) yield "\n";
  if (rows.length > 0) yield `${table(["", "from client", "from server", "packets"], rows, [1, 2])}\n`;
  if (section === "losses") yield verdictsSection(stream);
  if (section === "frames") yield framesSection(stream);
  if (section === "chat") yield chatSection(stream);
  if (section === "files") yield filesSection(stream);
}

function directionRows(facts: readonly Fact[]): string[][] {
  const ids = [...new Set(facts.filter((fact) => fact.from !== null).map((fact) => fact.id))];
  return ids.flatMap((id) => {
    const both = facts.filter((fact) => fact.id === id);
    const of = (from: Fact["from"]): Fact | undefined => both.find((fact) => fact.from === from);
    const [client, server] = [of("client"), of("server")];
    return [[words(both[0]?.label ?? id), valueCell(client), valueCell(server), packetsCell(both)]];
  });
}

/** Addresses and the like are foreign text. */
function valueCell(fact: Fact | undefined): string {
  if (fact === undefined) return "";
  // What a side that sent nothing has no size of is not unknown.
  if (fact.value === null) return /sent no data/.test(fact.reason ?? "") ? "-" : `unknown: ${words(fact.reason ?? "")}`;
  return typeof fact.value === "string" ? prose(fact.value) : words(factText(fact));
}

function packetsCell(facts: readonly Fact[]): string {
  const packets = [...new Set(facts.flatMap((fact) => fact.packets))].sort((a, b) => a - b);
  const all = facts.reduce((sum, fact) => sum + fact.packet_count, 0);
  const named = packets.slice(0, MAX_PACKETS);
  return `${named.join(", ")}${all > named.length && named.length > 0 ? ", …" : ""}`;
}

/** Everything that is needed to check each number, folded away. */
function allFacts(facts: readonly Fact[]): string {
  const rows = facts.map((fact) => [
    code(fact.id),
    fact.from ?? "",
    fact.value === null ? "" : typeof fact.value === "string" ? prose(fact.value) : String(fact.value),
    fact.unit ?? "",
    words(fact.formula),
    packetsCell([fact]),
    fact.filter === null ? "" : code(fact.filter),
    words(fact.wireshark),
    fact.reason === null ? "" : words(fact.reason),
  ]);
  const head = ["fact", "from", "value", "unit", "formula", "packets", "display filter", "in Wireshark", "why unknown"];
  return `\n<details>\n<summary>How each number comes about, and how to check it</summary>\n\n${table(head, rows)}\n\n</details>\n`;
}
