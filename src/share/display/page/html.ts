/** The page. It holds no text of anybody else's: scripts put that in, as text. */

/** Counters of the status strip: id, label, what it means. The scripts fill in the values. */
const COUNTERS: readonly (readonly [string, string, string])[] = [
  ["rate", "Frames/s", "Frames that came from the sharer, over the last two seconds."],
  ["bits", "Bit rate", "What came from the sharer over the last two seconds, compressed."],
  ["ratio", "Ratio", "Bytes of the last frame's pixels for each byte that came."],
  ["received", "Received", "Frames that came from the sharer."],
  ["shown", "Shown", "Frames that this page has drawn."],
  ["skipped", "Skipped", "Frames that came while this page was busy with an older one: the newest wins."],
  [
    "delay",
    "Delay here",
    "From a frame's last byte coming in to its being drawn. How old it was by then is not on the wire.",
  ],
  ["last", "Last frame", "Time since the sharer's last frame."],
  ["dimensions", "Picture", "Width and height, pixels."],
];

const KEYS: readonly (readonly [string, string])[] = [
  ["0", "Fit the picture into the window"],
  ["1", "1:1, a dot of the picture on a dot of the screen; arrow keys scroll"],
  ["F", "Full screen; Esc leaves it"],
  ["I", "Hide or show everything but the picture"],
  ["R", "Try to connect now"],
  ["?", "This help"],
];

/** The card over a picture: what is the matter, and what can be done about it. */
export const NOTICE = `<section id="notice" aria-label="State of the connection" hidden>
<h2 id="notice-title"></h2>
<p id="notice-text"></p>
<p id="notice-remedy"></p>
<div id="notice-sizes" class="sizes" role="group" aria-label="Sizes that fit"></div>
<form id="notice-size" hidden>
<label for="other-size">Another size</label>
<input id="other-size" name="size" inputmode="text" autocomplete="off" spellcheck="false" placeholder="1366x768" maxlength="16" aria-describedby="other-size-problem">
<button type="submit">Use it</button>
<p id="other-size-problem" role="alert"></p>
</form>
<div class="again">
<button type="button" id="retry" aria-keyshortcuts="r">Try now</button>
<p id="notice-wait"></p>
</div>
</section>`;

export function pageHtml(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>sharelab view</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<script type="module" src="client/page.js"></script>
</head>
<body data-phase="connecting">
<header class="bar top">
<div class="who">
<h1 id="sharer">sharelab view</h1>
<p class="phase"><span class="dot" aria-hidden="true"></span><span id="phase">Connecting</span></p>
</div>
<div class="tools">
<div class="pair" role="group" aria-label="Size of the picture">
<button type="button" id="fit" aria-pressed="true" aria-keyshortcuts="0">Fit<kbd aria-hidden="true">0</kbd></button>
<button type="button" id="exact" aria-pressed="false" aria-keyshortcuts="1">1:1<kbd aria-hidden="true">1</kbd></button>
</div>
<button type="button" id="full" aria-keyshortcuts="f"><span id="full-label">Full screen</span><kbd aria-hidden="true">F</kbd></button>
<button type="button" id="help" aria-keyshortcuts="?">Help<kbd aria-hidden="true">?</kbd></button>
</div>
</header>
<main>
<div id="stage" class="fit" role="region" aria-label="Shared screen" tabindex="0">
<canvas id="picture" width="1" height="1" role="img" aria-label="No picture yet" hidden></canvas>
</div>
${NOTICE}
</main>
<footer class="bar bottom" aria-label="Counters">
<dl>
${COUNTERS.map(([id, label]) => `<div><dt>${label}</dt><dd id="${id}">–</dd></div>`).join("\n")}
</dl>
</footer>
<p id="announcer" class="unseen" role="status" aria-live="polite"></p>
<dialog id="guide" aria-labelledby="guide-title">
<form method="dialog"><h2 id="guide-title">Help</h2><button type="submit">Close</button></form>
<h3>Keys</h3>
<dl class="keys">
${KEYS.map(([key, what]) => `<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`).join("\n")}
</dl>
<p><label><input type="checkbox" id="shortcuts" checked> Use these keys</label></p>
<h3>Counters</h3>
<dl class="meanings">
${COUNTERS.map(([, label, what]) => `<div><dt>${label}</dt><dd>${what}</dd></div>`).join("\n")}
</dl>
</dialog>
<noscript><p class="alone">This page draws the shared screen with a script, and scripts are switched off.</p></noscript>
</body>
</html>
`;
}
