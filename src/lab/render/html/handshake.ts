/** The handshake: its packets as a diagram, what the SYNs agree on, and how the connection ended. */
import type { StreamReport, SynReport } from "../../../analyze/facts/report.ts";
import type { MessageId } from "../../text/catalogue.ts";
import { sequenceDiagram, type Step } from "../plot/sequence-diagram.ts";
import { figure } from "../plot/figure.ts";
import { scrolling, table } from "../plot/table.ts";
import { count, durationText, valueText } from "../units.ts";
import { dataSides, type StreamContext } from "./context.ts";
import { at, show } from "./facts-view.ts";
import { explain, explanations } from "./explain.ts";
import { english, html, join, EMPTY, type Html } from "./markup.ts";
import { textOf } from "./say.ts";
import { explainLengths, ipHeader, mssFor, TCP_HEADER, TIMESTAMPS } from "./sizes.ts";

export function handshakeSection(context: StreamContext): Html {
  const { stream, say, language } = context;
  const { handshake, unknown } = stream;
  const body =
    handshake.state === "missing"
      ? html`<p>${say("hs.missing", { why: english(unknown["handshake.syn"] ?? "", language.code) })}</p>`
      : html`${diagram(context)}${optionsTable(context)}`;
  return html`${body}${explanations(
    relativeNumbers(context),
    explain(say("explain.sack_permitted.q"), say("explain.sack_permitted.a")),
    explainLengths(context),
  )}${ending(context)}`;
}

function relativeNumbers({ stream, say, streamSeries }: StreamContext): Html {
  const [client, server] = streamSeries?.initialSeq ?? [
    stream.handshake.syn?.seq ?? null,
    stream.handshake.syn_ack?.seq ?? null,
  ];
  const number = (value: number | null): string | Html =>
    value === null ? say("word.unknown") : valueText(value, "number");
  return explain(
    say("explain.relative.q"),
    say("explain.relative.a", { client: number(client), server: number(server) }),
  );
}

function diagram(context: StreamContext): Html {
  const { stream, say, rows, facts, name } = context;
  const { handshake } = stream;
  const steps = handshakeSteps(context);
  const id = context.id("handshake-diagram");
  const complete = handshake.state === "full";
  const takeaway = !complete
    ? say("hs.partial")
    : handshake.initial_rtt === null
      ? say("hs.takeaway_untimed")
      : say("hs.takeaway", { rtt: show(facts.get("tcp.analysis.initial_rtt"), context) });
  const described = steps.map((step) =>
    textOf(
      say("hs.step_desc", {
        packet: step.packet,
        from: say(step.fromLeft ? "word.client" : "word.server"),
        label: step.label,
      }),
    ),
  );
  const picture = sequenceDiagram(
    {
      id: `${id}-svg`,
      title: textOf(say("hs.title")),
      description: textOf(say("hs.desc", { steps: described.join(" ") })),
    },
    { left: endText(stream.client), right: endText(stream.server) },
    { left: textOf(say("word.client")), right: textOf(say("word.server")) },
    steps,
  );
  return figure(
    {
      id,
      title: say("hs.title"),
      takeaway,
      context: name,
      picture,
      legend: [],
      notes: rows === null ? [] : [],
      table: null,
    },
    say,
  );
}

function handshakeSteps(context: StreamContext): Step[] {
  const { stream, rows } = context;
  const { syn, syn_ack: synAck, ack } = stream.handshake;
  const steps: Step[] = [];
  const start = rows?.timeOf(syn?.packet ?? synAck?.packet ?? 0) ?? Number.NaN;
  const after = (packet: number): string => {
    const time = (rows?.timeOf(packet) ?? Number.NaN) - start;
    return Number.isFinite(time) ? `+${durationText(time)}` : "";
  };
  const raw = (value: number | null): string => (value === null ? "?" : String(value));
  const seqOf = (relative: number, value: number | null): string => `Seq ${relative} (raw ${raw(value)})`;
  const ackOf = (relative: number, value: number | null): string => `Ack ${relative} (raw ${raw(value)})`;
  const next = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : (value + 1) % 2 ** 32;
  if (syn !== null) {
    steps.push({
      packet: syn.packet,
      fromLeft: true,
      label: "SYN",
      lines: [seqOf(0, syn.seq), `Win ${count(syn.window)}`],
      time: after(syn.packet),
    });
  }
  if (synAck !== null) {
    steps.push({
      packet: synAck.packet,
      fromLeft: false,
      label: "SYN, ACK",
      lines: [seqOf(0, synAck.seq), ackOf(1, synAck.ack)],
      time: after(synAck.packet),
    });
  }
  if (ack !== null) {
    steps.push({
      packet: ack.packet,
      fromLeft: true,
      label: "ACK",
      lines: [seqOf(1, next(syn?.seq)), ackOf(1, next(synAck?.seq))],
      time: after(ack.packet),
    });
  }
  const first = firstData(context);
  if (first !== null) steps.push({ ...first, time: after(first.packet) });
  return steps;
}

/** The first data segment, which shows that the SYN took a number. */
function firstData({ rows }: StreamContext): Omit<Step, "time"> | null {
  const row = Math.min(rows?.data[0][0] ?? Infinity, rows?.data[1][0] ?? Infinity);
  if (rows === null || !Number.isFinite(row)) return null;
  const { packet, from, seq, seqRaw, length } = rows.series.columns;
  return {
    packet: packet[row]!,
    fromLeft: from[row] === 0,
    label: "PSH, ACK".slice((rows.series.columns.flags[row]! & 8) === 0 ? 5 : 0),
    lines: [`Seq ${seq[row]!} (raw ${seqRaw[row]!})`, `Len ${count(length[row]!)}`],
  };
}

function endText({ ip, port }: StreamReport["client"]): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

const OPTIONS = ["seq", "window", "mss", "window_shift", "sack_permitted", "timestamps"] as const;
const FIELDS: Readonly<Record<(typeof OPTIONS)[number], string>> = {
  seq: "tcp.seq_raw",
  window: "tcp.window_size_value",
  mss: "tcp.options.mss_val",
  window_shift: "tcp.options.wscale.shift",
  sack_permitted: "tcp.options.sack_perm",
  timestamps: "tcp.options.timestamp.tsval",
};

function optionsTable(context: StreamContext): Html {
  const { stream, say, name } = context;
  const { syn, syn_ack: synAck } = stream.handshake;
  const title = say("hs.options_title");
  const rows = OPTIONS.map((option) => [
    say(`hs.opt.${option}`),
    syn === null ? say("hs.not_captured") : optionValue(context, "syn", syn, option),
    synAck === null ? say("hs.not_captured") : optionValue(context, "syn_ack", synAck, option),
    html`${say(`hs.opt.${option}.mean` satisfies MessageId)} ${inNumbers(context, option)}<code>${FIELDS[option]}</code>`,
  ]);
  const columns = [
    { label: say("col.option") },
    { label: say("col.client") },
    { label: say("col.server") },
    { label: say("col.meaning") },
  ];
  const label = `${textOf(title)}, ${name}`;
  return html`<h4>${title}</h4>
${scrolling(label, table({ caption: label, captionHidden: true, columns, rows }), "meanings")}`;
}

/** What an option comes to with this connection's own numbers, where it has them. */
function inNumbers(context: StreamContext, option: (typeof OPTIONS)[number]): Html {
  const sentence = option === "mss" ? mssSums(context) : option === "timestamps" ? stampCosts(context) : null;
  return sentence === null ? EMPTY : html`${sentence} `;
}

function mssSums({ stream, say }: StreamContext): Html | null {
  const { syn, syn_ack: synAck } = stream.handshake;
  const ip = ipHeader(stream);
  const sums = [...new Set([syn?.mss, synAck?.mss])].flatMap((mss) =>
    typeof mss === "number" ? [say("hs.opt.mss.sum", { mss, ip, tcp: TCP_HEADER, packet: mss + ip + TCP_HEADER })] : [],
  );
  return sums.length === 0 ? null : say("hs.opt.mss.here", { sums: join(sums, "; ") });
}

/** A segment is as large as the MSS that the receiver announced: that of the side which sends most. */
function stampCosts(context: StreamContext): Html | null {
  const { stream, say } = context;
  const { syn, syn_ack: synAck } = stream.handshake;
  const side = dataSides(stream)[0];
  const mss = side === undefined ? null : mssFor(context, side);
  if (mss === null || syn?.timestamps !== true || synAck?.timestamps !== true) return null;
  return say("hs.opt.timestamps.here", {
    option: TIMESTAMPS,
    tcp: TCP_HEADER,
    stamped: TCP_HEADER + TIMESTAMPS,
    mss,
    data: mss - TIMESTAMPS,
  });
}

function optionValue(
  context: StreamContext,
  which: "syn" | "syn_ack",
  syn: SynReport,
  option: (typeof OPTIONS)[number],
): Html {
  const { facts, say, index } = context;
  const value = syn[option];
  if (value === null && syn.sack_permitted !== null && option !== "seq") return say("hs.opt.none");
  if (option === "window_shift" && typeof value === "number") {
    const text = textOf(say("hs.opt.shift", { shift: value, factor: 2 ** Math.min(value, 14) }));
    return at(`/streams/${index}/handshake/${which}/window_shift`, value, "number", text);
  }
  return show(facts.get(`handshake.${which}.${option}`), context);
}

const COMPLETENESS = ["SYN 1", "SYN, ACK 2", "ACK 4", "data 8", "FIN 16", "RST 32"];

function ending(context: StreamContext): Html {
  const { stream, say, facts } = context;
  const { close, completeness } = stream;
  const packets = join(close.packets, ", ");
  const how = {
    fin: () => say("hs.end_fin", { packets }),
    reset: () => say("hs.end_reset", { packets }),
    open: () => say("hs.end_open"),
  }[close.how]();
  const parts = COMPLETENESS.filter((_, bit) => (completeness & (1 << bit)) !== 0).join(" + ");
  const sum =
    parts === "" ? EMPTY : say("hs.completeness", { value: show(facts.get("tcp.completeness"), context), parts });
  return html`<h4>${say("hs.end_title")}</h4><p>${how} ${sum}</p>`;
}
