/** What the page of a call has beside the style of the other one: two panes, side by side or one below the other. */
export const CALL_STYLE = `body.call { grid-template-rows: auto minmax(0, 1fr); }
.call main {
  display: grid;
  grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
  gap: 12px;
  padding: 12px;
}
.pane {
  display: grid;
  grid-template-rows: auto minmax(0, 1fr) auto;
  min-width: 0;
  min-height: 0;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--bar);
  overflow: hidden;
}
.pane > header {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  justify-content: space-between;
  gap: 2px 14px;
  padding: 8px 14px;
}
.pane h2 { font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
.pane .dot { flex: none; }
.pane[data-phase="live"] .dot { background: var(--good); }
.room { position: relative; min-height: 0; background: var(--stage); border: solid var(--line); border-width: 1px 0; }
.stage { position: absolute; inset: 0; overflow: hidden; display: grid; place-items: center; padding: 8px; }
.stage:focus-visible { outline-offset: -3px; }
.call .pane canvas { opacity: 1; }
.call .pane:not([data-phase="live"]) #picture { opacity: 0.4; }
.call .pane:not([data-phase="stuck"], [data-phase="over"]) #notice { box-shadow: inset 4px 0 var(--wait), var(--shadow); }
.call .pane:is([data-phase="stuck"], [data-phase="over"]) #notice { box-shadow: inset 4px 0 var(--bad), var(--shadow); }
.pane > footer { padding: 7px 14px 8px; }
.pane > footer dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 1fr)); gap: 4px 14px; }
.pane > footer dt { color: var(--quiet); font-size: 12px; }
.pane > footer dd { font-variant-numeric: tabular-nums; white-space: nowrap; min-height: 1.45em; }
.pane > footer dd.late { color: var(--wait); }

body.call.bare { grid-template-rows: minmax(0, 1fr); }
body.call.bare main { gap: 0; padding: 0; }
.bare .pane { border: 0; border-radius: 0; grid-template-rows: minmax(0, 1fr); }
.bare .pane > :is(header, footer) { display: none; }
.bare .room { border: 0; }
.bare .stage { padding: 0; }
.bare .stage:focus-visible { outline: none; }

@media (max-width: 800px), (max-aspect-ratio: 1) {
  .call main { grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(0, 3fr) minmax(0, 2fr); }
}
@media (max-width: 800px) and (max-height: 760px), (max-width: 480px) {
  /* Too little room for both at once: the page scrolls. */
  body.call:not(.bare) { height: auto; min-height: 100%; overflow: auto; }
  .call:not(.bare) main { grid-template-rows: none; grid-auto-rows: auto; padding: 8px; gap: 8px; }
  .call:not(.bare) .room { height: min(75vw, 70vh); min-height: 240px; }
}
`;
