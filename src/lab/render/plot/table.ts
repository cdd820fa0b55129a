/** Tables as pages show them: with a caption, headed rows, and in a region that scrolls by itself where it is too wide. */
import { html, type Html, type Piece } from "../html/markup.ts";

export interface Column {
  readonly label: Piece;
  /** Figures, set flush right. */
  readonly numeric?: boolean;
}

export interface TableParts {
  readonly caption: Piece;
  readonly columns: readonly Column[];
  /** The first cell of a row heads it. */
  readonly rows: readonly (readonly Piece[])[];
  /** The caption is only for those who can't see the heading above it. */
  readonly captionHidden?: boolean;
}

export function table({ caption, columns, rows, captionHidden = false }: TableParts): Html {
  const head = columns.map(({ label, numeric }) => html`<th scope="col"${numeric === true && NUMERIC}>${label}</th>`);
  return html`<table><caption${captionHidden && HIDDEN}>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${rows.map((row) => tableRow(columns, row))}</tbody></table>`;
}

export function tableRow(columns: readonly Column[], cells: readonly Piece[]): Html {
  const shown = cells.map((cell, index) => {
    const align = columns[index]?.numeric === true && NUMERIC;
    return index === 0 ? html`<th scope="row"${align}>${cell}</th>` : html`<td${align}>${cell}</td>`;
  });
  return html`<tr>${shown}</tr>
`;
}

const NUMERIC = html` class="n"`;
const HIDDEN = html` class="hidden"`;

/** What may be wider than the page scrolls in a region of its own, which the keyboard reaches. */
export function scrolling(label: string, content: Html, className = ""): Html {
  return html`<div class="scroll ${className}" role="region" tabindex="0" aria-label="${label}">${content}</div>`;
}
