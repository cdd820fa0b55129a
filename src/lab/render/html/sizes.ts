/** Segment sizes as a histogram, with the MSS, and what lies over it. */
import { figure } from "../plot/figure.ts";
import { barLabels, bars } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import { count, valueText } from "../units.ts";
import { niceStep } from "./axes.ts";
import { dataSides, sideWord, type Side, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { percent } from "./facts-view.ts";
import { html, type Html, type Piece } from "./markup.ts";
import { textOf } from "./say.ts";
import { titled } from "./sequence.ts";

const BINS = 50;
/** Counts so unlike that the lower ones would vanish on a linear axis. */
const SKEWED = 8;
const ETHERNET = 14;
/** Of each segment's header, with the two bytes that fill it up to a multiple of four. */
export const TIMESTAMPS = 12;
export const TCP_HEADER = 20;

export function sizesSection(context: StreamContext): Html {
  const { say, stream } = context;
  const sides = dataSides(stream);
  const main = sides[0];
  if (main === undefined) return html`<p>${say("plot.no_series")}</p>`;
  return html`${sides.map((side) => sizesFigure(context, side))}${explanations(offload(context, main))}`;
}

export function mssFor({ stream }: StreamContext, side: Side): number | null {
  const { syn, syn_ack: synAck } = stream.handshake;
  // What a side may send at most is what the other side announced.
  return (side === 1 ? syn?.mss : synAck?.mss) ?? null;
}

function offload(context: StreamContext, side: Side): Html {
  const { say, stream } = context;
  const { over_mss: over } = stream.directions[side].segment_size;
  const mss = mssFor(context, side);
  if (over === null || mss === null) return explain(say("explain.no_offload.q"), say("explain.offload_unknown.a"));
  if (over === 0) return explain(say("explain.no_offload.q"), say("explain.no_offload.a"));
  return explain(say("explain.offload.q"), say("explain.offload.a", { count: over, mss: valueText(mss, "bytes") }));
}

/** Without options and extension headers. */
export function ipHeader({ client }: StreamContext["stream"]): number {
  return client.ip.includes(":") ? 40 : 20;
}

/** Frame, IP and TCP lengths, with this stream's own numbers where the capture has them all. */
export function explainLengths(context: StreamContext): Html {
  const { say, stream, report } = context;
  const side = dataSides(stream)[0];
  const { syn, syn_ack: synAck } = stream.handshake;
  const question = say("explain.lengths.q");
  const mss = side === undefined ? null : mssFor(context, side);
  const stamped = syn?.timestamps === true && synAck?.timestamps === true;
  const ethernet = report.capture.interfaces.every((one) => one.link_type === "EN10MB");
  const ip = ipHeader(stream);
  const full = side === undefined ? 0 : (stream.directions[side].segment_size.median ?? 0);
  if (mss === null || !stamped || !ethernet || full !== mss - TIMESTAMPS) {
    return explain(question, say("explain.lengths_plain.a"));
  }
  const tcp = TCP_HEADER + TIMESTAMPS;
  const bytes = (value: number): string => valueText(value, "bytes");
  return explain(
    question,
    say("explain.lengths.a", {
      length: bytes(full),
      tcp: bytes(tcp),
      options: bytes(TIMESTAMPS),
      ip: bytes(ip),
      total: bytes(full + tcp + ip),
      frame: bytes(full + tcp + ip + ETHERNET),
      mss: bytes(mss),
    }),
  );
}

interface Bin {
  from: number;
  to: number;
  value: number;
}

function sizesFigure(context: StreamContext, side: Side): Html {
  const { say, stream, name } = context;
  const id = context.id(`sizes-${side}`);
  const { segment_size: sizes, data_segments: segments } = stream.directions[side];
  const { histogram } = sizes;
  const mss = mssFor(context, side);
  const most = histogram.reduce((best, one) => (one.count > best.count ? one : best), histogram[0]!);
  const end = Math.max(sizes.max ?? 1, mss ?? 1);
  const width = Math.max(1, niceStep(end / BINS));
  // Bins end with the MSS, so that none holds sizes of both sides of it.
  const shift = mss === null ? 0 : mss % width;
  const bins = new Map<number, Bin>();
  for (const { size, count: times } of histogram) {
    const index = Math.ceil((size - shift) / width);
    const bin = bins.get(index);
    if (bin === undefined)
      bins.set(index, { from: Math.max(0, (index - 1) * width + shift), to: index * width + shift, value: times });
    else bin.value += times;
  }
  const list = [...bins.values()].sort((a, b) => a.from - b.from);
  const counts = list.map(({ value }) => value);
  const skewed = Math.max(...counts) > SKEWED * Math.min(...counts);
  const panel = new Panel({
    x: {
      label: textOf(say("axis.size")),
      domain: [0, Math.max(end, list.at(-1)?.to ?? end) * 1.04],
      format: count,
    },
    y: {
      label: textOf(say(skewed ? "axis.count_sqrt" : "axis.count")),
      domain: [0, Math.max(...counts) * (skewed ? 1.25 : 1.08)],
      format: count,
      kind: skewed ? "sqrt" : "linear",
    },
    height: 280,
  });
  const over = (bin: Bin): boolean => mss !== null && bin.to > mss;
  panel.add(
    bars(
      panel,
      list.filter((bin) => !over(bin)),
      "p-bar",
    ),
  );
  panel.add(bars(panel, list.filter(over), "p-bar-over"));
  if (mss !== null) panel.upright(mss, textOf(say("sizes.mss", { mss: valueText(mss, "bytes") })));
  if (list.length <= 14) {
    const labels = list.map(({ from, to, value }) => ({
      x: panel.x((from + to) / 2),
      y: panel.y(value),
      text: count(value),
    }));
    panel.write(barLabels(panel, labels, mss === null ? undefined : panel.x(mss)));
  }
  const values = {
    count: most.count,
    segments,
    share: percent(most.count, segments),
    size: valueText(most.size, "bytes"),
  };
  const described = [...histogram]
    .sort((a, b) => b.count - a.count)
    .slice(0, 5)
    .map((one) => `${valueText(one.size, "bytes")}: ${count(one.count)}`);
  return figure(
    {
      id,
      title: titled(context, say("sizes.title"), side),
      takeaway:
        mss === null
          ? say("sizes.takeaway", values)
          : say("sizes.takeaway_mss", { ...values, mss: valueText(mss, "bytes") }),
      context: name,
      picture: svg([panel], {
        id: `${id}-svg`,
        title: `${textOf(say("sizes.title"))}, ${name}`,
        description: textOf(say("sizes.desc", { side: sideWord(context, side), bars: described.join("; ") })),
      }),
      legend:
        (sizes.over_mss ?? 0) === 0
          ? []
          : [
              { sample: "bar", className: "p-bar", label: say("sizes.bar") },
              { sample: "bar", className: "p-bar-over", label: say("sizes.over") },
            ],
      notes: width > 1 ? [say("sizes.bins", { width: valueText(width, "bytes") })] : [],
      table: {
        columns: [
          { label: say("col.size"), numeric: true },
          { label: say("col.count"), numeric: true },
          { label: say("col.share"), numeric: true },
        ],
        rows: histogram
          .slice(0, 100)
          .map((one): Piece[] => [valueText(one.size, "bytes"), count(one.count), percent(one.count, segments)]),
        of: histogram.length,
      },
    },
    say,
  );
}
