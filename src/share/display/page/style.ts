/** The page's style sheet. Colours are named once for each scheme; text on them has a contrast of 4.5 and more. */
export const STYLE = `:root {
  color-scheme: dark light;
  --stage: #0b0f14;
  --bar: #131a22;
  --line: #2a3643;
  --text: #e8eef4;
  --quiet: #a3b3c2;
  --button: #1d2732;
  --button-over: #283543;
  --on: #7ad6e6;
  --on-text: #06222a;
  --card: #18212b;
  --shadow: 0 10px 40px #0009;
  --good: #62d394;
  --wait: #f0c05a;
  --bad: #ff8a80;
}
@media (prefers-color-scheme: light) {
  :root {
    --stage: #dfe5ea;
    --bar: #ffffff;
    --line: #cdd6de;
    --text: #16212c;
    --quiet: #4d5d6b;
    --button: #eef2f5;
    --button-over: #dde5eb;
    --on: #0a6478;
    --on-text: #ffffff;
    --card: #ffffff;
    --shadow: 0 10px 40px #16212c40;
    --good: #177245;
    --wait: #8a5a00;
    --bad: #b3261e;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body {
  display: grid;
  grid-template-rows: auto minmax(0, 1fr) auto;
  background: var(--stage);
  color: var(--text);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow: hidden;
}
h1, h2, h3, p, dl, dd { margin: 0; }
button, input { font: inherit; color: inherit; }
kbd {
  font: 12px/1 ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace;
  color: var(--quiet);
}
:focus-visible { outline: 3px solid var(--on); outline-offset: 2px; }

.bar { background: var(--bar); border: 0 solid var(--line); }
.top {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 8px 20px;
  padding: 9px 16px;
  border-bottom-width: 1px;
}
.who { display: flex; align-items: baseline; flex-wrap: wrap; gap: 2px 14px; min-width: 0; }
h1 { font-size: 16px; font-weight: 600; overflow-wrap: anywhere; }
.phase { display: flex; align-items: baseline; gap: 7px; color: var(--quiet); }
.dot { width: 9px; height: 9px; border-radius: 50%; background: var(--wait); }
[data-phase="live"] .dot { background: var(--good); }
[data-phase="stuck"] .dot, [data-phase="over"] .dot { background: var(--bad); }

.tools { display: flex; flex-wrap: wrap; gap: 8px; }
.pair { display: flex; }
button {
  display: inline-flex;
  align-items: center;
  gap: 8px;
  min-height: 34px;
  padding: 4px 12px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--button);
  cursor: pointer;
}
button:hover { background: var(--button-over); }
button[aria-pressed="true"] { background: var(--on); border-color: var(--on); color: var(--on-text); }
button[aria-pressed="true"] kbd { color: inherit; }
.pair button:first-child { border-radius: 8px 0 0 8px; }
.pair button:last-child { border-radius: 0 8px 8px 0; border-left-width: 0; }

main { position: relative; min-height: 0; }
#stage { position: absolute; inset: 0; overflow: hidden; display: grid; place-items: center; padding: 12px; }
#stage.exact { overflow: auto; padding: 0; place-items: safe center; }
#stage:focus-visible { outline-offset: -3px; }
canvas { display: block; background: #000; box-shadow: 0 0 0 1px var(--line); transition: opacity 0.25s; }
canvas.enlarged { image-rendering: pixelated; }
body:not([data-phase="live"]) canvas { opacity: 0.4; }

#notice {
  position: absolute;
  inset: 0;
  margin: auto;
  width: min(520px, calc(100% - 32px));
  height: fit-content;
  max-height: calc(100% - 32px);
  overflow: auto;
  display: grid;
  gap: 10px;
  padding: 20px 22px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--card);
  box-shadow: inset 4px 0 var(--wait), var(--shadow);
  overflow-wrap: anywhere;
}
[data-phase="stuck"] #notice, [data-phase="over"] #notice { box-shadow: inset 4px 0 var(--bad), var(--shadow); }
#notice h2 { font-size: 19px; line-height: 1.3; font-weight: 600; }
#notice-text { color: var(--quiet); }
#notice p:empty, .sizes:empty, .size-form p:empty { display: none; }
.sizes { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
.sizes button, #retry { background: var(--on); border-color: var(--on); color: var(--on-text); font-weight: 600; }
.sizes button:hover, #retry:hover { background: var(--on); box-shadow: 0 0 0 2px var(--line); }
.sizes button[aria-pressed="false"] { background: var(--button); border-color: var(--line); color: var(--text); }
.sizes button[aria-pressed="false"]:hover { background: var(--button-over); }
#retry.second { background: var(--button); border-color: var(--line); color: var(--text); font-weight: 400; }
.size-form { display: flex; flex-wrap: wrap; align-items: center; justify-content: start; gap: 8px; }
.size-form p { flex-basis: 100%; color: var(--bad); }
input[name="size"] {
  width: 9em;
  min-height: 34px;
  padding: 4px 10px;
  border: 1px solid var(--quiet);
  border-radius: 8px;
  background: var(--bar);
}
::placeholder { color: var(--quiet); opacity: 1; }
.again { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; margin-top: 4px; color: var(--quiet); }
.again:not(:has(:not([hidden], :empty))) { display: none; }

.bottom { border-top-width: 1px; padding: 8px 16px 9px; }
.bottom dl { display: grid; grid-template-columns: repeat(9, 1fr); gap: 6px 18px; }
.bottom dt { color: var(--quiet); font-size: 12px; }
.bottom dd { font-variant-numeric: tabular-nums; white-space: nowrap; min-height: 1.45em; }
.bottom dd.late { color: var(--wait); }

dialog {
  width: min(720px, calc(100% - 32px));
  max-height: calc(100% - 32px);
  padding: 22px 26px;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--card);
  color: var(--text);
  box-shadow: var(--shadow);
}
dialog::backdrop { background: #0b0f14b3; }
dialog h2 { font-size: 20px; }
dialog h3 { margin: 16px 0 6px; font-size: 15px; }
dialog dl > div { display: grid; grid-template-columns: 92px 1fr; gap: 12px; padding: 3px 0; }
dialog dt { color: var(--text); font-weight: 600; }
dialog dd { color: var(--quiet); }
dialog kbd {
  display: inline-block;
  min-width: 26px;
  padding: 5px 7px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--button);
  color: var(--text);
  text-align: center;
}
dialog p, dialog .sizes, dialog .size-form { margin-top: 8px; }
dialog .size-form p { margin: 0; }
dialog label { display: inline-flex; align-items: center; gap: 8px; }
dialog input[type="checkbox"] { width: 18px; height: 18px; accent-color: var(--on); }
dialog form[method="dialog"] { display: flex; align-items: center; justify-content: space-between; }

body.bare { grid-template-rows: minmax(0, 1fr); }
body.bare .bar { display: none; }
body.bare #stage.fit { padding: 0; }
body.bare canvas { box-shadow: none; }
/* Nothing else can have the focus there. */
body.bare #stage:focus-visible { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.alone { position: fixed; inset: auto 16px 16px; padding: 16px; background: var(--card); color: var(--text); }

@media (max-width: 1000px) {
  .bottom dl { grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); }
}
@media (max-width: 600px), (pointer: coarse) {
  .tools kbd { display: none; }
}
@media (max-width: 600px) {
  .top, .bottom { padding-left: 12px; padding-right: 12px; }
  .who { flex-basis: 100%; justify-content: space-between; }
  #stage { padding: 8px; }
}
@media (prefers-reduced-motion: no-preference) {
  [data-phase="connecting"] .dot, [data-phase="waiting"] .dot { animation: breathe 1.6s ease-in-out infinite; }
  @keyframes breathe { 50% { opacity: 0.25; } }
}
@media (prefers-reduced-motion: reduce) {
  canvas { transition: none; }
}
`;
