/** Bars in tables. The figures stand beside them, so they say nothing to those who hear the page. */
import { html, type Html } from "../../render/html/markup.ts";

export type BarClass = "all" | "passed" | "partial" | "failed" | "open";

/** @param parts widths, from 0 to 1, one behind the other */
export function bar(parts: readonly (readonly [BarClass, number])[]): Html {
  let at = 0;
  const pieces = parts.map(([name, width]) => {
    const piece = html`<rect class="${name}" x="${percent(at)}" y="0" width="${percent(width)}" height="10" />`;
    at += width;
    return width > 0 && piece;
  });
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${pieces}</svg>`;
}

const percent = (share: number): string => (share * 100).toFixed(2);

export function key(name: BarClass, label: string): Html {
  return html`<li>
    <svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${name}" width="10" height="10" /></svg>${label}
  </li>`;
}
