/** What confuses students, in a box that opens where it shows. */
import type { Piece } from "./markup.ts";
import { html, type Html } from "./markup.ts";

/** A question and its answer; printed, the box is open. */
export function explain(question: Html, ...answer: readonly Piece[]): Html {
  return html`<details class="explain"><summary>${question}</summary><div>${answer.map((text) => html`<p>${text}</p>`)}</div></details>`;
}

export function explanations(...boxes: readonly Piece[]): Html {
  return html`<div class="explanations">${boxes}</div>`;
}
