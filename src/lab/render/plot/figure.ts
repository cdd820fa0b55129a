/** A plot with what belongs to it: heading, one sentence on what it shows, legend, how it was drawn, data as a table. */
import { html, join, EMPTY, type Html } from "../html/markup.ts";
import { textOf, type Say } from "../html/say.ts";
import type { SymbolName } from "./marks.ts";
import { scrolling, table, type Column } from "./table.ts";
import type { Piece } from "../html/markup.ts";

export interface LegendEntry {
  readonly sample: "line" | "dashed" | "area" | "stroke" | "bar" | SymbolName;
  /** The class that gives the plot's layer its colour. */
  readonly className: string;
  readonly label: Piece;
}

export interface FigureTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Piece[])[];
  /** How many rows there would be. */
  readonly of: number;
}

export interface FigureParts {
  /** Unique in the page. */
  readonly id: string;
  readonly title: Html;
  readonly takeaway: Html;
  /** What distinguishes this figure from those of other streams, for those who hear the page. */
  readonly context: string;
  readonly picture: Html;
  readonly legend: readonly LegendEntry[];
  readonly notes: readonly Html[];
  readonly table: FigureTable | null;
}

/** Rows of a plot's data in the page; the CSV has all. */
export const MAX_TABLE_ROWS = 100;

export function figure(parts: FigureParts, say: Say): Html {
  const { id, title, takeaway, context, picture, legend, notes } = parts;
  const name = `${textOf(title)}, ${context}`;
  return html`<figure class="plot-figure" id="${id}"
    ><figcaption><h4>${title}</h4><p class="takeaway">${takeaway}</p></figcaption
    >${scrolling(textOf(say("table.scroll", { title: name })), picture, "wide")}${legendHtml(legend)}${notes.map(
      (note) => html`<p class="how">${note}</p>`,
    )}${parts.table === null ? EMPTY : dataTable(parts.table, name, say)}</figure
  >`;
}

function dataTable({ columns, rows, of }: FigureTable, name: string, say: Say): Html {
  const shown = rows.slice(0, MAX_TABLE_ROWS);
  const data = say("table.data");
  const capped =
    of > shown.length ? html`<p class="how">${say("table.capped", { shown: shown.length, rows: of })}</p>` : EMPTY;
  const label = `${textOf(data)}: ${name}`;
  return html`<details class="data"
    ><summary>${data} <span class="quiet">(${say("table.rows", { rows: of })})</span></summary>${capped}${scrolling(
      label,
      table({ caption: label, columns, rows: shown, captionHidden: true }),
    )}</details
  >`;
}

function legendHtml(entries: readonly LegendEntry[]): Html {
  if (entries.length === 0) return EMPTY;
  const items = entries.map(
    ({ sample, className, label }) =>
      html`<li><svg class="key" width="30" height="14" viewBox="0 0 30 14" aria-hidden="true">${key(sample, className)}</svg>${label}</li>`,
  );
  return html`<ul class="legend">${join(items)}</ul>`;
}

function key(sample: LegendEntry["sample"], className: string): Html {
  switch (sample) {
    case "line":
    case "dashed":
      return html`<path class="${className}" d="M2 7H28" />`;
    case "area":
      return html`<path class="${className}" d="M2 13V4H12V8H20V3H28V13z" />`;
    case "bar":
      return html`<path class="${className}" d="M9 13V2H21V13z" />`;
    case "stroke":
      return html`<path class="${className}" d="M9 12V7M15 9V3M21 6V1" />`;
    default:
      return html`<g class="${className}"><use href="#sym-${sample}" x="15" y="7" /></g>`;
  }
}
