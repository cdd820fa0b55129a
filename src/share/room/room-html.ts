/** The page of a room. */
import { canvasHtml, counterList, documentHtml, headerHtml, type Counter, type Key } from "../display/page/document.ts";
import { NOTICE } from "../display/page/notice.ts";
import { SIZE_DIALOG, SIZE_TOOL } from "../display/page/size-choice.ts";
import { MAX_FILE_NAME, MAX_SAY } from "../display/page/room-protocol.ts";

/** Counters below the screen: id, label, what it means. The scripts fill in the values. */
const COUNTERS: readonly Counter[] = [
  { id: "rate", label: "Frames/s", meaning: "Frames of the screen that came, over the last two seconds." },
  { id: "bits", label: "Bit rate", meaning: "What came for them over the last two seconds, compressed." },
  { id: "ratio", label: "Ratio", meaning: "Bytes of the last frame's pixels for each byte that came." },
  {
    id: "delay",
    label: "Delay here",
    meaning: "From a frame's last byte coming in to its being drawn. Its age by then is not on the wire.",
  },
  {
    id: "skipped",
    label: "Skipped",
    meaning: "Frames that came while this page was busy with an older one: the newest wins.",
  },
  { id: "last", label: "Last frame", meaning: "Time since the last frame." },
  { id: "dimensions", label: "Picture", meaning: "Width and height, pixels." },
];

const KEYS: readonly Key[] = [
  ["0", "Fit the screen into its place"],
  ["1", "1:1, a dot of the screen on a dot of yours; arrow keys scroll"],
  ["S", "Choose another size, where the screen is skewed"],
  ["F", "Full screen; Esc leaves it"],
  ["I", "Hide or show everything but the screen"],
  ["C", "Write in the chat"],
  ["T", "Files"],
  ["R", "Try to connect now"],
  ["?", "This help"],
];

const PARTS: readonly (readonly [string, string])[] = [
  ["screen", "Screen"],
  ["video", "Video"],
  ["chat", "Chat"],
  ["files", "Files"],
];

/** @param prefix of ids */
function tile(prefix: string, label: string): string {
  return `<section class="tile" id="${prefix}pane" data-phase="connecting" aria-label="${label}">
<div id="${prefix}stage" class="stage fit">
${canvasHtml(prefix)}
<p class="empty" id="${prefix}empty" aria-hidden="true"></p>
</div>
<div class="caption"><h3 id="${prefix}name">${label}</h3>
<p class="phase"><span class="dot" aria-hidden="true"></span><span id="${prefix}phase">Connecting</span></p>
<p class="figures"><span id="${prefix}rate">–</span><span aria-hidden="true">/s</span><span class="unseen"> frames a second</span>
<span id="${prefix}bits">–</span> <span id="${prefix}last">–</span></p></div>
</section>`;
}

const WHO = `<h1 id="title">sharelab room</h1>
<ul class="parts" aria-label="Parts of the room">
${PARTS.map(([id, label]) => `<li id="part-${id}" data-phase="connecting"><span class="dot" aria-hidden="true"></span>${label} <span class="is" id="part-${id}-is">…</span></li>`).join("\n")}
</ul>`;

const SCREEN = `<section class="pane" id="pane" data-phase="connecting" aria-labelledby="screen-title">
<h2 id="screen-title" class="unseen">Screen</h2>
<p class="unseen" id="phase">Connecting</p>
<div class="place">
<div id="stage" class="fit" role="region" aria-label="Shared screen" tabindex="0">
${canvasHtml()}
</div>
${NOTICE}
<p id="no-screen" hidden>This room was started without a screen.</p>
</div>
<div class="strip" role="group" aria-label="Counters of the screen">
${counterList(COUNTERS)}
</div>
</section>`;

const CHAT = `<section id="chat" class="panel" role="tabpanel" aria-labelledby="chat-tab">
<div id="log" role="log" aria-label="Messages" aria-live="off" tabindex="0"><p id="log-empty" class="quiet">Nothing was said yet.</p></div>
<button type="button" id="newer" hidden></button>
<p id="chat-state" class="state" role="status" hidden></p>
<form id="say" autocomplete="off">
<label class="unseen" for="text">Message to everybody</label>
<input id="text" name="text" maxlength="${MAX_SAY}" placeholder="Message to everybody" aria-keyshortcuts="c" autocomplete="off">
<button type="submit" class="first">Send</button>
</form>
</section>`;

const FILES = `<section id="files" class="panel" role="tabpanel" aria-labelledby="files-tab" hidden>
<p id="files-state" class="state" hidden></p>
<div id="drop">
<p>Drop files here, or</p>
<button type="button" id="choose" class="first">Choose files to send</button>
<input type="file" id="chosen" multiple hidden>
</div>
<form id="get" autocomplete="off">
<label for="file-name">Get a file by its name</label>
<div class="row"><input id="file-name" name="name" maxlength="${MAX_FILE_NAME}" spellcheck="false" aria-describedby="get-hint" placeholder="notes.txt">
<button type="submit">Get</button></div>
<p id="get-hint" class="quiet">There is no list of files: the protocol has none.</p>
</form>
<p id="files-problem" class="problem" role="alert"></p>
<h3 class="unseen">Transfers</h3>
<ul id="transfers" aria-label="Transfers"></ul>
<p id="transfers-empty" class="quiet">No file has come or gone yet.</p>
</section>`;

const SIDE = `<aside class="side" aria-label="Video, chat and files">
<div class="tiles" id="tiles">
${tile("other-", "The other side")}
${tile("own-", "You")}
</div>
<div class="tabs" role="tablist" aria-label="Chat and files">
<button type="button" role="tab" id="chat-tab" aria-selected="true" aria-controls="chat">Chat <span id="unread" class="badge" hidden></span></button>
<button type="button" role="tab" id="files-tab" aria-selected="false" aria-controls="files" tabindex="-1" aria-keyshortcuts="t">Files <span id="moving" class="badge" hidden></span></button>
</div>
${CHAT}
${FILES}
</aside>`;

export function roomHtml(): string {
  return documentHtml({
    name: "room",
    styles: ["room.css"],
    script: "room/room.js",
    body: `class="room" data-phase="live"`,
    header: headerHtml(WHO, "screen", SIZE_TOOL),
    main: `${SCREEN}
${SIDE}`,
    after: `<p id="away" role="alert" hidden></p>
${SIZE_DIALOG}`,
    keys: KEYS,
    counters: COUNTERS,
    purpose: "shows the room",
  });
}
