/** What is drawn on a panel: lines, steps, upright strokes, bars, symbols. Each as few elements as can be. */
import {
  area,
  curveStepAfter,
  line,
  symbol,
  symbolCircle,
  symbolDiamond2,
  symbolSquare2,
  symbolTimes,
  symbolTriangle2,
  type SymbolType,
} from "d3-shape";
import { html, trusted, type Html } from "../html/markup.ts";
import type { Panel } from "./plot.ts";
import { coordinate } from "./scale.ts";

export type Point = readonly [x: number, y: number];

/** A line through the points; NaN breaks it. `step`: level until the next point. */
export function linePath(panel: Panel, points: readonly Point[], className: string, step = false): Html {
  const path = line<Point>()
    .digits(1)
    .defined(([, y]) => Number.isFinite(y))
    .x(([x]) => panel.x(x))
    .y(([, y]) => panel.y(y));
  if (step) path.curve(curveStepAfter);
  return shape(path(points), className);
}

/** The surface between the x axis and a line of steps. */
export function stepArea(panel: Panel, points: readonly Point[], className: string): Html {
  const path = area<Point>()
    .digits(1)
    .curve(curveStepAfter)
    .x(([x]) => panel.x(x))
    .y0(panel.y(0))
    .y1(([, y]) => panel.y(y));
  return shape(path(points), className);
}

export interface Stroke {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** Upright strokes, such as segments from their first to their last byte; at least a dot each. */
export function strokes(panel: Panel, list: Iterable<Stroke>, className: string): Html {
  let path = "";
  for (const { x, low, high } of list) {
    const top = panel.y(high);
    const full = panel.y(low) - top;
    // Where there is room, a gap tells one segment from the next.
    const height = full > 5 ? full - 1.2 : Math.max(full, 0.8);
    path += `M${coordinate(panel.x(x))} ${coordinate(top)}v${coordinate(height)}`;
  }
  return shape(path, className);
}

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** Bars from the x axis upwards with a gap between them; never so low that they can't be seen. */
export function bars(panel: Panel, list: Iterable<Bar>, className: string): Html {
  let path = "";
  const zero = panel.y(0);
  for (const { from, to, value } of list) {
    if (value <= 0) continue;
    const left = panel.x(from);
    const width = Math.max(panel.x(to) - left - 1, 1);
    const top = Math.min(panel.y(value), zero - 1.5);
    path += `M${coordinate(left + 0.5)} ${coordinate(zero)}V${coordinate(top)}h${coordinate(width)}V${coordinate(zero)}z`;
  }
  return shape(path, className);
}

export interface BarLabel {
  /** The middle of the bar, across, and its top: pixels of the picture. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Of one character of a label, in pixels, in the widest of the fonts that a page asks for. */
const CHARACTER = 7.7;
const LABEL_GAP = 3;

/**
 * Where the middle of a label is to be: at its place, but within limits, and on one side of an upright line.
 *
 * @param wall the line's x
 */
export function labelMiddle(
  { x, text }: Omit<BarLabel, "y">,
  [left, right]: readonly [number, number],
  wall?: number,
): number {
  const half = (text.length * CHARACTER) / 2;
  const low = wall !== undefined && x >= wall ? wall + LABEL_GAP : left;
  const high = wall !== undefined && x < wall ? wall - LABEL_GAP : right;
  return Math.max(low + half, Math.min(high - half, x));
}

/** Numbers over bars. */
export function barLabels(panel: Panel, labels: readonly BarLabel[], wall?: number): Html {
  const texts = labels.map((label) => {
    const middle = labelMiddle(label, [panel.left, panel.right], wall);
    return html`<text x="${coordinate(middle)}" y="${Math.round(label.y - 5)}">${label.text}</text>`;
  });
  return html`<g class="label" text-anchor="middle">${texts}</g>`;
}

function shape(path: string | null, className: string): Html {
  return html`<path class="${className}" d="${path ?? ""}" />`;
}

/** Shapes to tell events apart by, besides their colours. */
const SHAPES = {
  dot: [symbolCircle, 14],
  circle: [symbolCircle, 44],
  cross: [symbolTimes, 62],
  triangle: [symbolTriangle2, 40],
  diamond: [symbolDiamond2, 40],
  square: [symbolSquare2, 34],
} as const satisfies Record<string, readonly [SymbolType, number]>;

export type SymbolName = keyof typeof SHAPES;

/** The shapes once for the page; {@link symbols} and legends refer to them. */
export function symbolDefinitions(): Html {
  const shapes = Object.entries(SHAPES).map(([name, [type, size]]) => {
    const path = symbol(type, size).digits(1)() ?? "";
    return `<path id="sym-${name}" d="${path}"/>`;
  });
  return trusted(`<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${shapes.join("")}</defs></svg>`);
}

export interface Mark {
  readonly x: number;
  readonly y: number;
  /** Shown when the mouse rests on it. */
  readonly title?: string;
}

export function symbols(panel: Panel, name: SymbolName, list: readonly Mark[], className: string): Html {
  const uses = list.map(({ x, y, title }) => {
    const place = html`x="${coordinate(panel.x(x))}" y="${coordinate(panel.y(y))}"`;
    return title === undefined
      ? html`<use href="#sym-${name}" ${place} />`
      : html`<use href="#sym-${name}" ${place}><title>${title}</title></use>`;
  });
  return html`<g class="${className}">${uses}</g>`;
}

/** Many small dots as one path: round ends of strokes without length. */
export function dots(panel: Panel, points: Iterable<Point>, className: string): Html {
  let path = "";
  for (const [x, y] of points) path += `M${coordinate(panel.x(x))} ${coordinate(panel.y(y))}h0`;
  return shape(path, className);
}
