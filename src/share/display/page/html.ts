/** The page of one shared screen. */
import { canvasHtml, counterList, documentHtml, headerHtml, type Counter, type Key } from "./document.ts";
import { NOTICE } from "./notice.ts";
import { SIZE_DIALOG, SIZE_TOOL } from "./size-choice.ts";

/** Counters of the status strip: id, label, what it means. The scripts fill in the values. */
const COUNTERS: readonly Counter[] = [
  { id: "rate", label: "Frames/s", meaning: "Frames that came from the sharer, over the last two seconds." },
  { id: "bits", label: "Bit rate", meaning: "What came from the sharer over the last two seconds, compressed." },
  { id: "ratio", label: "Ratio", meaning: "Bytes of the last frame's pixels for each byte that came." },
  { id: "received", label: "Received", meaning: "Frames that came from the sharer." },
  { id: "shown", label: "Shown", meaning: "Frames that this page has drawn." },
  {
    id: "skipped",
    label: "Skipped",
    meaning: "Frames that came while this page was busy with an older one: the newest wins.",
  },
  {
    id: "delay",
    label: "Delay here",
    meaning: "From a frame's last byte coming in to its being drawn. How old it was by then is not on the wire.",
  },
  { id: "last", label: "Last frame", meaning: "Time since the sharer's last frame." },
  { id: "dimensions", label: "Picture", meaning: "Width and height, pixels." },
];

const KEYS: readonly Key[] = [
  ["0", "Fit the picture into the window"],
  ["1", "1:1, a dot of the picture on a dot of the screen; arrow keys scroll"],
  ["S", "Choose another size, where the picture is skewed"],
  ["F", "Full screen; Esc leaves it"],
  ["I", "Hide or show everything but the picture"],
  ["R", "Try to connect now"],
  ["?", "This help"],
];

const WHO = `
<h1 id="sharer">sharelab view</h1>
<p class="phase"><span class="dot" aria-hidden="true"></span><span id="phase">Connecting</span></p>
`;

export function pageHtml(): string {
  return documentHtml({
    name: "view",
    styles: [],
    script: "page.js",
    body: `data-phase="connecting"`,
    header: headerHtml(WHO, "picture", SIZE_TOOL),
    main: `<div id="stage" class="fit" role="region" aria-label="Shared screen" tabindex="0">
${canvasHtml()}
</div>
${NOTICE}`,
    after: `<footer class="bar bottom" aria-label="Counters">
${counterList(COUNTERS)}
</footer>
${SIZE_DIALOG}`,
    keys: KEYS,
    counters: COUNTERS,
    purpose: "draws the shared screen",
  });
}
