/** The picture that tcptrace made known: segments, ACK line, window line, SACK blocks, and what was sent again. */
import { SYN } from "../../../analyze/packet/segment.ts";
import { DUPLICATE_ACK, ZERO_WINDOW } from "../../../analyze/tcp/marks.ts";
import { thinLine, thinMarks, thinStrokes, wasThinned, type Thinned } from "../plot/downsample.ts";
import type { LegendEntry } from "../plot/figure.ts";
import { linePath, strokes, symbols, type Mark, type Point, type Stroke, type SymbolName } from "../plot/marks.ts";
import { Panel } from "../plot/plot.ts";
import { count } from "../units.ts";
import { bytesTick, timeAxis } from "./axes.ts";
import { otherSide, type Side, type StreamContext } from "./context.ts";
import type { Html } from "./markup.ts";
import type { Rows, SegmentKind } from "./rows.ts";
import { textOf } from "./say.ts";

export interface SegmentsPlot {
  readonly panel: Panel;
  readonly legend: readonly LegendEntry[];
  readonly notes: readonly Html[];
  /** Data segments and ACKs drawn. */
  readonly segments: number;
  readonly acks: number;
}

/** Strokes of segments that are drawn one by one; above, they are put together column by column. */
const SINGLE = 900;
/** Signs of events of one kind. */
export const MAX_SIGNS = 250;
/** How far above the segments the window line may lie to be in the picture, against the height of the segments. */
const WINDOW_ROOM = 0.7;

const KINDS: readonly (readonly [
  SegmentKind,
  SymbolName,
  string,
  "tcptrace.resent" | "tcptrace.late" | "tcptrace.copy",
])[] = [
  ["resent", "cross", "p-again", "tcptrace.resent"],
  ["late", "triangle", "p-late", "tcptrace.late"],
  ["copy", "circle", "p-copy", "tcptrace.copy"],
];

/** @param span seconds of the stream that are drawn; what lies outside is left out */
export function segmentsPlot(
  context: StreamContext,
  rows: Rows,
  side: Side,
  span: readonly [number, number],
  height = 400,
): SegmentsPlot {
  const { say } = context;
  const { time, seq, length } = rows.series.columns;
  const inside = (row: number): boolean => time[row]! >= span[0] && time[row]! <= span[1];
  const data = rows.data[side].filter(inside);
  const acks = ackLines(rows, side, span);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of data) {
    low = Math.min(low, seq[row]!);
    high = Math.max(high, seq[row]! + length[row]!);
  }
  for (const [, y] of acks.acked) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  if (!(low <= high)) [low, high] = [0, 1];
  const range = Math.max(high - low, 1);
  const edge = acks.edge.reduce((most, [, y]) => Math.max(most, y), Number.NEGATIVE_INFINITY);
  const withWindow = acks.edge.length > 0 && edge - high <= range * WINDOW_ROOM;
  const panel = new Panel({
    x: timeAxis(context, span),
    y: {
      label: textOf(say("axis.seq")),
      domain: [low - range * 0.02, withWindow ? Math.max(edge, high) : high + range * 0.06],
      format: bytesTick(range),
      nice: false,
    },
    height,
  });
  const column = (x: number): number => panel.x(x);
  const legend: LegendEntry[] = [];
  const thinned: Thinned<unknown>[] = [];
  const notes: Html[] = [];
  const keep = <T>(result: Thinned<T>): T[] => {
    thinned.push(result);
    return result.list;
  };

  if (withWindow) {
    panel.add(linePath(panel, keep(thinLine(acks.edge, column, SINGLE)), "p-window", true));
  }
  panel.add(linePath(panel, keep(thinLine(acks.acked, column, SINGLE)), "p-ack", true));
  const segments = data.map((row) => ({ x: time[row]!, low: seq[row]!, high: seq[row]! + length[row]! }));
  panel.add(strokes(panel, keep(thinStrokes(segments, column, SINGLE)), "p-seg"));
  legend.push({ sample: "stroke", className: "p-seg", label: say("tcptrace.data") });
  legend.push({ sample: "line", className: "p-ack", label: say("tcptrace.ack") });
  if (withWindow) legend.push({ sample: "dashed", className: "p-window", label: say("tcptrace.window") });
  else if (acks.edge.length > 0) notes.push(say("tcptrace.window_above"));

  const sack = sackBlocks(rows, side, span);
  if (sack.length > 0) {
    panel.add(strokes(panel, keep(thinStrokes(sack, column, SINGLE)), "p-sack"));
    legend.push({ sample: "stroke", className: "p-sack", label: say("tcptrace.sack") });
  }
  const signs = (list: readonly Mark[], symbol: SymbolName, className: string, label: Html): void => {
    if (list.length === 0) return;
    const drawn = thinMarks(list, column, MAX_SIGNS, (many) => `${count(many)} x ${textOf(label)}`);
    if (wasThinned(drawn)) notes.push(say("plot.marks_thinned", { count: list.length }));
    panel.add(symbols(panel, symbol, drawn.list, className));
    legend.push({ sample: symbol, className, label: say("legend.counted", { label, count: list.length }) });
  };
  const ackMarks = (bit: number): Mark[] =>
    rows.acks[otherSide(side)]
      .filter((row) => inside(row) && (rows.series.columns.marks[row]! & bit) !== 0)
      .map((row) => ({ x: time[row]!, y: rows.series.columns.ack[row]!, title: packetTitle(rows, row) }));
  signs(ackMarks(DUPLICATE_ACK), "diamond", "p-dup", say("tcptrace.dup"));
  signs(ackMarks(ZERO_WINDOW), "square", "p-zero", say("tcptrace.zero"));
  for (const [kind, symbol, className, label] of KINDS) {
    signs(eventMarks(rows, data, kind), symbol, className, say(label));
  }
  if (wasThinned(...thinned)) {
    notes.unshift(say("plot.thinned", { points: thinned.reduce((sum, { of }) => sum + of, 0) }));
  }
  return { panel, legend, notes, segments: data.length, acks: rows.acks[otherSide(side)].filter(inside).length };
}

/** Signs at the middle of the segments of one kind. */
export function eventMarks(rows: Rows, data: readonly number[], kind: SegmentKind): Mark[] {
  const { time, seq, length } = rows.series.columns;
  return data
    .filter((row) => rows.kind(row) === kind)
    .map((row) => ({ x: time[row]!, y: seq[row]! + length[row]! / 2, title: packetTitle(rows, row) }));
}

function packetTitle(rows: Rows, row: number): string {
  const { packet, seq, ack, length } = rows.series.columns;
  const number = length[row]! > 0 ? `Seq ${count(seq[row]!)}` : `Ack ${count(ack[row]!)}`;
  return `#${packet[row]!}, ${number}`;
}

/** The other side's Ack numbers as they rise, and the ends of its windows. */
function ackLines(rows: Rows, side: Side, span: readonly [number, number]): { acked: Point[]; edge: Point[] } {
  const { time, ack, window, flags } = rows.series.columns;
  const acked: Point[] = [];
  const edge: Point[] = [];
  let highest = Number.NEGATIVE_INFINITY;
  let end = Number.NaN;
  for (const row of rows.acks[otherSide(side)]) {
    const at = time[row]!;
    if (at > span[1]) break;
    if (at >= span[0] && acked.length === 0 && Number.isFinite(highest)) {
      // What held when the picture begins.
      acked.push([span[0], highest]);
      if (Number.isFinite(end)) edge.push([span[0], end]);
    }
    highest = Math.max(highest, ack[row]!);
    if (Number.isFinite(window[row]) && (flags[row]! & SYN) === 0) end = ack[row]! + window[row]!;
    if (at < span[0]) continue;
    acked.push([at, highest]);
    if (Number.isFinite(end)) edge.push([at, end]);
  }
  const until = Math.min(span[1], rows.span[1]);
  if (acked.length > 0) acked.push([until, highest]);
  if (edge.length > 0) edge.push([until, end]);
  return { acked, edge };
}

function sackBlocks(rows: Rows, side: Side, span: readonly [number, number]): Stroke[] {
  const { time, from, left, right } = rows.series.sack;
  const blocks: Stroke[] = [];
  for (let row = 0; row < time.length; row++) {
    const at = time[row]!;
    if (from[row] === side || at < span[0] || at > span[1] || !Number.isFinite(left[row])) continue;
    blocks.push({ x: at, low: left[row]!, high: right[row]! });
  }
  return blocks;
}
