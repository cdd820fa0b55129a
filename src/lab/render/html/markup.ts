/**
 * HTML in which nothing can be forgotten to be escaped: the `html` tag escapes every value put into it, unless that value
 * was itself made by the tag. Independent of any page: reports, plots and other documents are built with it.
 */
import { harmless } from "../escape.ts";

const BRAND: unique symbol = Symbol("html");

/** Markup that is safe to put into a page: made by {@link html}, or by {@link trusted} of the project's own constants. */
export class Html {
  readonly [BRAND] = true;
  readonly #text: string;

  constructor(key: typeof BRAND, text: string) {
    // A type assertion must not be enough to make one elsewhere.
    if (key !== BRAND) throw new TypeError("Html is made by the html tag");
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template; null, undefined and false leave nothing behind. */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

export const EMPTY = new Html(BRAND, "");

/**
 * Markup from a template. Strings are escaped for element text and for quoted attribute values alike, and their control
 * and direction-changing characters shown as numbers. Values in attributes must stand in double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  let text = strings[0] ?? "";
  for (const [index, value] of values.entries()) text += pieceText(value) + (strings[index + 1] ?? "");
  return new Html(BRAND, text);
}

/** Pieces one behind the other. */
export function join(pieces: readonly Piece[], separator: Piece = ""): Html {
  return new Html(BRAND, pieces.map(pieceText).join(pieceText(separator)));
}

/** Takes a constant of the project, such as a style sheet, as it is. Never for anything that was read. */
export function trusted(text: string): Html {
  return new Html(BRAND, text);
}

/**
 * Text from a packet, a file, a peer or the command line: escaped, and kept apart from the direction of the text around
 * it, whatever script it is written in.
 */
export function foreign(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** Text in the project's own words that has no translation: English in a page of another language. */
export function english(text: Piece, language: string): Html {
  return language === "en" ? html`${text}` : html`<span lang="en">${text}</span>`;
}

function pieceText(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (piece instanceof Html) return piece.toString();
  if (typeof piece === "number") return String(piece);
  if (typeof piece === "string") return escapeHtml(piece);
  return piece.map(pieceText).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Safe as element text and between double or single quotes of an attribute. */
export function escapeHtml(text: string): string {
  return harmless(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? "");
}
