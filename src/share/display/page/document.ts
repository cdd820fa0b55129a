/** What all pages have: head, keys and counters with their help. They hold no text of anybody else's: scripts put that in. */

export interface Counter {
  /** Of the element that the scripts put the value into, behind the prefix of its pane. */
  readonly id: string;
  readonly label: string;
  readonly meaning: string;
}

/** A key, and what it does. */
export type Key = readonly [key: string, what: string];

export interface Page {
  /** Of the command whose page it is. */
  readonly name: string;
  /** Beside those that all pages have. */
  readonly styles: readonly string[];
  /** Module in the folder of the scripts. */
  readonly script: string;
  /** Attributes of the body. */
  readonly body: string;
  readonly header: string;
  readonly main: string;
  /** Behind the main part. */
  readonly after?: string;
  readonly keys: readonly Key[];
  readonly counters: readonly Counter[];
  /** What the page's script does, for those who have switched scripts off. */
  readonly purpose: string;
}

/** Buttons that all pages have. */
const TOOLS = `<button type="button" id="full" aria-keyshortcuts="f"><span id="full-label">Full screen</span><kbd aria-hidden="true">F</kbd></button>
<button type="button" id="help" aria-keyshortcuts="?">Help<kbd aria-hidden="true">?</kbd></button>`;

/**
 * @param who what stands on the left
 * @param sized what can be shown fitted or 1:1, as in "Size of the picture"; null: nothing
 * @param tools buttons that only this page has
 */
export function headerHtml(who: string, sized: string | null, tools = ""): string {
  const sizes = `<div class="pair" role="group" aria-label="Size of the ${sized}">
<button type="button" id="fit" aria-pressed="true" aria-keyshortcuts="0">Fit<kbd aria-hidden="true">0</kbd></button>
<button type="button" id="exact" aria-pressed="false" aria-keyshortcuts="1">1:1<kbd aria-hidden="true">1</kbd></button>
</div>
`;
  return `<header class="bar top">
<div class="who">${who}</div>
<div class="tools">
${sized === null ? "" : sizes}${tools}${TOOLS}
</div>
</header>`;
}

/** @param prefix of ids */
export function canvasHtml(prefix = ""): string {
  return `<canvas id="${prefix}picture" width="1" height="1" role="img" aria-label="No picture yet" hidden></canvas>`;
}

/** @param prefix of ids */
export function counterList(counters: readonly Counter[], prefix = ""): string {
  return `<dl>
${counters.map(({ id, label }) => `<div><dt>${label}</dt><dd id="${prefix}${id}">–</dd></div>`).join("\n")}
</dl>`;
}

function guideHtml(keys: readonly Key[], counters: readonly Counter[]): string {
  return `<dialog id="guide" aria-labelledby="guide-title" data-key="?">
<form method="dialog"><h2 id="guide-title">Help</h2><button type="submit">Close</button></form>
<h3>Keys</h3>
<dl class="keys">
${keys.map(([key, what]) => `<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`).join("\n")}
</dl>
<p><label><input type="checkbox" id="shortcuts" checked> Use these keys</label></p>
<h3>Counters</h3>
<dl class="meanings">
${counters.map(({ label, meaning }) => `<div><dt>${label}</dt><dd>${meaning}</dd></div>`).join("\n")}
</dl>
</dialog>`;
}

export function documentHtml({
  name,
  styles,
  script,
  body,
  header,
  main,
  after,
  keys,
  counters,
  purpose,
}: Page): string {
  const sheets = ["page.css", ...styles].map((sheet) => `<link rel="stylesheet" href="${sheet}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>sharelab ${name}</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
${sheets.join("\n")}
<script type="module" src="client/${script}"></script>
</head>
<body ${body}>
${header}
<main>
${main}
</main>
${after === undefined ? "" : `${after}\n`}<p id="announcer" class="unseen" role="status" aria-live="polite"></p>
${guideHtml(keys, counters)}
<noscript><p class="alone">This page ${purpose} with a script, and scripts are switched off.</p></noscript>
</body>
</html>
`;
}
