/** The receiver's window against what the sender has in flight, and what happened while it was closed. */
import { WINDOW_FULL, ZERO_WINDOW } from "../../../analyze/tcp/marks.ts";
import { thinLine, thinMarks, wasThinned } from "../plot/downsample.ts";
import { figure, type LegendEntry } from "../plot/figure.ts";
import { linePath, stepArea, symbols, type Mark, type Point } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import { count, durationText, valueText } from "../units.ts";
import { bytesTick, timeAxis } from "./axes.ts";
import { dataSides, otherSide, sideWord, type Side, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { packetList, show } from "./facts-view.ts";
import { html, join, EMPTY, type Html, type Piece } from "./markup.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { dataSpan, seriesNote, titled } from "./sequence.ts";
import { MAX_SIGNS } from "./segments-plot.ts";
import { stalls } from "./stalls.ts";

const SINGLE = 1200;
const MAX_STALLS = 20;

export function windowsSection(context: StreamContext): Html {
  const { say, rows, stream } = context;
  const sides = dataSides(stream);
  if (rows === null || sides.length === 0) return html`<p>${say("plot.no_series")}</p>`;
  return html`${sides.map((side) => html`${windowFigure(context, rows, side)}${stallStories(context, rows, side)}`)}${explanations(
    scaleExplained(context, sides[0] ?? 1),
    explain(say("explain.cwnd.q"), say("explain.cwnd.a")),
  )}`;
}

function scaleExplained({ say, stream }: StreamContext, side: Side): Html | null {
  const { window } = stream.directions[otherSide(side)];
  if (window.scale === null || window.max === null || window.raw.max === null) {
    return explain(say("explain.scale_unknown.q"), say("explain.scale_unknown.a"));
  }
  // Nothing is calculated then.
  if (window.scale === 1) return null;
  const values = {
    raw: valueText(window.raw.max, "number"),
    window: valueText(window.max, "bytes"),
  };
  return explain(say("explain.window.q", values), say("explain.window.a", { ...values, scale: count(window.scale) }));
}

function windowFigure(context: StreamContext, rows: Rows, side: Side): Html {
  const { say, facts, name } = context;
  const id = context.id(`window-${side}`);
  const { window, flight } = lines(rows, side);
  const highest = Math.max(highestOf(window), highestOf(flight), 1);
  const [start, end] = dataSpan(rows, side);
  const panel = new Panel({
    x: timeAxis(context, [start, Math.max(end, Math.min(rows.span[1], end + (end - start) * 0.1))]),
    y: { label: textOf(say("axis.bytes")), domain: [0, highest], format: bytesTick(highest) },
    height: 300,
  });
  const column = (x: number): number => panel.x(x);
  const flightLine = thinLine(flight, column, SINGLE);
  const windowLine = thinLine(window, column, SINGLE);
  panel.add(stepArea(panel, flightLine.list, "p-fill")).add(linePath(panel, windowLine.list, "p-window", true));
  const legend: LegendEntry[] = [{ sample: "area", className: "p-fill", label: say("window.flight") }];
  if (window.length > 0) legend.push({ sample: "dashed", className: "p-window", label: say("window.window") });
  const notes: Html[] = [];
  if (wasThinned(flightLine, windowLine)) {
    notes.push(say("plot.thinned", { points: flightLine.of + windowLine.of }));
  }
  for (const [symbol, className, label, marks] of [
    ["triangle", "p-full", say("window.full"), marksAt(rows, side, WINDOW_FULL, "bytesInFlight")],
    ["square", "p-zero", say("window.zero"), marksAt(rows, otherSide(side), ZERO_WINDOW, "window")],
  ] as const) {
    if (marks.length === 0) continue;
    const drawn = thinMarks(marks, column, MAX_SIGNS, (many) => `${count(many)} x ${textOf(label)}`);
    if (wasThinned(drawn)) notes.push(say("plot.marks_thinned", { count: drawn.of }));
    panel.add(symbols(panel, symbol, drawn.list, className));
    legend.push({ sample: symbol, className, label: say("legend.counted", { label, count: marks.length }) });
  }
  const receiver = otherSide(side);
  return figure(
    {
      id,
      title: titled(context, say("window.title"), side),
      takeaway: takeaway(context, side),
      context: name,
      picture: svg([panel], {
        id: `${id}-svg`,
        title: `${textOf(say("window.title"))}, ${name}`,
        description: textOf(
          say("window.desc", { side: sideWord(context, side), receiver: sideWord(context, receiver) }),
        ),
      }),
      legend,
      notes: [...notes, ...seriesNote(context)],
      table: flightTable(context, rows, side),
    },
    say,
  );

  function takeaway({ stream }: StreamContext, of: Side): Html {
    const peer = stream.directions[otherSide(of)];
    const zero = peer.window.zero;
    const full = stream.directions[of].analysis.window_full?.length ?? 0;
    if (zero > 0 || full > 0) return say("window.takeaway_full", { zero, full });
    if (peer.window.min === null) return say("window.takeaway_unknown");
    return say("window.takeaway_ok", {
      flight: show(facts.get("bytes_in_flight.max", of), context),
      window: show(facts.get("window.min", otherSide(of)), context),
    });
  }
}

function highestOf(points: readonly Point[]): number {
  return points.reduce((most, [, y]) => (y > most ? y : most), 0);
}

/** Where a mark stands: at the bytes in flight of a segment, or the window of an ACK; unknown ones at the window before. */
function marksAt(rows: Rows, side: Side, bit: number, value: "bytesInFlight" | "window"): Mark[] {
  const { from, time, marks, packet, window } = rows.series.columns;
  const list: Mark[] = [];
  let last = 0;
  for (let row = 0; row < rows.series.rows; row++) {
    if (from[row] !== side && Number.isFinite(window[row])) last = window[row]!;
    if (from[row] !== side || (marks[row]! & bit) === 0) continue;
    const y = rows.series.columns[value][row]!;
    list.push({ x: time[row]!, y: Number.isFinite(y) ? y : last, title: `#${packet[row]!}` });
  }
  return list;
}

/** The other side's window as it advertises it, and this side's bytes in flight, as they rise with data and fall with ACKs. */
function lines({ series }: Rows, side: Side): { window: Point[]; flight: Point[] } {
  const { from, time, window, bytesInFlight, peerBytesInFlight, flags } = series.columns;
  const window_: Point[] = [];
  const flight: Point[] = [];
  for (let row = 0; row < series.rows; row++) {
    const at = time[row]!;
    if (!Number.isFinite(at)) continue;
    const value = from[row] === side ? bytesInFlight[row]! : peerBytesInFlight[row]!;
    if (Number.isFinite(value)) flight.push([at, value]);
    // SYN and RST: the one is never scaled, the other means nothing.
    if (from[row] !== side && Number.isFinite(window[row]) && (flags[row]! & 6) === 0) window_.push([at, window[row]!]);
  }
  return { window: window_, flight };
}

function flightTable({ say }: StreamContext, rows: Rows, side: Side): Parameters<typeof figure>[0]["table"] {
  const { packet, time, bytesInFlight, length } = rows.series.columns;
  return {
    columns: [
      { label: say("col.packet"), numeric: true },
      { label: say("col.time"), numeric: true },
      { label: say("col.length"), numeric: true },
      { label: say("col.in_flight"), numeric: true },
    ],
    rows: rows.data[side]
      .slice(0, 100)
      .map((row): Piece[] => [
        packet[row],
        durationText(time[row]!),
        valueText(length[row]!, "bytes"),
        Number.isFinite(bytesInFlight[row]) ? valueText(bytesInFlight[row]!, "bytes") : say("word.unknown"),
      ]),
    of: rows.data[side].length,
  };
}

function stallStories(context: StreamContext, rows: Rows, side: Side): Html {
  const { say } = context;
  const receiver = otherSide(side);
  const all = stalls(rows, receiver);
  if (all.length === 0) return EMPTY;
  const items = all.slice(0, MAX_STALLS).map(({ packet, time, probes, opened }) => {
    const asked =
      probes.length === 0
        ? EMPTY
        : say("window.stall_probes", { count: probes.length, packets: packetList(probes, probes.length, context) });
    const open =
      opened === null
        ? say("window.stall_never")
        : say("window.stall_open", {
            packet: html`${opened.packet}`,
            time: durationText(opened.time - time),
            window: Number.isFinite(opened.window) ? valueText(opened.window, "bytes") : say("word.unknown"),
          });
    return html`<li>${say("window.stall", {
      time: durationText(time),
      receiver: sideWord(context, receiver),
      packet: html`${packet}`,
      probes: asked,
      open,
    })}</li>`;
  });
  const more = all.length - items.length;
  return html`<h4>${say("window.stalls")}</h4><ol>${join(items)}</ol>${more > 0 && html`<p>${say("word.and_more", { count: more })}</p>`}`;
}
