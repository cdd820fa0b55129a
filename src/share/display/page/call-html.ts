/** The page of a call. */
import { canvasHtml, counterList, documentHtml, headerHtml, type Counter, type Key } from "./document.ts";
import { NOTICE } from "./notice.ts";

/** Counters below each picture: id, label, what it means. The scripts fill in the values. */
const COUNTERS: readonly Counter[] = [
  {
    id: "rate",
    label: "Frames/s",
    meaning: "Frames that came from the other side, or were taken here, over the last two seconds.",
  },
  {
    id: "bits",
    label: "Bit rate",
    meaning: "What came, or was sent, over the last two seconds. Nothing is compressed.",
  },
  { id: "received", label: "Frames", meaning: "Frames so far." },
  {
    id: "skipped",
    label: "Skipped",
    meaning: "Frames that came while this page was busy with an older one: the newest wins.",
  },
  { id: "delay", label: "Delay here", meaning: "From a frame's being there in whole to its being drawn." },
  { id: "last", label: "Last frame", meaning: "Time since the last frame." },
  { id: "dimensions", label: "Picture", meaning: "Width and height, pixels." },
];

const KEYS: readonly Key[] = [
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
${canvasHtml(prefix)}
</div>
${over}</div>
<footer aria-label="Counters">
${counterList(COUNTERS, prefix)}
</footer>
</section>`;
}

export function callHtml(): string {
  return documentHtml({
    name: "call",
    styles: ["call.css"],
    script: "call.js",
    body: `class="call"`,
    header: headerHtml(`<h1 id="title">sharelab call</h1>`, null),
    main: `${pane("", "The other side", `${NOTICE}\n`)}
${pane("own-", "You", "")}`,
    keys: KEYS,
    counters: COUNTERS,
    purpose: "draws the pictures",
  });
}
