/** Both directions side by side: what each fact is on either side, and the packets that show it. */
import type { Fact } from "../../../analyze/facts/fact.ts";
import { factText } from "../units.ts";
import { packetsText } from "./packets.ts";
import { paint, table, type TerminalStyle } from "./style.ts";

interface Row {
  readonly label: string;
  /** Facts shown in one cell, such as smallest / median / largest. */
  readonly ids: readonly string[];
  /** Shown even when it is 0 on both sides: that nothing was lost is worth knowing. */
  readonly always?: true;
  /** Every packet of the direction proves it, so that naming some says nothing. */
  readonly byAll?: true;
}

const row = (label: string, ...ids: string[]): Row => ({ label, ids });
const always = (label: string, ...ids: string[]): Row => ({ label, ids, always: true });
const byAll = (one: Row): Row => ({ ...one, byAll: true });

const LAYOUT: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  {
    title: "SEGMENTS",
    rows: [
      byAll(always("packets / with data", "packets", "data_segments")),
      byAll(always("payload", "payload_bytes")),
      row("size, smallest/largest", "segment_size.min", "segment_size.max"),
      byAll(row("size, median", "segment_size.median")),
      row("over the MSS (offload)", "segment_size.over_mss"),
      row("missing in the capture", "missing_bytes"),
    ],
  },
  {
    title: "ACK PATTERNS",
    rows: [
      byAll(always("pure ACKs", "acks.pure")),
      byAll(row("data segments per ACK", "acks.data_segments_per_ack")),
      byAll(row("bytes per ACK, median", "acks.bytes_per_ack.median")),
      row("of exactly 2 segments", "acks.every_second"),
      row("delayed / stretch", "acks.delayed", "acks.stretch"),
      row("duplicate ACKs", "tcp.analysis.duplicate_ack"),
      row("with SACK / D-SACK", "acks.sack", "acks.dsack"),
    ],
  },
  {
    title: "WINDOWS",
    rows: [
      always("scale", "tcp.window_size_scalefactor"),
      always("smallest", "window.min"),
      always("largest", "window.max"),
      row("raw min / max", "window.raw.min", "window.raw.max"),
      always("zero windows", "tcp.analysis.zero_window"),
      row("window full", "tcp.analysis.window_full"),
      row("window updates", "tcp.analysis.window_update"),
      row("zero window probes", "tcp.analysis.zero_window_probe"),
      row("their ACKs", "tcp.analysis.zero_window_probe_ack"),
      row("keep-alives", "tcp.analysis.keep_alive"),
      row("their ACKs", "tcp.analysis.keep_alive_ack"),
    ],
  },
  {
    title: "LOSSES (Wireshark)",
    rows: [
      always("retransmissions", "tcp.analysis.retransmission"),
      row("  of these, fast", "tcp.analysis.fast_retransmission"),
      row("  of these, spurious", "tcp.analysis.spurious_retransmission"),
      row("out of order", "tcp.analysis.out_of_order"),
      row("previous segment lost", "tcp.analysis.lost_segment"),
      row("ACKed unseen segment", "tcp.analysis.ack_lost_segment"),
      row("ports reused", "tcp.analysis.reused_ports"),
    ],
  },
  {
    title: "TIMES",
    rows: [
      row("round trip, smallest", "rtt.min"),
      byAll(row("round trip, median", "rtt.median")),
      row("round trip, largest", "rtt.max"),
      row("most bytes in flight", "bytes_in_flight.max"),
      row("throughput, mean", "throughput.mean"),
      row("goodput, mean", "throughput.goodput"),
      row("peak of 0.1 s", "throughput.peak"),
    ],
  },
];

const PACKETS_WIDTH = 17;

export function directionsTable(facts: readonly Fact[], style: TerminalStyle): string {
  const rows: string[][] = [];
  const scaleUnknown = facts.some((fact) => fact.id === "window.max" && fact.value === null && fact.reason !== null);
  for (const { title, rows: layout } of LAYOUT) {
    const shown = layout
      .filter((one) => scaleUnknown || one.label !== "raw min / max")
      .map((one) => cells(one, facts))
      .filter((one) => one !== null);
    if (shown.length > 0) rows.push([paint(style, "bold", title), "", "", ""], ...shown);
  }
  const columns = [
    { title: "", width: 26 },
    { title: "from client", align: "right", width: 15 },
    { title: "from server", align: "right", width: 15 },
    { title: "packets", width: PACKETS_WIDTH + 2 },
  ] as const;
  return table(style, columns, rows);
}

function cells({ label, ids, always: shown, byAll: unnamed }: Row, facts: readonly Fact[]): string[] | null {
  const of = (from: Fact["from"]): Fact[] =>
    ids.flatMap((id) => facts.find((fact) => fact.id === id && fact.from === from) ?? []);
  const client = of("client");
  const server = of("server");
  const says = [...client, ...server].some((fact) => fact.value !== 0 && fact.value !== null);
  if (shown !== true && !says) return null;
  const packets = unnamed === true ? [] : [...client, ...server].flatMap((fact) => fact.packets);
  return [` ${label}`, cell(client), cell(server), packetsText(packets, PACKETS_WIDTH)];
}

function cell(facts: readonly Fact[]): string {
  if (facts.every((fact) => fact.value === null)) {
    // What a side that sent nothing has no size of is not unknown.
    return facts.some((fact) => fact.reason !== null && !/sent no data/.test(fact.reason)) ? "unknown" : "-";
  }
  const texts = facts.map(factText);
  // "1 / 1,448 / 1,448 B": the unit once.
  const unit = / [A-Za-z]+$/.exec(texts[0] ?? "")?.[0] ?? "";
  const alike = unit !== "" && texts.every((text) => text.endsWith(unit));
  if (!alike || texts.length === 1) return texts.join(" / ");
  return `${texts.map((text) => text.slice(0, -unit.length)).join("/")}${unit}`;
}
