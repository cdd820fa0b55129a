/** What both kinds of pages are made from. */
import { foreign, html, type Html, type Piece } from "../../render/html/markup.ts";
import { htmlDocument } from "../../render/html/document.ts";
import type { CheckState, Result } from "../result.ts";
import type { Problem } from "../submission/problems.ts";
import { PAGE_STYLE } from "./style.ts";

const STATES: Readonly<Record<CheckState, readonly [tag: string, words: string]>> = {
  passed: ["good", "passed"],
  partial: ["note", "partly right"],
  failed: ["bad", "not right"],
  ungradable: ["info", "can't be graded"],
  pending: ["info", "waits for a person"],
  "not-reached": ["note", "not reached"],
};

export function stateTag(state: CheckState): Html {
  const [tag, words] = STATES[state];
  return html`<span class="tag ${tag}">${words}</span>`;
}

const SEVERITIES = { error: ["bad", "problem"], warning: ["note", "note"], info: ["info", "good to know"] } as const;

export function problemList(problems: readonly Problem[], withRemedy = true): Html {
  return html`<ul class="findings">
    ${problems.map(({ severity, message, remedy, code }) => {
      const [tag, words] = SEVERITIES[severity];
      return html`<li>
        <span class="tag ${tag}">${words}</span
        ><span>${foreign(message)}${withRemedy && severity !== "info" && html` ${remedy}`} <code>${code}</code></span>
      </li> `;
    })}
  </ul>`;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export interface PageParts {
  readonly title: string;
  readonly kicker: string;
  readonly heading: Piece;
  readonly meta: readonly Piece[];
  readonly sections: readonly Section[];
  /** Links of the contents, where they are more than the sections. */
  readonly links?: ReadonlyMap<string, readonly Html[]>;
  /** Definitions that plots refer to. */
  readonly symbols?: Html | null;
}

/** One file that loads nothing and runs nothing. */
export function gradePage({ title, kicker, heading, meta, sections, links, symbols }: PageParts): string {
  const items = sections.map(
    ({ id, title: name }) =>
      html`<li>
        <a href="#${id}">${name}</a>${
          links?.has(id) === true &&
          html`<ol>
            ${links.get(id)!.map((link) => html`<li>${link}</li>`)}
          </ol>`
        }
      </li> `,
  );
  const body = html`<a class="skip" href="#main">Skip to the content</a>${symbols}
    <header>
      <p class="kicker">${kicker}</p>
      <h1>${heading}</h1>
      <ul class="meta">
        ${meta.map((line) => line !== false && line !== null && html`<li>${line}</li>`)}
      </ul>
    </header>
    <nav class="contents" aria-labelledby="contents-h">
      <h2 id="contents-h">Contents</h2>
      <ol>
        ${items}
      </ol>
    </nav>
    <main id="main" tabindex="-1">
      ${sections.map(
        ({ id, title: name, body: inner }) =>
          html`<section id="${id}" aria-labelledby="${id}-h">
            <h2 id="${id}-h">${name}</h2>
            ${inner}
          </section> `,
      )}
    </main>
    <footer><p>Made by sharelab. This file loads nothing and runs nothing.</p></footer>`;
  return htmlDocument({ language: "en", title, style: PAGE_STYLE, body }).toString();
}

export function points(count: number): string {
  return `${count} ${count === 1 ? "point" : "points"}`;
}

export function studentName({ student }: Result): Html {
  return student.name === null || student.name === student.id
    ? foreign(student.id)
    : html`${foreign(student.name)} (${foreign(student.id)})`;
}
