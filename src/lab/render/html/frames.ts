/** The frames: sizes, ratios, rate and segments over time, some pictures, and the first frames as a table. */
import type { FrameReport, FramesReport } from "../../../analyze/facts/report.ts";
import { thinStrokes, wasThinned } from "../plot/downsample.ts";
import { figure, type LegendEntry } from "../plot/figure.ts";
import { bars, strokes, symbols, type Bar } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import type { Axis } from "../plot/scale.ts";
import { count, digits, valueText } from "../units.ts";
import { bytesTick, niceStep, timeAxis } from "./axes.ts";
import type { StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { at, show } from "./facts-view.ts";
import { english, html, EMPTY, type Html, type Piece } from "./markup.ts";
import { frameWords, shapeText } from "../frames/words.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { thumbnailList } from "./thumbnail-list.ts";

const SINGLE = 700;
const MAX_RATE_BARS = 300;

/** A frame with its place in time, seconds from the stream's first packet. */
interface Timed {
  readonly frame: FrameReport;
  readonly time: number;
}

export function framesSection(context: StreamContext): Html {
  const { say, stream, rows, language } = context;
  if (stream.frames === null) {
    return html`<p>${say("frames.why_none", { why: english(stream.unknown["frames"] ?? "", language.code) })}</p>`;
  }
  const explained = explanations(explain(say("explain.frames.q"), say(frameWords(stream.frames.format).explained)));
  return html`${rows !== null && framesFigure(context, stream.frames, rows)}${thumbnailList(context)}${explained}`;
}

function framesFigure(context: StreamContext, frames: FramesReport, rows: Rows): Html {
  const { say, facts, name } = context;
  const id = context.id("frames-plot");
  const { compressed } = frameWords(frames.format);
  const timed = frames.list
    .map((frame): Timed => ({ frame, time: rows.timeOf(frame.complete_packet) }))
    .filter(({ time }) => Number.isFinite(time));
  const segments = medianOf(frames.list.map((frame) => frame.segments));
  const first = timed[0]?.time ?? 0;
  const last = timed.at(-1)?.time ?? 0;
  const air = Math.max((last - first) * 0.015, 1e-3);
  const x = timeAxis(context, [Math.max(0, first - air), last + air]);
  const panels = [
    stems(
      context,
      x,
      compressed ? "axis.compressed" : "axis.frame_size",
      timed,
      ({ compressed_bytes: bytes }) => bytes,
      bytesTick,
    ),
    ...(frames.ratio.max === null || !compressed
      ? []
      : [
          stems(
            context,
            x,
            "axis.ratio",
            timed,
            ({ ratio }) => ratio,
            () => digits,
          ),
        ]),
    rateBars(context, x, timed),
    stems(
      context,
      x,
      "axis.segments",
      timed,
      (frame) => frame.segments,
      () => count,
      false,
    ),
  ];
  const incomplete = frames.list.some((frame) => !isWhole(frame));
  const legend: LegendEntry[] = [
    { sample: "dot", className: "p-dot", label: say("frames.whole") },
    ...(incomplete ? [{ sample: "cross" as const, className: "p-again", label: say("frames.incomplete") }] : []),
    { sample: "bar", className: "p-fill", label: say("frames.per_second") },
  ];
  const values = { count: frames.count, fps: show(facts.get("frames.fps"), context), segments };
  return figure(
    {
      id,
      title: say("frames.title"),
      takeaway:
        frames.ratio.median === null
          ? say("frames.takeaway_plain", values)
          : compressed
            ? say("frames.takeaway", { ...values, ratio: show(facts.get("frames.ratio.median"), context) })
            : say("frames.takeaway_same", values),
      context: name,
      picture: svg(
        panels.map(({ panel }) => panel),
        {
          id: `${id}-svg`,
          title: `${textOf(say("frames.title"))}, ${name}`,
          description: textOf(say(compressed ? "frames.desc" : "frames.desc_same", { count: frames.list.length })),
        },
      ),
      legend,
      notes: panels.some(({ thinned }) => thinned) ? [say("plot.thinned", { points: timed.length })] : [],
      table: framesTable(context, frames),
    },
    say,
  );
}

function isWhole(frame: FrameReport): boolean {
  return frame.problem === null && frame.missing_bytes === 0;
}

function stems(
  { say }: StreamContext,
  x: Axis,
  label: "axis.compressed" | "axis.frame_size" | "axis.ratio" | "axis.segments",
  timed: readonly Timed[],
  value: (frame: FrameReport) => number | null,
  format: (range: number) => (value: number) => string,
  bare = true,
): { panel: Panel; thinned: boolean } {
  const known = timed.flatMap(({ frame, time }) => {
    const y = value(frame);
    return y === null ? [] : [{ x: time, y, whole: isWhole(frame), index: frame.index }];
  });
  const most = known.reduce((high, { y }) => Math.max(high, y), 1);
  const panel = new Panel({
    x,
    y: { label: textOf(say(label)), domain: [0, most], format: format(most), ticks: 4 },
    height: bare ? 150 : 184,
    bare,
  });
  const column = (at: number): number => panel.x(at);
  const thinned = thinStrokes(
    known.map(({ x: time, y }) => ({ x: time, low: 0, high: y })),
    column,
    SINGLE,
  );
  panel.add(strokes(panel, thinned.list, "p-stem"));
  if (!wasThinned(thinned)) {
    const title = (index: number, y: number): string => `#${index}: ${count(y)}`;
    panel.add(
      symbols(
        panel,
        "dot",
        known.filter(({ whole }) => whole).map(({ x: time, y, index }) => ({ x: time, y, title: title(index, y) })),
        "p-dot",
      ),
    );
  }
  const cut = known.filter(({ whole }) => !whole).slice(0, 250);
  panel.add(
    symbols(
      panel,
      "cross",
      cut.map(({ x: time, y }) => ({ x: time, y })),
      "p-again",
    ),
  );
  return { panel, thinned: wasThinned(thinned) };
}

/** Whole frames a second, in intervals of a second or longer ones where there would be too many. */
function rateBars({ say }: StreamContext, x: Axis, timed: readonly Timed[]): { panel: Panel; thinned: boolean } {
  const list = frameRates(timed.filter(({ frame }) => isWhole(frame)).map(({ time }) => time));
  const panel = new Panel({
    x,
    y: {
      label: textOf(say("axis.fps")),
      domain: [0, list.reduce((most, { value }) => Math.max(most, value), 1)],
      format: digits,
      ticks: 4,
    },
    height: 150,
    bare: true,
  });
  panel.add(bars(panel, list, "p-fill"));
  return { panel, thinned: false };
}

/**
 * Rates between the first completion and the last: all frames of each interval, over its length, so that they are the dots
 * that stand above the bar. A rest shorter than half an interval belongs to the one before. Where one interval has the
 * whole time, its rate is that of `frames.fps`: frames behind the first one, over the time.
 */
export function frameRates(times: readonly number[]): Bar[] {
  const start = times[0] ?? 0;
  const end = times.at(-1) ?? 0;
  if (!(end > start)) return [];
  const interval = Math.max(1, niceStep((end - start) / MAX_RATE_BARS));
  const last = Math.max(0, Math.ceil((end - start) / interval - 0.5) - 1);
  if (last === 0) return [{ from: start, to: end, value: (times.length - 1) / (end - start) }];
  const counts = new Array<number>(last + 1).fill(0);
  for (const time of times) {
    const index = Math.min(last, Math.max(0, Math.floor((time - start) / interval + 1e-9)));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((frames, index) => {
    const from = start + index * interval;
    const to = index === last ? end : from + interval;
    return { from, to, value: frames / (to - from) };
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? upper)) / 2;
}

function framesTable(context: StreamContext, frames: FramesReport): Parameters<typeof figure>[0]["table"] {
  const { say, index: place, language } = context;
  const { compressed } = frameWords(frames.format);
  const cell = (frame: FrameReport, key: "compressed_bytes" | "raw_bytes" | "ratio" | "segments"): Html => {
    const unit = key === "ratio" ? "ratio" : key === "segments" ? "segments" : "bytes";
    const value = frame[key];
    const text = value === null ? textOf(say("word.unknown")) : valueText(value, unit);
    return at(`/streams/${place}/frames/list/${frame.index}/${key}`, value, unit, text);
  };
  return {
    columns: [
      { label: say("col.frame"), numeric: true },
      { label: say(compressed ? "col.compressed" : "col.body"), numeric: true },
      { label: say("col.raw"), numeric: true },
      compressed ? { label: say("col.ratio"), numeric: true } : { label: say("col.shape") },
      { label: say("col.first_packet"), numeric: true },
      { label: say("col.complete_packet"), numeric: true },
      { label: say("col.segments"), numeric: true },
      { label: say("col.state") },
    ],
    rows: frames.list
      .slice(0, 100)
      .map((frame): Piece[] => [
        frame.index,
        cell(frame, "compressed_bytes"),
        cell(frame, "raw_bytes"),
        compressed ? cell(frame, "ratio") : (shapeText(frame, " × ") ?? say("word.unknown")),
        frame.first_packet,
        frame.complete_packet,
        cell(frame, "segments"),
        frame.problem === null ? EMPTY : english(frame.problem, language.code),
      ]),
    of: frames.list.length + frames.list_omitted,
  };
}
