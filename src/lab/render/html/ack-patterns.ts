/** ACK patterns: how many segments one ACK acknowledges. */
import { FIN, RST, SYN } from "../../../analyze/packet/segment.ts";
import { KEEP_ALIVE, OUT_OF_ORDER, RETRANSMISSION } from "../../../analyze/tcp/marks.ts";
import { figure } from "../plot/figure.ts";
import { barLabels, bars } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import { count } from "../units.ts";
import { dataSides, otherSide, sideWord, type Side, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { percent, show } from "./facts-view.ts";
import { html, type Html, type Piece } from "./markup.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { seriesNote, titled } from "./sequence.ts";

/** Numbers of segments with a bar of their own. */
const MAX_BARS = 24;
const SKEWED = 12;
const REPEATED = RETRANSMISSION | OUT_OF_ORDER | KEEP_ALIVE;

export function ackPatternsSection(context: StreamContext): Html {
  const { say, rows, stream } = context;
  const sides = dataSides(stream);
  if (rows === null || sides.length === 0) return html`<p>${say("plot.no_series")}</p>`;
  return html`${sides.map((side) => acksFigure(context, rows, side))}${explanations(
    explain(say("explain.delayed.q"), say("explain.delayed.a")),
    explain(say("explain.dup.q"), say("explain.dup.a")),
  )}`;
}

/**
 * How many pure ACKs acknowledge how many data segments for the first time.
 *
 * @param side that sent the data
 * @returns ACKs by their number of segments
 */
export function segmentsPerAck({ series, kind }: RowsLike, side: Side): number[] {
  const { from, flags, length, seq, ack, packet, marks } = series.columns;
  const counts: number[] = [];
  const waiting: number[] = [];
  let taken = 0;
  let acked = Number.NEGATIVE_INFINITY;
  /** The first and the last byte seen: what lies in front of it was acknowledged unseen. */
  let start = Number.POSITIVE_INFINITY;
  let dataEnd = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < packet.length; row++) {
    if (from[row] === side) {
      if (length[row]! === 0) continue;
      const end = seq[row]! + length[row]!;
      start = Math.min(start, seq[row]!);
      // As the facts do: repeated segments are not counted again.
      if (kind(row) === "copy" || (marks[row]! & REPEATED) !== 0) {
        dataEnd = Math.max(dataEnd, end);
        continue;
      }
      if (!(end > acked)) continue;
      dataEnd = Math.max(dataEnd, end);
      waiting.push(end);
      // Mostly in order already; one that was overtaken moves to its place.
      for (let at = waiting.length - 1; at > taken && waiting[at - 1]! > end; at--) {
        waiting[at] = waiting[at - 1]!;
        waiting[at - 1] = end;
      }
      continue;
    }
    const before = acked;
    if (!(ack[row]! > acked)) continue;
    acked = ack[row]!;
    let segments = 0;
    while (taken < waiting.length && waiting[taken]! <= acked) {
      taken++;
      segments++;
    }
    const pure = length[row] === 0 && (flags[row]! & (SYN | FIN | RST)) === 0 && kind(row) !== "copy";
    if (!pure || !(Math.min(acked, dataEnd) > Math.max(before, start))) continue;
    while (counts.length <= segments) counts.push(0);
    counts[segments] = counts[segments]! + 1;
  }
  return counts;
}

type RowsLike = Pick<Rows, "series"> & { readonly kind: (row: number) => ReturnType<Rows["kind"]> };

function acksFigure(context: StreamContext, rows: Rows, side: Side): Html {
  const { say, facts, name, stream } = context;
  const receiver = otherSide(side);
  const id = context.id(`acks-${side}`);
  const { acks } = stream.directions[receiver];
  const title = titled(context, say("acks.title"), side);
  if (acks.of_data === 0) return html`<p id="${id}">${say("acks.takeaway_none")}</p>`;
  const counts = segmentsPerAck({ series: rows.series, kind: (row) => rows.kind(row) }, side);
  const list = counts.map((value, segments) => ({ segments, value })).filter(({ value }) => value > 0);
  const tail = list.filter(({ segments }) => segments >= MAX_BARS).reduce((sum, { value }) => sum + value, 0);
  const shown = list.filter(({ segments }) => segments < MAX_BARS);
  if (tail > 0) shown.push({ segments: MAX_BARS, value: tail });
  const label = (segments: number): string =>
    segments === MAX_BARS && tail > 0 ? textOf(say("acks.more", { count: segments })) : count(segments);
  const most = Math.max(...shown.map(({ value }) => value), 1);
  const skewed = most > SKEWED * Math.min(...shown.map(({ value }) => value));
  const last = Math.max(4, shown.at(-1)?.segments ?? 0);
  const panel = new Panel({
    x: {
      label: textOf(say("axis.acked")),
      domain: [-0.6, last + 0.6],
      format: (value) => (Number.isInteger(value) ? label(value) : ""),
      ticks: Math.min(last + 1, 12),
    },
    y: {
      label: textOf(say(skewed ? "axis.acks_sqrt" : "axis.acks")),
      domain: [0, most * (skewed ? 1.25 : 1.08)],
      format: (value) => (Number.isInteger(value) ? count(value) : ""),
      kind: skewed ? "sqrt" : "linear",
    },
    height: 260,
  });
  panel.add(
    bars(
      panel,
      shown.map(({ segments, value }) => ({ from: segments - 0.4, to: segments + 0.4, value })),
      "p-bar",
    ),
  );
  panel.write(
    barLabels(
      panel,
      shown.map(({ segments, value }) => ({ x: panel.x(segments), y: panel.y(value), text: count(value) })),
    ),
  );
  const total = list.reduce((sum, { value }) => sum + value, 0);
  return figure(
    {
      id,
      title,
      takeaway: say("acks.takeaway", {
        every_second: show(facts.get("acks.every_second", receiver), context),
        of_data: acks.of_data,
        delayed: acks.delayed,
        stretch: acks.stretch,
      }),
      context: name,
      picture: svg([panel], {
        id: `${id}-svg`,
        title: `${textOf(say("acks.title"))}, ${name}`,
        description: textOf(
          say("acks.desc", {
            receiver: sideWord(context, receiver),
            bars: shown.map(({ segments, value }) => `${label(segments)}: ${count(value)}`).join("; "),
          }),
        ),
      }),
      legend: [],
      notes: seriesNote(context),
      table: {
        columns: [
          { label: say("col.segments"), numeric: true },
          { label: say("col.acks"), numeric: true },
          { label: say("col.share"), numeric: true },
        ],
        rows: list
          .slice(0, 100)
          .map(({ segments, value }): Piece[] => [count(segments), count(value), percent(value, total)]),
        of: list.length,
      },
    },
    say,
  );
}
