/** The page of a call. It holds no text of anybody else's: scripts put that in, as text. */
import { NOTICE } from "./html.ts";

/** Counters below each picture: id, label, what it means. The scripts fill in the values. */
const COUNTERS: readonly (readonly [string, string, string])[] = [
  ["rate", "Frames/s", "Frames that came from the other side, or were taken here, over the last two seconds."],
  ["bits", "Bit rate", "What came, or was sent, over the last two seconds. Nothing is compressed."],
  ["received", "Frames", "Frames so far."],
  ["skipped", "Skipped", "Frames that came while this page was busy with an older one: the newest wins."],
  ["delay", "Delay here", "From a frame's being there in whole to its being drawn."],
  ["last", "Last frame", "Time since the last frame."],
  ["dimensions", "Picture", "Width and height, pixels."],
];

const KEYS: readonly (readonly [string, string])[] = [
  ["F", "Full screen; Esc leaves it"],
  ["I", "Hide or show everything but the pictures"],
  ["R", "Look for the other side now"],
  ["?", "This help"],
];

/** @param prefix of ids */
function pane(prefix: string, label: string, over: string): string {
  return `<section class="pane" id="${prefix}pane" data-phase="connecting" aria-label="${label}">
<header><h2 id="${prefix}name">${label}</h2>
<p class="phase"><span class="dot" aria-hidden="true"></span><span id="${prefix}phase">Connecting</span></p></header>
<div class="room">
<div id="${prefix}stage" class="stage fit" role="region" aria-label="${label}" tabindex="0">
<canvas id="${prefix}picture" width="1" height="1" role="img" aria-label="No picture yet" hidden></canvas>
</div>
${over}</div>
<footer aria-label="Counters">
<dl>
${COUNTERS.map(([id, name]) => `<div><dt>${name}</dt><dd id="${prefix}${id}">–</dd></div>`).join("\n")}
</dl>
</footer>
</section>`;
}

export function callHtml(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>sharelab call</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<link rel="stylesheet" href="call.css">
<script type="module" src="client/call.js"></script>
</head>
<body class="call">
<header class="bar top">
<div class="who"><h1 id="title">sharelab call</h1></div>
<div class="tools">
<button type="button" id="full" aria-keyshortcuts="f"><span id="full-label">Full screen</span><kbd aria-hidden="true">F</kbd></button>
<button type="button" id="help" aria-keyshortcuts="?">Help<kbd aria-hidden="true">?</kbd></button>
</div>
</header>
<main>
${pane("", "The other side", `${NOTICE}\n`)}
${pane("own-", "You", "")}
</main>
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
<noscript><p class="alone">This page draws the pictures with a script, and scripts are switched off.</p></noscript>
</body>
</html>
`;
}
