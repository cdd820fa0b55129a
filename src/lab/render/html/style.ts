/** The style sheet: one for screen and print, light and dark, narrow and wide. Colours are named by what they mean. */
import { plotStyle } from "../plot/style.ts";

const COLOURS = `
:root{color-scheme:light dark;--paper:#fff;--soft:#f4f6f8;--line:#d3d9e0;--ink:#1b2430;--quiet:#55606e;--link:#0b57a8;
--good:#0d6b3e;--note:#845400;--bad:#a8173a;--good-soft:#e5f4ec;--note-soft:#fbf1dd;--bad-soft:#fce8ec;--info-soft:#e8f0f9;--focus:#0b57a8}
@media screen and (prefers-color-scheme:dark){:root{--paper:#12161b;--soft:#1b2128;--line:#37414c;--ink:#e4e9ee;--quiet:#a5b0bc;--link:#8cc0ff;
--good:#6fd6a2;--note:#f0bf6b;--bad:#ff9cb0;--good-soft:#14301f;--note-soft:#33270f;--bad-soft:#3a1820;--info-soft:#16283c;--focus:#8cc0ff}}
@media print{:root{color-scheme:light}}
`;

const TEXT = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3,h4{line-height:1.25;font-weight:650;text-wrap:balance;margin:0}
h1{font-size:1.9rem;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.45rem;margin:3.5rem 0 .75rem;padding-top:1.25rem;border-top:2px solid var(--ink)}
h3{font-size:1.2rem;margin:2.75rem 0 .75rem}
h4{font-size:1rem;margin:1.75rem 0 .5rem}
p,ul,ol,dl{margin:0 0 .9rem;max-width:46rem}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.07em}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:2px}
code,.mono{font-family:ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
code{background:var(--soft);padding:.08em .3em;border-radius:3px;overflow-wrap:anywhere}
code.filter{display:inline-block;user-select:all;-webkit-user-select:all;border:1px solid var(--line);line-height:1.45;padding:.15em .45em}
.quiet,.how{color:var(--quiet)}
.how{font-size:.86rem;margin:.2rem 0 .5rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
caption.hidden{display:block}
`;

const LAYOUT = `
.skip{position:absolute;left:.5rem;top:-4rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
.skip:focus{top:.5rem}
header,main,footer,nav.contents{padding:0 clamp(1rem,4vw,2.5rem)}
header{padding-top:2.5rem;padding-bottom:1rem}
.kicker{margin:0 0 .3rem;color:var(--quiet);font-size:.86rem;letter-spacing:.06em;text-transform:uppercase}
.meta{list-style:none;padding:0;margin:.6rem 0 0;display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;color:var(--quiet);max-width:none}
main{max-width:62rem}
main>section:first-child>h2{margin-top:1.5rem}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--quiet);font-size:.86rem;max-width:62rem}
nav.contents{font-size:.92rem}
nav.contents h2{font-size:.86rem;color:var(--quiet);border:0;margin:1rem 0 .4rem;padding:0;font-weight:600}
nav.contents ol{list-style:none;margin:0;padding:0}
nav.contents li{margin:0}
nav.contents a{display:block;padding:.22rem 0;text-decoration:none}
nav.contents a:hover{text-decoration:underline}
nav.contents ol ol{padding-left:.9rem;border-left:1px solid var(--line);margin:.15rem 0 .5rem}
@media (max-width:70rem){nav.contents>ol{columns:14rem;column-gap:2rem}nav.contents li{break-inside:avoid}}
@media (min-width:70.01rem){
body{display:grid;grid-template-columns:17rem minmax(0,1fr);grid-template-areas:"nav header" "nav main" "nav footer";grid-template-rows:auto 1fr auto}
header{grid-area:header}main{grid-area:main}footer{grid-area:footer}
nav.contents{grid-area:nav;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:1.8rem 1rem 2rem 1.75rem;border-right:1px solid var(--line);min-height:100vh;background:var(--soft)}
}
`;

const PARTS = `
.scroll{overflow-x:auto;max-width:100%;margin:0 0 .75rem}
table{border-collapse:collapse;font-size:.9rem;line-height:1.45}
th,td{text-align:start;vertical-align:top;padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--quiet);vertical-align:bottom;font-weight:600;white-space:nowrap}
tbody th{font-weight:600}
.n{text-align:end;white-space:nowrap}
td.n+td,td.n+th,th.n+td{padding-left:.6rem}
.meanings table{min-width:44rem}
.meanings td:last-child{min-width:22rem;color:var(--quiet)}
.findings{list-style:none;padding:0;max-width:46rem;margin:0 0 1.5rem;border-top:1px solid var(--line)}
.findings>li{display:grid;grid-template-columns:6.2rem minmax(0,1fr);gap:.75rem;padding:.55rem 0;border-bottom:1px solid var(--line)}
.tag{display:inline-block;font-size:.8rem;font-weight:650;line-height:1.5;padding:.05rem .5rem;border-radius:3px;white-space:nowrap;align-self:start;justify-self:start}
.tag.good{color:var(--good);background:var(--good-soft)}.tag.note{color:var(--note);background:var(--note-soft)}
.tag.bad{color:var(--bad);background:var(--bad-soft)}.tag.info{color:var(--link);background:var(--info-soft)}
.explanations{margin:1rem 0 1.5rem;display:grid;gap:.4rem;max-width:46rem}
details.explain{border:1px solid var(--line);border-radius:5px;background:var(--soft)}
details.explain>summary{padding:.5rem .9rem;cursor:pointer;font-weight:600;font-size:.95rem}
details.explain>div{padding:0 .9rem .2rem 1.95rem}
details.explain p{margin-bottom:.7rem;font-size:.95rem}
details.explain code{background:var(--paper)}
details.data{margin:.4rem 0 0}
details.data>summary{cursor:pointer;color:var(--link);font-size:.92rem;padding:.3rem 0}
.story{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1.1rem;margin:1.5rem 0}
.story h4{margin-top:0}
.story ol{padding-left:1.2rem;margin-bottom:.6rem}
.story li{margin-bottom:.25rem}
.question{margin:0 0 1.75rem}
.question h4{margin-top:1.25rem}
.question dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem .9rem;font-size:.9rem;align-items:start}
.question dt{color:var(--quiet)}.question dd{margin:0}
.thumbs{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0;max-width:none}
.thumbs figure{margin:0;width:8.4rem}
.thumbs img{display:block;width:100%;height:auto;border:1px solid var(--line)}
.thumbs figcaption{font-size:.82rem;color:var(--quiet);line-height:1.4;margin-top:.3rem}
td .how{margin:0;white-space:normal;min-width:8.5rem}
details.facts{border-top:1px solid var(--line)}
details.facts:last-of-type{border-bottom:1px solid var(--line)}
details.facts>summary{padding:.55rem 0;cursor:pointer;font-weight:600}
table.facts{width:100%;min-width:48rem;table-layout:fixed;overflow-wrap:anywhere}
table.facts col.fact{width:19%}table.facts col.value{width:17%}table.facts col.formula{width:28%}
table.facts tbody th[scope=rowgroup]{padding-top:1rem;color:var(--quiet);border-bottom-color:var(--quiet)}
table.facts .value{font-weight:600}
table.facts .reason{color:var(--quiet);font-size:.93em}
@media (max-width:30rem){
h1{font-size:1.5rem}
.findings>li{grid-template-columns:minmax(0,1fr);gap:.15rem}
.question dl{grid-template-columns:minmax(0,1fr);gap:.1rem}.question dd{margin-bottom:.4rem}
}
@media (prefers-contrast:more){:root{--quiet:var(--ink);--line:var(--quiet)}}
`;

const CHAT = `
ol.chat{list-style:none;padding:0}
ol.chat li{border-inline-start:3px solid #8886;margin:.35rem 0;padding-inline-start:.6rem;overflow-wrap:anywhere}
ol.chat li.client{border-color:currentColor;margin-inline-start:2rem}
ol.chat li.own .said{font-style:italic}
ol.chat .said{white-space:pre-wrap}
`;

const PRINT = `
@page{margin:16mm 15mm}
@media print{
html{font-size:9.3pt}body{line-height:1.45}
.skip,nav.contents,details.data{display:none}
header,main,footer{padding-left:0;padding-right:0;max-width:none}
header{padding-top:0}
h2{margin-top:1.8rem;break-after:avoid}h3,h4{break-after:avoid}
h3{margin-top:1.8rem}
p,li{orphans:3;widows:3}
.thumbs{gap:.6rem}.thumbs figure{width:8rem}
table.facts tr:has(>[scope=rowgroup]){break-after:avoid}
figure,tr,.findings>li,details.explain,.thumbs li,.question{break-inside:avoid}
a{color:inherit;text-decoration:none}
.scroll{overflow:visible}
svg.plot{min-width:0!important;width:100%;height:auto}
details.explain{border-color:#bbb}
details.explain::details-content,details.facts::details-content{content-visibility:visible;display:block;height:auto;block-size:auto}
details.explain>summary,details.facts>summary{list-style:none}
table,table.facts,.meanings table{min-width:0;width:100%}
table.facts{font-size:6.8pt;line-height:1.3}
table.facts td,table.facts th{padding:.2rem .4rem .2rem 0}
.meanings td:last-child,td .how{min-width:0}
code.filter{border:0;padding:0}
thead{display:table-header-group}
.tag{border:1px solid currentColor}
}
`;

export const STYLE = [COLOURS, TEXT, LAYOUT, PARTS, plotStyle, CHAT, PRINT].join("").replaceAll("\n", "");
