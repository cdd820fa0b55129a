/**
 * How plots look. Every colour has 4.5:1 to its paper in light and in dark, and none is alone: shape, dash or a label says
 * the same. Wants --paper, --soft, --line, --ink and --quiet of the page.
 */
export const plotStyle = `
:root{--data:#0b57a8;--ack:#1a7a46;--window:#7a4a9e;--again:#b3123f;--late:#8a5a00;--fill:#bcd6f2}
@media screen and (prefers-color-scheme:dark){:root{--data:#7db8ff;--ack:#6fd6a2;--window:#cba6f2;--again:#ff8fa8;--late:#f0bf6b;--fill:#24456b}}
figure.plot-figure{margin:1.5rem 0 1.75rem;max-width:none}
figure.plot-figure h4{margin:0 0 .15rem}
.takeaway{margin:0 0 .6rem}
svg.defs{position:absolute}
svg.plot{display:block;width:100%;max-width:58rem;height:auto;min-width:38rem;background:var(--paper);forced-color-adjust:none}
svg.plot text{fill:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
svg.plot .ticks text,svg.plot text.axis,svg.plot text.small{fill:var(--quiet)}
svg.plot text.axis{font-size:11.5px}
svg.plot .strong{font-weight:650}
svg.plot text.small{font-size:11.5px}
svg.plot text.mono{font-family:ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:11.5px}
svg.plot path.grid{stroke:var(--line);stroke-width:.7;fill:none}
svg.plot path.line{stroke:var(--quiet);fill:none}
svg.plot .level path{stroke:var(--ink);stroke-dasharray:2 3;fill:none}
svg.plot .level text,svg.plot .label text{font-size:11.5px;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
svg.plot .lifeline{stroke:var(--quiet);stroke-width:1.2;fill:none}
svg.plot .arrow{stroke:var(--data);stroke-width:1.6;fill:none}
svg.plot .tip{fill:var(--data)}
.p-data{stroke:var(--data);fill:none;stroke-width:1.3}
.p-seg{stroke:var(--data);fill:none;stroke-width:2.2}
.p-dot{stroke:var(--data);fill:none;stroke-width:2.6;stroke-linecap:round}
g.p-dot{fill:var(--data);stroke:none}
.p-fill{fill:var(--fill);stroke:var(--data);stroke-width:1}
.p-stem{stroke:var(--data);fill:none;stroke-width:1.1;opacity:.75}
.p-bar{fill:var(--data)}
.p-bar-over{fill:var(--paper);stroke:var(--late);stroke-width:1.5;stroke-dasharray:3 1.5}
.p-ack{stroke:var(--ack);fill:none;stroke-width:1.4}
.p-window{stroke:var(--window);fill:none;stroke-width:1.4;stroke-dasharray:6 3}
.p-sack{stroke:var(--window);fill:none;stroke-width:2.4}
.p-again{stroke:var(--again);fill:none;stroke-width:1.8}
g.p-again{fill:var(--paper)}
.p-late{stroke:var(--late);fill:var(--paper);stroke-width:1.6}
path.p-late{fill:none}
.p-copy{stroke:var(--quiet);fill:var(--paper);stroke-width:1.4}
path.p-copy{fill:none}
.p-dup{stroke:var(--ack);fill:var(--paper);stroke-width:1.3}
.p-zero{stroke:var(--again);fill:var(--again);stroke-width:1}
.p-full{stroke:var(--late);fill:var(--paper);stroke-width:1.4}
.p-rate{stroke:var(--ink);fill:none;stroke-width:1.3}
.p-mean{stroke:var(--ink);fill:none;stroke-dasharray:2 3}
.p-ewma{stroke:var(--again);fill:none;stroke-width:1.8}
.legend{list-style:none;padding:0;margin:.1rem 0 .5rem;display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;font-size:.88rem;max-width:58rem}
.legend .key{vertical-align:-.12em;margin-right:.45rem;forced-color-adjust:none}
`;
