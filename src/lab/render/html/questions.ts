/** The questions of a first TCP lab, answered for one stream. */
import type { FirstSegmentReport, VerdictReport } from "../../../analyze/facts/report.ts";
import { scrolling, table } from "../plot/table.ts";
import { count, durationText, valueText } from "../units.ts";
import { dataSides, otherSide, type Side, type StreamContext } from "./context.ts";
import { at, filterCode, packetList, show } from "./facts-view.ts";
import { english, html, join, EMPTY, type Html, type Piece } from "./markup.ts";
import { RESENT } from "./rows.ts";
import { textOf } from "./say.ts";

const LATE: ReadonlySet<string> = new Set(["out_of_order"]);
const COPIES: ReadonlySet<string> = new Set(["copy"]);
const UNSEEN: ReadonlySet<string> = new Set(["retransmission_of_unseen"]);

export function questionsSection(context: StreamContext): Html {
  const { say, stream } = context;
  const side = dataSides(stream)[0] ?? 1;
  return html`<p>${say("q.intro")}</p>${[
    ends(context),
    syn(context),
    synAck(context),
    firstSegments(context, side),
    lengths(context, side),
    smallestWindow(context, side),
    resent(context, side),
    perAck(context, side),
    throughput(context, side),
  ]}`;
}

interface Where {
  readonly filter?: string | null | undefined;
  /** A field or a menu of Wireshark. */
  readonly place: string;
}

function question(context: StreamContext, text: Html, answer: Piece, where: Where): Html {
  const { say } = context;
  const filter = where.filter ?? null;
  return html`<div class="question"><h4>${text}</h4>${answer}<dl>${
    filter !== null && html`<dt>${say("word.filter")}</dt><dd>${filterCode(filter)}</dd>`
  }<dt>${say("word.in_wireshark")}</dt><dd>${where.place}</dd></dl></div>
`;
}

const paragraph = (...pieces: readonly Piece[]): Html => html`<p>${join(pieces, " ")}</p>`;

function endOf({ stream, index }: StreamContext, which: "client" | "server"): Html {
  const { ip, port } = stream[which];
  const pointer = `/streams/${index}/${which}`;
  return html`${at(`${pointer}/ip`, ip, null)}, port ${at(`${pointer}/port`, port, "number")}`;
}

function ends(context: StreamContext): Html {
  const { say, stream } = context;
  const answer = say("q.ends.a", { client: endOf(context, "client"), server: endOf(context, "server") });
  const guess = stream.handshake.syn === null && say("q.ends.no_syn");
  return question(context, say("q.ends.q"), paragraph(answer, guess), {
    filter: `tcp.stream == ${stream.stream}`,
    place: "ip.src, tcp.srcport, ip.dst, tcp.dstport",
  });
}

function syn(context: StreamContext): Html {
  const { say, stream, facts } = context;
  const packet = stream.handshake.syn?.packet;
  const fact = facts.get("handshake.syn.seq");
  const answer =
    packet === undefined ? say("q.syn.unknown") : say("q.syn.a", { raw: show(fact, context), packet: html`${packet}` });
  return question(context, say("q.syn.q"), paragraph(answer), {
    filter: fact.filter,
    place: "tcp.seq_raw, tcp.flags.syn",
  });
}

function synAck(context: StreamContext): Html {
  const { say, stream, facts, index } = context;
  const found = stream.handshake.syn_ack;
  const fact = facts.get("handshake.syn_ack.seq");
  const answer =
    found === null
      ? say("q.synack.unknown")
      : say("q.synack.a", {
          packet: html`${found.packet}`,
          seq: show(fact, context),
          ack: at(`/streams/${index}/handshake/syn_ack/ack`, found.ack, "number"),
        });
  return question(context, say("q.synack.q"), paragraph(answer), {
    filter: fact.filter,
    place: "tcp.seq_raw, tcp.ack_raw, tcp.flags",
  });
}

function firstSegments(context: StreamContext, side: Side): Html {
  const { say, stream, name, index } = context;
  const list = stream.directions[side].first_segments;
  const title = say("q.first.q");
  const where = { filter: firstFilter(context, list), place: "tcp.analysis.acks_frame, tcp.analysis.ack_rtt" };
  if (list.length === 0) return question(context, title, paragraph(say("q.first.none")), where);
  const value = (place: number, key: keyof FirstSegmentReport, unit: "seconds" | "number" | "bytes"): Html => {
    const known = list[place]![key];
    return known === null
      ? EMPTY
      : at(`/streams/${index}/directions/${side}/first_segments/${place}/${key}`, known, unit);
  };
  const rows = list.map((one, place): Piece[] => [
    value(place, "packet", "number"),
    value(place, "relative_seq", "number"),
    value(place, "length", "bytes"),
    value(place, "time", "seconds"),
    one.ack_packet === null ? say("q.first.no_ack") : value(place, "ack_packet", "number"),
    value(place, "ack_time", "seconds"),
    one.rtt === null ? (one.ack_packet === null ? EMPTY : say("q.first.shared")) : value(place, "rtt", "seconds"),
    one.rtt === null ? EMPTY : html`${value(place, "ewma", "seconds")}${ewmaFormula(one)}`,
  ]);
  const columns = [
    { label: say("col.packet"), numeric: true },
    { label: say("col.seq"), numeric: true },
    { label: say("col.length"), numeric: true },
    { label: say("col.time"), numeric: true },
    { label: say("col.ack_packet"), numeric: true },
    { label: say("col.ack_time"), numeric: true },
    { label: say("col.rtt"), numeric: true },
    { label: say("col.ewma"), numeric: true },
  ];
  const label = `${textOf(title)}, ${name}`;
  return question(
    context,
    title,
    html`${paragraph(say("q.first.a"))}${scrolling(label, table({ caption: label, captionHidden: true, columns, rows }))}`,
    where,
  );
}

/** How an estimate came about, under it. */
function ewmaFormula({ ewma_before: before, rtt }: FirstSegmentReport): Html {
  if (before === null || rtt === null) return EMPTY;
  return html`<div class="how">0.875 × ${durationText(before)} + 0.125 × ${durationText(rtt)}</div>`;
}

function firstFilter(context: StreamContext, list: readonly FirstSegmentReport[]): string | null {
  const packets = list.flatMap((one) => [one.packet, ...(one.ack_packet === null ? [] : [one.ack_packet])]);
  if (packets.length === 0) return null;
  return `frame.number in {${[...new Set(packets)].sort((a, b) => a - b).join(", ")}}`;
}

function lengths(context: StreamContext, side: Side): Html {
  const { say, stream } = context;
  const list = stream.directions[side].first_segments;
  const title = say("q.lengths.q");
  const where = { filter: `tcp.stream == ${stream.stream} && tcp.len > 0`, place: "tcp.len" };
  if (list.length === 0) return question(context, title, paragraph(say("q.first.none")), where);
  const text = list.map(({ length }) => valueText(length, "bytes")).join(", ");
  const single = list[0]?.length === 1 && stream.frames !== null && say("q.lengths.one_byte");
  return question(context, title, paragraph(say("q.lengths.a", { lengths: text }), single), where);
}

function smallestWindow(context: StreamContext, side: Side): Html {
  const { say, stream, facts, language } = context;
  const receiver = otherSide(side);
  const { window } = stream.directions[receiver];
  const fact = facts.get("window.min", receiver);
  const size =
    window.min !== null
      ? say("q.window.a", {
          window: show(fact, context),
          raw: show(facts.get("window.raw.min", receiver), context),
          scale: show(facts.get("tcp.window_size_scalefactor", receiver), context),
          packet: html`${window.min_packet}`,
        })
      : window.raw.min !== null
        ? say("q.window.raw_only", { raw: show(facts.get("window.raw.min", receiver), context) })
        : say("q.window.unknown", { why: english(fact.reason ?? "", language.code) });
  const full = stream.directions[side].analysis.window_full?.length ?? 0;
  const throttled = facts.get("window.throttled", receiver);
  const held =
    throttled.value === null
      ? say("q.window.untold", { why: english(throttled.reason ?? "", language.code) })
      : throttled.value === true
        ? say("q.window.held", { full, zero: window.zero })
        : say("q.window.never", { flight: show(facts.get("bytes_in_flight.max", side), context) });
  return question(context, say("q.window.q"), paragraph(size, held), {
    filter: fact.filter,
    place: "tcp.window_size_value, tcp.window_size, tcp.analysis.window_full",
  });
}

function resent(context: StreamContext, side: Side): Html {
  const { say, stream, rows } = context;
  const inDirection = (packet: number): boolean => {
    const row = rows?.rowOf(packet) ?? -1;
    return rows === null || row < 0 || rows.series.columns.from[row] === side;
  };
  const found = stream.verdicts.filter(({ packet }) => inDirection(packet));
  return question(context, say("q.resent.q"), paragraph(...resentAnswer(context, found)), {
    filter: `tcp.stream == ${stream.stream} && (tcp.analysis.retransmission || tcp.analysis.out_of_order)`,
    place: "tcp.seq, ip.id; Analyze > Expert Information",
  });
}

/** What was sent again, and how it shows: by a copy in front of it, behind it, or by none. */
function resentAnswer(context: StreamContext, verdicts: readonly VerdictReport[]): readonly Html[] {
  const { say, rows } = context;
  const of = (kinds: ReadonlySet<string>): number[] => [
    ...new Set(verdicts.filter(({ verdict }) => kinds.has(verdict)).map(({ packet }) => packet)),
  ];
  const values = (packets: readonly number[]) => ({
    count: packets.length,
    packets: packetList(packets, packets.length, context, 12),
  });
  const packets = of(RESENT);
  const late = of(LATE);
  if (packets.length === 0) {
    const copies = of(COPIES).filter((packet) => rows === null || rows.series.columns.length[rows.rowOf(packet)]! > 0);
    if (copies.length + late.length === 0) return [say("q.resent.no")];
    return [
      say("q.resent.none"),
      ...(copies.length === 0 ? [] : [say("q.resent.copies", values(copies))]),
      ...(late.length === 0 ? [] : [say("q.resent.overtaken", values(late))]),
    ];
  }
  const unseen = of(UNSEEN);
  const seq = (packet: number): number | undefined => rows?.series.columns.seq[rows.rowOf(packet)];
  // The last of each number: in the order of the capture.
  const lastLate = new Map(late.map((packet) => [seq(packet), packet]));
  const overtaken = new Set(unseen.filter((packet) => (lastLate.get(seq(packet)) ?? 0) > packet));
  const lost = unseen.filter((packet) => !overtaken.has(packet));
  const isUnseen = new Set(unseen);
  const earlier = packets.filter((packet) => !isUnseen.has(packet));
  if (earlier.length === packets.length) return [say("q.resent.yes", values(packets))];
  if (lost.length === packets.length) return [say("q.resent.yes_unseen", values(packets))];
  return [
    say("q.resent.some", values(packets)),
    ...(earlier.length === 0 ? [] : [say("q.resent.earlier", values(earlier))]),
    ...(overtaken.size === 0 ? [] : [say("q.resent.later", values([...overtaken]))]),
    ...(lost.length === 0 ? [] : [say("q.resent.unseen", values(lost))]),
  ];
}

function perAck(context: StreamContext, side: Side): Html {
  const { say, stream, facts, language } = context;
  const receiver = otherSide(side);
  const { acks } = stream.directions[receiver];
  const fact = facts.get("acks.bytes_per_ack.median", receiver);
  const answer =
    fact.value === null
      ? say("q.acks.unknown", { why: english(fact.reason ?? "", language.code) })
      : say("q.acks.a", {
          bytes: show(fact, context),
          per_ack: show(facts.get("acks.data_segments_per_ack", receiver), context),
          every_second: show(facts.get("acks.every_second", receiver), context),
          of_data: count(acks.of_data),
        });
  return question(context, say("q.acks.q"), paragraph(answer), { filter: fact.filter, place: "tcp.ack" });
}

function throughput(context: StreamContext, side: Side): Html {
  const { say, stream, facts, language } = context;
  const fact = facts.get("throughput.mean", side);
  const { throughput: found, payload_bytes: bytes } = stream.directions[side];
  const answer =
    fact.value === null || found.window_seconds === null
      ? say("q.throughput.unknown", { why: english(fact.reason ?? "", language.code) })
      : say("q.throughput.a", {
          mean: show(fact, context),
          bytes: valueText(bytes, "bytes"),
          seconds: durationText(found.window_seconds),
          first: html`${found.first_packet}`,
          last: html`${found.last_packet}`,
        });
  return question(context, say("q.throughput.q"), paragraph(answer), {
    filter: fact.filter,
    place: "Statistics > TCP Stream Graphs > Throughput; Statistics > Conversations",
  });
}
