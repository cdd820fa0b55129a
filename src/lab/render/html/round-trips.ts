/** Round trips: samples, their moving average, and those that say nothing for sure. */
import { thinLine, thinMarks, wasThinned } from "../plot/downsample.ts";
import { figure } from "../plot/figure.ts";
import { dots, linePath, symbols, type Mark, type Point } from "../plot/marks.ts";
import { Panel, svg } from "../plot/plot.ts";
import { count, digits, durationText } from "../units.ts";
import { timeAxis } from "./axes.ts";
import { dataSides, sideWord, type Side, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { show } from "./facts-view.ts";
import { english, html, type Html, type Piece } from "./markup.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { dataSpan, seriesNote, titled } from "./sequence.ts";
import { MAX_SIGNS } from "./segments-plot.ts";

const SINGLE = 1500;
/** From here on a linear axis would press nearly all samples into its lowest pixels. */
const SKEWED = 12;
/** Handshake halves that differ by this factor tell where the capture point is. */
const NEARER = 3;

export function roundTripsSection(context: StreamContext): Html {
  const { say, rows, stream } = context;
  const sides = dataSides(stream);
  if (rows === null || sides.length === 0) return html`<p>${say("plot.no_series")}</p>`;
  return html`${sides.map((side) => tripsFigure(context, rows, side))}${explanations(
    explain(say("explain.two_sides.q"), twoSides(context, rows)),
    explain(say("explain.ewma.q"), say("explain.ewma.a")),
    explain(say("explain.ambiguous.q"), say("explain.ambiguous.a")),
  )}`;
}

/** Where the capture was taken, told by the two halves of the handshake. */
function twoSides({ say }: StreamContext, { series }: Rows): Html {
  const { of, value, data } = series.roundTrips;
  const halves = [Number.NaN, Number.NaN];
  for (let row = 0; row < of.length && row < 20; row++) {
    const side = of[row]!;
    if (data[row] === 0 && Number.isNaN(halves[side])) halves[side] = value[row]!;
  }
  const [syn = Number.NaN, synAck = Number.NaN] = halves;
  if (!(syn > 0) || !(synAck > 0)) return say("explain.two_sides_plain.a");
  const where =
    syn > synAck * NEARER
      ? say("explain.two_sides.near_client")
      : synAck > syn * NEARER
        ? say("explain.two_sides.near_server")
        : say("explain.two_sides.middle");
  return say("explain.two_sides.a", { syn: durationText(syn), syn_ack: durationText(synAck), where });
}

interface Samples {
  readonly clear: Point[];
  readonly ambiguous: Mark[];
  readonly ewma: Point[];
  readonly rows: number[];
}

function samplesOf({ series }: Rows, side: Side): Samples {
  const { of, time, value, data, ambiguous, ewma, ackPacket } = series.roundTrips;
  const samples: Samples = { clear: [], ambiguous: [], ewma: [], rows: [] };
  for (let row = 0; row < of.length; row++) {
    if (of[row] !== side || data[row] === 0) continue;
    samples.rows.push(row);
    const milliseconds = value[row]! * 1e3;
    if (ambiguous[row] === 1) {
      samples.ambiguous.push({ x: time[row]!, y: milliseconds, title: `#${ackPacket[row]!}` });
      continue;
    }
    samples.clear.push([time[row]!, milliseconds]);
    samples.ewma.push([time[row]!, ewma[row]! * 1e3]);
  }
  return samples;
}

function tripsFigure(context: StreamContext, rows: Rows, side: Side): Html {
  const { say, facts, name, language } = context;
  const id = context.id(`rtt-${side}`);
  const title = titled(context, say("rtt.title"), side);
  const { clear, ambiguous, ewma, rows: all } = samplesOf(rows, side);
  const largest = facts.get("rtt.max", side);
  if (clear.length === 0) {
    return html`<p id="${id}">${say("rtt.takeaway_none", { why: english(largest.reason ?? "", language.code) })}</p>`;
  }
  const highest = Math.max(...maxima(clear), ...ambiguous.map(({ y }) => y));
  const median = facts.number("rtt.median", side) * 1e3;
  const skewed = highest > median * SKEWED;
  const panel = new Panel({
    x: timeAxis(context, withSamples(dataSpan(rows, side), [...clear.map(([x]) => x), ...ambiguous.map(({ x }) => x)])),
    y: {
      label: textOf(say(skewed ? "axis.rtt_sqrt" : "axis.rtt")),
      domain: [0, highest],
      format: digits,
      kind: skewed ? "sqrt" : "linear",
    },
    height: 300,
  });
  const column = (x: number): number => panel.x(x);
  const shown = thinLine(clear, column, SINGLE);
  const line = thinLine(ewma, column, SINGLE);
  const hollow = thinMarks(ambiguous, column, MAX_SIGNS, (many) => `${count(many)} x ${textOf(say("rtt.ambiguous"))}`);
  panel.add(dots(panel, shown.list, "p-dot"));
  panel.add(symbols(panel, "circle", hollow.list, "p-late"));
  panel.add(linePath(panel, line.list, "p-ewma"));
  return figure(
    {
      id,
      title,
      takeaway: say("rtt.takeaway", {
        samples: facts.number("rtt.samples", side),
        median: show(facts.get("rtt.median", side), context),
        max: show(largest, context),
        packet: html`${largest.packets[0]}`,
      }),
      context: name,
      picture: svg([panel], {
        id: `${id}-svg`,
        title: `${textOf(say("rtt.title"))}, ${name}`,
        description: textOf(
          say("rtt.desc", {
            side: sideWord(context, side),
            samples: clear.length,
            ambiguous: ambiguous.length,
            ewma: durationText((ewma.at(-1)?.[1] ?? 0) / 1e3),
          }),
        ),
      }),
      legend: [
        { sample: "dot", className: "p-dot", label: say("rtt.sample") },
        { sample: "line", className: "p-ewma", label: say("rtt.ewma") },
        ...(ambiguous.length === 0
          ? []
          : [
              {
                sample: "circle" as const,
                className: "p-late",
                label: say("legend.counted", { label: say("rtt.ambiguous"), count: ambiguous.length }),
              },
            ]),
      ],
      notes: [
        ...(wasThinned(shown) ? [say("plot.thinned", { points: shown.of })] : []),
        ...(wasThinned(hollow) ? [say("plot.marks_thinned", { count: hollow.of })] : []),
        ...seriesNote(context),
      ],
      table: tripsTable(context, rows, all),
    },
    say,
  );
}

/** A sample stands where its ACK came: the last ones come when all data is out. */
function withSamples([start, end]: readonly [number, number], times: readonly number[]): [number, number] {
  return times.reduce<[number, number]>(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [start, end],
  );
}

/** Of pieces, as a call takes only so many arguments. */
function maxima(points: readonly Point[]): number[] {
  let most = 0;
  for (const [, y] of points) if (y > most) most = y;
  return [most];
}

function tripsTable(
  { say }: StreamContext,
  { series }: Rows,
  all: readonly number[],
): Parameters<typeof figure>[0]["table"] {
  const { dataPacket, ackPacket, time, value, ewma, ambiguous } = series.roundTrips;
  return {
    columns: [
      { label: say("col.data_packet"), numeric: true },
      { label: say("col.ack_packet"), numeric: true },
      { label: say("col.time"), numeric: true },
      { label: say("col.rtt"), numeric: true },
      { label: say("col.ewma"), numeric: true },
      { label: say("col.ambiguous") },
    ],
    rows: all
      .slice(0, 100)
      .map((row): Piece[] => [
        dataPacket[row],
        ackPacket[row],
        durationText(time[row]!),
        durationText(value[row]!),
        Number.isFinite(ewma[row]) ? durationText(ewma[row]!) : "",
        say(ambiguous[row] === 1 ? "word.yes" : "word.no"),
      ]),
    of: all.length,
  };
}
