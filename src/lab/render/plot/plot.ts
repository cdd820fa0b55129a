/** A plot's frame: axes, grid, layers. Several panels stand one above the other in one picture. */
import { html, join, EMPTY, type Html } from "../html/markup.ts";
import { labelMiddle } from "./marks.ts";
import { coordinate, scaleOf, type Axis, type Scale } from "./scale.ts";

export interface PanelOptions {
  readonly x: Axis;
  readonly y: Axis;
  /** Of the whole panel with its labels, in pixels of the picture (defaults 760 and 340). */
  readonly width?: number;
  readonly height?: number;
  /** The x axis has no labels, because a panel below has the same. */
  readonly bare?: boolean;
}

const LEFT = 74;
const RIGHT = 18;
const TOP = 30;
const BOTTOM = 46;
const BARE_BOTTOM = 12;
/** How far layers may reach beyond the axes: what stands on the edge is drawn whole. */
const OVERHANG = 4;

export class Panel {
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly left = LEFT;
  readonly right: number;
  readonly top = TOP;
  readonly bottom: number;
  readonly #options: PanelOptions;
  readonly #layers: Html[] = [];
  readonly #texts: Html[] = [];

  constructor(options: PanelOptions) {
    this.#options = options;
    this.width = options.width ?? 760;
    this.height = options.height ?? 340;
    this.right = this.width - RIGHT;
    this.bottom = this.height - (options.bare === true ? BARE_BOTTOM : BOTTOM);
    this.x = scaleOf(options.x, [this.left, this.right], false);
    this.y = scaleOf(options.y, [this.bottom, this.top], true);
  }

  /** Pixels between the axes, across. */
  get columns(): number {
    return this.right - this.left;
  }

  /** Lays something over what is there. Later layers are on top. */
  add(layer: Html): this {
    this.#layers.push(layer);
    return this;
  }

  /** A line across at a value that means something. Its name stands in the legend: here it would lie on what is drawn. */
  level(value: number, className: string): this {
    return this.add(html`<path class="${className}" d="M${this.left} ${coordinate(this.y(value))}H${this.right}" />`);
  }

  /** Text over all layers. It is drawn whole also where it reaches beyond the axes. */
  write(text: Html): this {
    this.#texts.push(text);
    return this;
  }

  /** A dashed line upright at a value that means something; its name stands above what is drawn. */
  upright(value: number, label: string, className = "level"): this {
    const x = this.x(value);
    const end = x > (this.left + this.right) / 2;
    this.add(html`<g class="${className}"><path d="M${coordinate(x)} ${this.top}V${this.bottom}" /></g>`);
    return this.write(
      html`<g class="${className}"><text x="${coordinate(end ? x + 3 : x - 3)}" y="${this.top - 5}" text-anchor="${end ? "end" : "start"}">${label}</text></g>`,
    );
  }

  /** @param clip id of the clip path that keeps layers between the axes; unique in the page */
  render(y: number, clip: string): Html {
    return html`<g transform="translate(0 ${y})"><clipPath id="${clip}"><rect x="${this.left - OVERHANG}" y="${this.top - OVERHANG}" width="${this.columns + 2 * OVERHANG}" height="${this.bottom - this.top + OVERHANG + 1}" /></clipPath>${this.#axes()}<g clip-path="url(#${clip})">${this.#layers}</g>${this.#texts}</g>`;
  }

  #axes(): Html {
    const { x, y, bare } = this.#options;
    const yTicks = this.y.ticks(y.ticks ?? 5);
    const xTicks = this.x.ticks(x.ticks ?? 7);
    const at = coordinate;
    const grid = yTicks.map((tick) => html`M${this.left} ${at(this.y(tick))}H${this.right}`);
    const marks = xTicks.map((tick) => html`M${at(this.x(tick))} ${this.bottom}v4`);
    const yLabels = yTicks.map(
      (tick) => html`<text x="${this.left - 8}" y="${at(this.y(tick) + 4)}">${y.format(tick)}</text>`,
    );
    const middle = (tick: number, text: string): string => at(labelMiddle({ x: this.x(tick), text }, [0, this.width]));
    const xLabels =
      bare === true
        ? EMPTY
        : html`<g class="ticks" text-anchor="middle">${xTicks.map(
            (tick) => html`<text x="${middle(tick, x.format(tick))}" y="${this.bottom + 18}">${x.format(tick)}</text>`,
          )}</g
          ><text class="axis" x="${this.right}" y="${this.bottom + 37}" text-anchor="end">${x.label}</text>`;
    return html`<path class="grid" d="${join(grid)}" /><path class="line" d="M${this.left} ${this.bottom}H${this.right}${join(marks)}" /><g class="ticks" text-anchor="end">${yLabels}</g>${xLabels}<text class="axis" x="${this.left - 8}" y="14">${y.label}</text>`;
  }
}

/** What a picture says to those who can't see it. */
export interface Described {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** Panels as one picture. */
export function svg(panels: readonly Panel[], { id, title, description }: Described): Html {
  const width = Math.max(...panels.map((panel) => panel.width));
  let y = 0;
  const drawn: Html[] = [];
  for (const [index, panel] of panels.entries()) {
    drawn.push(panel.render(y, `${id}-c${index}`));
    y += panel.height;
  }
  return picture(width, y, { id, title, description }, join(drawn));
}

/** A picture of our own making, named and described. */
export function picture(width: number, height: number, { id, title, description }: Described, content: Html): Html {
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${content}</svg>`;
}
