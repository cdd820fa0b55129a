/** Time and sequence numbers: Stevens' plot, tcptrace's, and the first frame enlarged. */
import { thinMarks, thinStrokes, wasThinned } from "../plot/downsample.ts";
import { figure, type FigureTable } from "../plot/figure.ts";
import { dots, strokes, symbols } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import { markNames } from "../../../analyze/tcp/marks.ts";
import { count, durationText, valueText } from "../units.ts";
import { bytesTick, timeAxis } from "./axes.ts";
import { dataSides, sideWord, type Side, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { show } from "./facts-view.ts";
import { html, type Html, type Piece } from "./markup.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { eventMarks, MAX_SIGNS, segmentsPlot } from "./segments-plot.ts";

const SINGLE = 1200;
/** Segments in the enlarged picture, where no frame tells how many. */
const ENLARGED = 60;

export function sequenceSection(context: StreamContext): Html {
  const { say, rows, stream } = context;
  const sides = dataSides(stream);
  if (rows === null || sides.length === 0) return html`<p>${say("plot.no_series")}</p>`;
  const figures = sides.flatMap((side) => [
    stevens(context, rows, side),
    whole(context, rows, side),
    enlarged(context, rows, side),
  ]);
  return html`${figures}${explanations(
    explain(html`${say("explain.steps.q")}`, say("explain.stevens.a"), say("explain.tcptrace.a")),
    explain(say("explain.psh.q"), say("explain.psh.a")),
  )}`;
}

function stevens(context: StreamContext, rows: Rows, side: Side): Html {
  const { say, facts, name } = context;
  const id = context.id(`stevens-${side}`);
  const data = rows.data[side];
  const { time, seq, length } = rows.series.columns;
  const span = dataSpan(rows, side);
  let last = 0;
  for (const row of data) last = Math.max(last, seq[row]! + length[row]!);
  const lowest = data.reduce((low, row) => Math.min(low, seq[row]!), last);
  // What is drawn are first bytes: the highest of them lies a segment below the end.
  const highest = data.reduce((high, row) => Math.max(high, seq[row]!), lowest);
  const panel = new Panel({
    x: timeAxis(context, span),
    y: { label: textOf(say("axis.seq")), domain: [lowest, last], format: bytesTick(last - lowest) },
  });
  const column = (x: number): number => panel.x(x);
  const points = data.map((row) => ({ x: time[row]!, low: seq[row]!, high: seq[row]! }));
  const thinned = thinStrokes(points, column, SINGLE);
  panel.add(
    wasThinned(thinned)
      ? strokes(panel, thinned.list, "p-data")
      : dots(
          panel,
          points.map(({ x, low }) => [x, low] as const),
          "p-dot",
        ),
  );
  const resent = eventMarks(rows, data, "resent");
  const drawn = thinMarks(resent, column, MAX_SIGNS, (many) => `${count(many)} x ${textOf(say("tcptrace.resent"))}`);
  panel.add(symbols(panel, "cross", drawn.list, "p-again"));
  const values = {
    bytes: show(facts.get("payload_bytes", side), context),
    time: durationText(span[1] - span[0]),
  };
  return figure(
    {
      id,
      title: titled(context, say("stevens.title"), side),
      takeaway:
        resent.length === 0
          ? say("stevens.takeaway", values)
          : say("stevens.takeaway_loss", { ...values, count: resent.length }),
      context: name,
      picture: svg([panel], {
        id: `${id}-svg`,
        title: `${textOf(say("stevens.title"))}, ${name}`,
        description: textOf(
          say("stevens.desc", { side: sideWord(context, side), first: count(lowest), last: count(highest) }),
        ),
      }),
      legend: [
        { sample: "dot", className: "p-dot", label: say("stevens.data") },
        ...(resent.length === 0
          ? []
          : [
              {
                sample: "cross" as const,
                className: "p-again",
                label: say("legend.counted", { label: say("tcptrace.resent"), count: resent.length }),
              },
            ]),
      ],
      notes: [
        ...(wasThinned(thinned) ? [say("plot.thinned", { points: thinned.of })] : []),
        ...(wasThinned(drawn) ? [say("plot.marks_thinned", { count: drawn.of })] : []),
        ...seriesNote(context),
      ],
      table: segmentsTable(context, rows, side),
    },
    say,
  );
}

/** A note where the series itself was thinned. */
export function seriesNote({ series, say }: StreamContext): Html[] {
  return series.every > 1 ? [say("plot.series_thinned", { every: series.every })] : [];
}

/** With two directions of data, each plot says whose it is. */
export function titled(context: StreamContext, title: Html, side: Side): Html {
  if (dataSides(context.stream).length < 2) return title;
  return html`${title}, ${context.say(side === 0 ? "word.from_client" : "word.from_server")}`;
}

/** From the first to the last packet of either side that matters to the data of one. */
export function dataSpan(rows: Rows, side: Side): readonly [number, number] {
  const { time } = rows.series.columns;
  const data = rows.data[side];
  const first = time[data[0] ?? 0] ?? 0;
  let last = first;
  for (const row of data) if (time[row]! > last) last = time[row]!;
  return [first, last];
}

function segmentsTable(context: StreamContext, rows: Rows, side: Side): FigureTable {
  const { say } = context;
  const { packet, time, seq, seqRaw, length, marks } = rows.series.columns;
  return {
    columns: [
      { label: say("col.packet"), numeric: true },
      { label: say("col.time"), numeric: true },
      { label: say("col.seq"), numeric: true },
      { label: html`${say("col.seq")} (raw)`, numeric: true },
      { label: say("col.length"), numeric: true },
      { label: say("col.marks") },
    ],
    rows: rows.data[side]
      .slice(0, 100)
      .map((row): Piece[] => [
        packet[row],
        durationText(time[row]!),
        count(seq[row]!),
        String(seqRaw[row]!),
        valueText(length[row]!, "bytes"),
        markNames(marks[row]!).join(", "),
      ]),
    of: rows.data[side].length,
  };
}

function whole(context: StreamContext, rows: Rows, side: Side): Html {
  const { say, facts, name } = context;
  const id = context.id(`tcptrace-${side}`);
  const [, end] = rows.span;
  const [start, last] = dataSpan(rows, side);
  const plot = segmentsPlot(context, rows, side, [start, Math.min(end, last + (last - start) * 0.05)]);
  const flight = facts.get("bytes_in_flight.max", side);
  return figure(
    {
      id,
      title: titled(context, say("tcptrace.title"), side),
      takeaway:
        flight.value === null || flight.packets[0] === undefined
          ? say("tcptrace.takeaway_unknown")
          : say("tcptrace.takeaway", { flight: show(flight, context), packet: html`${flight.packets[0]}` }),
      context: name,
      picture: svg([plot.panel], {
        id: `${id}-svg`,
        title: `${textOf(say("tcptrace.title"))}, ${name}`,
        description: textOf(say("tcptrace.desc", { side: sideWord(context, side) })),
      }),
      legend: plot.legend,
      notes: [...plot.notes, ...seriesNote(context)],
      table: acksTable(context, rows, side),
    },
    say,
  );
}

function acksTable(context: StreamContext, rows: Rows, side: Side): FigureTable {
  const { say } = context;
  const { packet, time, ack, windowRaw, window, marks } = rows.series.columns;
  const acks = rows.acks[side === 0 ? 1 : 0];
  return {
    columns: [
      { label: say("col.ack_packet"), numeric: true },
      { label: say("col.time"), numeric: true },
      { label: say("col.ack"), numeric: true },
      { label: say("col.raw_window"), numeric: true },
      { label: say("col.window"), numeric: true },
      { label: say("col.marks") },
    ],
    rows: acks
      .slice(0, 100)
      .map((row): Piece[] => [
        packet[row],
        durationText(time[row]!),
        count(ack[row]!),
        count(windowRaw[row]!),
        Number.isFinite(window[row]) ? valueText(window[row]!, "bytes") : say("word.unknown"),
        markNames(marks[row]!).join(", "),
      ]),
    of: acks.length,
  };
}

/** The first frame, or the first segments: near enough to see each of them. */
function enlarged(context: StreamContext, rows: Rows, side: Side): Html | null {
  const { say, name, stream } = context;
  const data = rows.data[side];
  const { time } = rows.series.columns;
  const frame = stream.frames?.from === (side === 0 ? "client" : "server") ? stream.frames.list[0] : undefined;
  // Where the capture begins in the middle, data of an earlier frame comes first.
  const begun = frame === undefined ? Number.NaN : rows.timeOf(frame.first_packet);
  const complete = frame === undefined ? Number.NaN : rows.timeOf(frame.complete_packet);
  const byFrame = complete > begun && (frame?.segments ?? 0) > 2;
  const first = byFrame ? begun : time[data[0]!]!;
  const end = byFrame ? complete : time[data[Math.min(ENLARGED, data.length) - 1]!]!;
  const all = dataSpan(rows, side);
  if (!(end > first) || (end - first) * 1.5 > all[1] - all[0]) return null;
  const plot = segmentsPlot(context, rows, side, [first - (end - first) * 0.02, end + (end - first) * 0.1]);
  const id = context.id(`zoom-${side}`);
  const what = byFrame
    ? say("tcptrace.zoom_what_frame")
    : say("tcptrace.zoom_what_time", { time: durationText(end - first) });
  const title = titled(context, say("tcptrace.zoom_title", { what }), side);
  return figure(
    {
      id,
      title,
      takeaway: say("tcptrace.zoom_takeaway", {
        segments: plot.segments,
        acks: plot.acks,
        time: durationText(end - first),
      }),
      context: name,
      picture: svg([plot.panel], {
        id: `${id}-svg`,
        title: `${textOf(title)}, ${name}`,
        description: textOf(say("tcptrace.desc", { side: sideWord(context, side) })),
      }),
      legend: plot.legend,
      notes: plot.notes,
      table: null,
    },
    say,
  );
}
