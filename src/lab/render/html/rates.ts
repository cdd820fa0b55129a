/** Throughput and goodput over time. */
import { figure } from "../plot/figure.ts";
import { linePath, stepArea, type Point } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import { digits, durationText, valueText } from "../units.ts";
import { niceStep, rateTick, timeAxis } from "./axes.ts";
import { dataSides, otherSide, sideWord, type Side, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { show } from "./facts-view.ts";
import { english, html, type Html, type Piece } from "./markup.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { dataSpan, seriesNote, titled } from "./sequence.ts";

/** As the report's peak: intervals of 100 ms, unless there would be too many to draw. */
const INTERVAL = 0.1;
const MAX_INTERVALS = 600;
const MAX_HOLES = 500;

export function ratesSection(context: StreamContext): Html {
  const { say, rows, stream, facts } = context;
  const sides = dataSides(stream);
  const main = sides[0];
  if (main === undefined || rows === null) return html`<p>${say("plot.no_series")}</p>`;
  const interval = secondsText(stream.directions[main].throughput.peak_window_seconds);
  return html`${sides.map((side) => rateFigure(context, rows, side))}${explanations(
    explain(
      say("explain.capacity.q"),
      say(isHeldBack(context, main) ? "explain.capacity.held" : "explain.capacity.a", {
        rate: show(facts.get("throughput.mean", main), context),
      }),
      ...(peakTells(context, main)
        ? [say("explain.capacity.bursts", { peak: show(facts.get("throughput.peak", main), context), interval })]
        : []),
    ),
    explain(say("explain.goodput.q"), say("explain.goodput.a")),
  )}`;
}

function isHeldBack({ facts }: StreamContext, sender: Side): boolean {
  return facts.get("window.throttled", otherSide(sender)).value === true;
}

/**
 * Does the busiest interval say more than the average? Over a short time it need not: the average is over the time from the
 * first data segment to the last, and the last interval reaches beyond it.
 */
function peakTells({ facts }: StreamContext, side: Side): boolean {
  return facts.number("throughput.peak", side) > facts.number("throughput.mean", side);
}

function rateFigure(context: StreamContext, rows: Rows, side: Side): Html {
  const { say, facts, name, stream, language } = context;
  const id = context.id(`rate-${side}`);
  const [start, end] = dataSpan(rows, side);
  const title = titled(context, say("rate.title"), side);
  const mean = facts.get("throughput.mean", side);
  if (typeof mean.value !== "number" || !(end > start)) {
    return html`<p id="${id}">${say("rate.takeaway_unknown", { why: english(mean.reason ?? "", language.code) })}</p>`;
  }
  const interval = Math.max(INTERVAL, niceStep((end - start) / MAX_INTERVALS));
  const { all, fresh } = bytesByInterval(rows, side, interval, start, end);
  const rate = (list: Float64Array): Point[] => {
    const points: Point[] = Array.from(list, (bytes, index) => [start + index * interval, (bytes * 8) / interval]);
    points.push([start + list.length * interval, (list.at(-1) ?? 0) * (8 / interval)]);
    return points;
  };
  const throughput = rate(all);
  const goodput = rate(fresh);
  const peak = throughput.reduce((most, [, y]) => Math.max(most, y), 0);
  // A line above all steps would seem to belong to something else.
  const withMean = mean.value <= peak;
  const panel = new Panel({
    x: timeAxis(context, [start, Math.max(end, start + all.length * interval)]),
    y: { label: textOf(say("axis.rate")), domain: [0, peak], format: rateTick(peak) },
    height: 300,
  });
  panel.add(stepArea(panel, goodput, "p-fill")).add(linePath(panel, throughput, "p-rate", true));
  if (withMean) panel.level(mean.value, "p-mean");
  const { unique_bytes: unique, payload_bytes: payload } = stream.directions[side];
  return figure(
    {
      id,
      title,
      takeaway: html`${average(context, side)} ${
        unique === payload
          ? say("rate.once")
          : say("rate.again", { goodput: show(facts.get("throughput.goodput", side), context) })
      }`,
      context: name,
      picture: svg([panel], {
        id: `${id}-svg`,
        title: `${textOf(say("rate.title"))}, ${name}`,
        description: textOf(say("rate.desc", { side: sideWord(context, side), interval: secondsText(interval) })),
      }),
      legend: [
        { sample: "area", className: "p-fill", label: say("rate.goodput") },
        { sample: "line", className: "p-rate", label: say("rate.throughput") },
        ...(withMean
          ? [
              {
                sample: "dashed" as const,
                className: "p-mean",
                label: say("rate.mean", { rate: show(mean, context) }),
              },
            ]
          : []),
      ],
      notes: [
        say("plot.bins", { interval: secondsText(interval) }),
        ...(withMean
          ? []
          : [say("rate.no_mean", { time: durationText(end - start), interval: secondsText(interval) })]),
        ...seriesNote(context),
      ],
      table: {
        columns: [
          { label: say("col.interval"), numeric: true },
          { label: say("col.throughput"), numeric: true },
          { label: say("col.goodput"), numeric: true },
          { label: say("col.bytes"), numeric: true },
        ],
        rows: Array.from(all.slice(0, 100), (bytes, index): Piece[] => [
          durationText(start + index * interval),
          valueText((bytes * 8) / interval, "bits/s"),
          valueText(((fresh[index] ?? 0) * 8) / interval, "bits/s"),
          valueText(bytes, "bytes"),
        ]),
        of: all.length,
      },
    },
    say,
  );
}

/** The average, and the peak where it says more. */
function average(context: StreamContext, side: Side): Html {
  const { say, facts, stream } = context;
  const mean = show(facts.get("throughput.mean", side), context);
  if (!peakTells(context, side)) return say("rate.takeaway", { mean });
  return say("rate.takeaway_peak", {
    mean,
    peak: show(facts.get("throughput.peak", side), context),
    interval: secondsText(stream.directions[side].throughput.peak_window_seconds),
  });
}

/** A length of time that was chosen, and so has few digits: "0.1 s". */
function secondsText(seconds: number): string {
  return `${digits(seconds)} s`;
}

/** All payload bytes of each interval, and those of them that had not been seen before. */
export function bytesByInterval(
  rows: Rows,
  side: Side,
  interval: number,
  start: number,
  end: number,
): { all: Float64Array; fresh: Float64Array } {
  const { time, seq, length } = rows.series.columns;
  const intervals = Math.floor((end - start) / interval + 1e-9) + 1;
  const all = new Float64Array(intervals);
  const fresh = new Float64Array(intervals);
  const whole = rows.series.rows === rows.series.packets;
  const seen = new SeenBytes(whole);
  for (const row of rows.data[side]) {
    const index = Math.floor((time[row]! - start) / interval + 1e-9);
    const unseen = seen.add(seq[row]!, seq[row]! + length[row]!);
    if (!(index >= 0 && index < intervals)) continue;
    fresh[index] = fresh[index]! + unseen;
    // With packets left out of the series, what lies between two of them was sent as well.
    all[index] = all[index]! + (whole ? length[row]! : Math.max(length[row]!, unseen));
  }
  return { all, fresh };
}

/** Tells which bytes of a direction are new, by keeping its holes. */
class SeenBytes {
  #end = Number.NaN;
  readonly #holes: { from: number; to: number }[] = [];
  readonly #withHoles: boolean;

  /** @param withHoles false: bytes that are skipped were seen too, only not kept */
  constructor(withHoles: boolean) {
    this.#withHoles = withHoles;
  }

  /** @returns how many of the bytes from..to had not been seen */
  add(from: number, to: number): number {
    if (Number.isNaN(this.#end)) this.#end = from;
    let fresh = 0;
    if (to > this.#end) {
      if (from > this.#end && this.#withHoles) this.#open(this.#end, from);
      fresh = to - (this.#withHoles ? Math.max(from, this.#end) : this.#end);
      this.#end = to;
    }
    for (let index = this.#holes.length - 1; index >= 0; index--) {
      const hole = this.#holes[index]!;
      const low = Math.max(from, hole.from);
      const high = Math.min(to, hole.to);
      if (low >= high) continue;
      fresh += high - low;
      const rest = [
        { from: hole.from, to: low },
        { from: high, to: hole.to },
      ].filter((piece) => piece.from < piece.to);
      this.#holes.splice(index, 1, ...rest);
    }
    return fresh;
  }

  #open(from: number, to: number): void {
    this.#holes.push({ from, to });
    // A capture with more holes than that has lost so much that the oldest won't be filled.
    if (this.#holes.length > MAX_HOLES) this.#holes.shift();
  }
}
