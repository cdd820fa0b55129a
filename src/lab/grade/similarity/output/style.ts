import { STYLE } from "../../../render/html/style.ts";

/** The reports' style sheet, with what these pages have beside it. */
export const PAGE_STYLE = `${STYLE}
body{display:block;max-width:76rem;margin:0 auto}
main{max-width:none}
.sides{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 2rem}
.sides h3{margin-top:1.5rem}
.sides dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem .9rem;font-size:.92rem}
.sides dt{color:var(--quiet)}.sides dd{margin:0;overflow-wrap:anywhere}
.sides .differs{background:var(--note-soft);border-radius:3px;padding:0 .3rem}
.evidence{padding-left:1.2rem}
table.packets th,table.packets td{padding-right:1.6rem}
table.packets th{max-width:16rem;overflow-wrap:anywhere;vertical-align:bottom}
table.packets .first{border-left:3px solid var(--line);padding-left:.9rem}
svg.lanes{display:block;width:100%;height:auto;background:var(--paper)}
svg.lanes .lane{stroke:var(--quiet);stroke-width:1.2}
svg.lanes .tie{stroke:var(--data);stroke-width:1;opacity:.55}
svg.lanes text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg.lanes .small{fill:var(--quiet);font-size:12px}
@media (max-width:40rem){.sides{grid-template-columns:minmax(0,1fr)}}
`.replaceAll("\n", "");
