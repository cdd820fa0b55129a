/** What the page of a room has beside the style of the others: the screen large, video, chat and files at its side. */
export const ROOM_STYLE = `body.room { grid-template-rows: auto minmax(0, 1fr); }
:root { --bubble: #22303d; --own: #123f4a; }
@media (prefers-color-scheme: light) { :root { --bubble: #edf1f4; --own: #d7edf2; } }
.room main {
  display: grid;
  grid-template-columns: minmax(0, 1fr) clamp(300px, 28vw, 400px);
  gap: 12px;
  padding: 12px;
}
.room h1 { line-height: 1.3; }
.parts { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 0; padding: 0; list-style: none; font-size: 14px; }
.parts li { display: inline-flex; align-items: baseline; gap: 6px; }
.parts .is { color: var(--quiet); }
.parts .dot, .tile .dot { flex: none; width: 8px; height: 8px; background: var(--wait); }
.parts [data-phase="live"] .dot, .tile[data-phase="live"] .dot { background: var(--good); }
.parts [data-phase="bad"] .dot, .tile[data-phase="stuck"] .dot, .tile[data-phase="over"] .dot { background: var(--bad); border-radius: 1px; }
.parts [data-phase="off"] .dot { background: none; box-shadow: inset 0 0 0 2px var(--quiet); }
.quiet { color: var(--quiet); font-size: 13px; }
button.first { background: var(--on); border-color: var(--on); color: var(--on-text); font-weight: 600; }
button.first:hover { background: var(--on); box-shadow: 0 0 0 2px var(--line); }
button:disabled { opacity: 0.55; cursor: default; }
.room input:not([type="checkbox"], [name="size"]) {
  flex: 1;
  min-width: 0;
  width: 100%;
  min-height: 38px;
  padding: 4px 12px;
  border: 1px solid var(--quiet);
  border-radius: 8px;
  background: var(--stage);
}

.pane, .side > * { min-width: 0; min-height: 0; }
.pane {
  display: grid;
  grid-template-rows: minmax(0, 1fr) auto;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--bar);
  overflow: hidden;
}
.place { position: relative; min-height: 0; background: var(--stage); }
.room #stage { padding: 0; }
.room .pane canvas, .tile canvas { opacity: 1; }
.room .pane:not([data-phase="live"]) canvas { opacity: 0.4; }
.room .pane:not([data-phase="stuck"], [data-phase="over"]) #notice { box-shadow: inset 4px 0 var(--wait), var(--shadow); }
.room .pane:is([data-phase="stuck"], [data-phase="over"]) #notice { box-shadow: inset 4px 0 var(--bad), var(--shadow); }
#no-screen { position: absolute; inset: 0; margin: auto; height: fit-content; padding: 16px; text-align: center; color: var(--quiet); }
.strip { padding: 7px 14px 8px; border-top: 1px solid var(--line); }
.strip dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(84px, 1fr)); gap: 4px 14px; }
.strip dt { color: var(--quiet); font-size: 12px; }
.strip dd { font-variant-numeric: tabular-nums; white-space: nowrap; min-height: 1.45em; }
.strip dd.late { color: var(--wait); }

.side { display: grid; grid-template-rows: auto auto minmax(0, 1fr); gap: 0; min-height: 0; }
.tiles { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; padding-bottom: 10px; }
.tile { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--bar); min-width: 0; }
.tile .stage { position: relative; aspect-ratio: 4 / 3; display: grid; place-items: center; overflow: hidden; background: var(--stage); }
.tile canvas { box-shadow: none; max-width: 100%; max-height: 100%; }
.tile:not([data-phase="live"]) #other-picture { opacity: 0.35; }
.tile .empty {
  position: absolute;
  width: 56px;
  height: 56px;
  border-radius: 50%;
  display: grid;
  place-items: center;
  background: var(--button);
  color: var(--quiet);
  font-size: 22px;
}
.tile canvas:not([hidden]) + .empty { display: none; }
.caption { padding: 6px 10px 7px; font-size: 13px; line-height: 1.35; }
.caption h3 { font-size: 13px; font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.caption .phase { gap: 6px; font-size: 12px; }
.caption .phase span:last-child { overflow-wrap: anywhere; }
.figures { color: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
.tile:not([data-figures]) .figures { display: none; }
.figures #other-last, .figures #own-last { display: none; }

.tabs { display: grid; grid-template-columns: 1fr 1fr; border: 1px solid var(--line); border-bottom: 0; border-radius: 12px 12px 0 0; background: var(--bar); overflow: hidden; }
.tabs button { justify-content: center; min-height: 42px; border: 0; border-bottom: 3px solid transparent; border-radius: 0; background: none; color: var(--quiet); }
.tabs button[aria-selected="true"] { border-bottom-color: var(--on); color: var(--text); font-weight: 600; }
.tabs button:focus-visible { outline-offset: -3px; }
.badge { min-width: 20px; padding: 0 6px; border-radius: 10px; background: var(--on); color: var(--on-text); font-size: 12px; line-height: 20px; text-align: center; }
.panel { display: flex; flex-direction: column; border: 1px solid var(--line); border-radius: 0 0 12px 12px; background: var(--card); overflow: hidden; }
.panel[hidden] { display: none; }

#chat { position: relative; }
#log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 12px 12px 4px; display: flex; flex-direction: column; gap: 8px; }
#log:focus-visible { outline-offset: -3px; }
#log > .quiet { margin: auto; }
.line { max-width: 88%; align-self: flex-start; overflow-wrap: anywhere; }
.line .head { display: flex; gap: 8px; align-items: baseline; font-size: 12px; color: var(--quiet); }
.line .head b { color: var(--text); font-weight: 600; }
.line .body { padding: 6px 11px; border-radius: 4px 12px 12px; background: var(--bubble); white-space: pre-wrap; unicode-bidi: isolate; }
.line .note { font-size: 12px; color: var(--wait); }
.line.own { align-self: flex-end; }
.line.own .head { justify-content: flex-end; }
.line.own .body { border-radius: 12px 4px 12px 12px; background: var(--own); }
.line.unsent .body { background: none; box-shadow: inset 0 0 0 1px var(--wait); }
.line.notice { align-self: center; max-width: 100%; text-align: center; color: var(--quiet); font-size: 13px; }
.line.notice .head { display: inline; }
.line.notice .body { display: inline; padding: 0; background: none; }
.line.inside { margin-left: 14px; }
.fresh { align-self: stretch; max-width: none; display: flex; align-items: center; gap: 10px; color: var(--on); font-size: 12px; font-weight: 600; }
.fresh::before, .fresh::after { content: ""; flex: 1; height: 1px; background: var(--on); }
#newer { position: absolute; right: 14px; bottom: 74px; border-radius: 17px; background: var(--on); border-color: var(--on); color: var(--on-text); box-shadow: var(--shadow); }
.state { margin: 8px 12px 0; padding: 8px 11px; border-left: 4px solid var(--wait); border-radius: 6px; background: var(--stage); font-size: 13px; overflow-wrap: anywhere; }
#say { display: flex; gap: 8px; padding: 12px; }

#files { overflow-y: auto; gap: 10px; padding: 12px; }
#files .state { margin: 0; }
#drop { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 8px; padding: 14px; border: 2px dashed var(--quiet); border-radius: 10px; text-align: center; }
#drop.over { border-color: var(--on); border-style: solid; background: var(--stage); }
#get { display: grid; gap: 5px; font-size: 14px; }
#get .row { display: flex; gap: 8px; }
.problem { color: var(--bad); font-size: 13px; overflow-wrap: anywhere; }
.problem:empty { display: none; }
#transfers { display: grid; gap: 8px; margin: 0; padding: 0; list-style: none; }
.transfer { display: grid; gap: 4px; padding: 9px 11px; border: 1px solid var(--line); border-radius: 10px; background: var(--bar); font-size: 13px; }
.transfer .head { display: flex; align-items: baseline; gap: 8px; }
.transfer b { overflow-wrap: anywhere; unicode-bidi: isolate; font-size: 14px; flex: 1; min-width: 0; }
.transfer .is { color: var(--quiet); white-space: nowrap; }
.transfer[data-state="done"] .is { color: var(--good); }
.transfer[data-state="failed"] .is { color: var(--bad); }
.transfer .how { color: var(--quiet); overflow-wrap: anywhere; }
.transfer code { font: 11px/1.35 ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; color: var(--quiet); }
.transfer progress { width: 100%; height: 8px; accent-color: var(--on); }
.transfer a, .transfer button { justify-self: start; min-height: 28px; padding: 2px 10px; font-size: 13px; }
.transfer a { display: inline-flex; align-items: center; border-radius: 8px; background: var(--on); color: var(--on-text); font-weight: 600; text-decoration: none; }

#away { position: fixed; inset: auto 16px 16px; z-index: 2; margin: 0 auto; max-width: 620px; padding: 12px 16px; border-radius: 10px; background: var(--card); color: var(--text); border: 1px solid var(--line); box-shadow: inset 4px 0 var(--bad), var(--shadow); }

.room.bare main { gap: 0; padding: 0; grid-template-columns: minmax(0, 1fr); }
.bare .side, .bare .strip { display: none; }
.bare .pane { border: 0; border-radius: 0; }

.room.no-video .tiles, .room.no-video #part-video { display: none; }

@media (max-width: 760px) {
  body.room:not(.bare) { height: auto; min-height: 100%; overflow: auto; }
  .room:not(.bare) main { grid-template-columns: minmax(0, 1fr); padding: 8px; gap: 8px; }
  .room:not(.bare) .place { aspect-ratio: 16 / 9; min-height: 190px; width: 100%; }
  .room:not(.bare) .place:has(#notice:not([hidden])) { aspect-ratio: auto; min-height: 300px; }
  .room .side { grid-template-rows: auto auto auto; }
  .panel { height: min(70vh, 460px); }
  .strip dl { grid-template-columns: repeat(auto-fill, minmax(78px, 1fr)); gap: 2px 10px; }
}
@media (max-width: 760px) and (max-height: 400px) { .panel { height: 320px; } }
@media (max-height: 640px) and (min-width: 761px) { .tile .stage { aspect-ratio: 16 / 9; } }
`;
