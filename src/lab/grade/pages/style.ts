/** What pages of grading need beyond the lab report's style sheet. */
import { STYLE } from "../../render/html/style.ts";

const GRADING = `
.score{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem .8rem;margin:1.2rem 0 .4rem}
.score strong{font-size:2.6rem;line-height:1.1;letter-spacing:-.02em}
.score span{font-size:1.15rem;color:var(--quiet)}
.sums{display:grid;grid-template-columns:max-content max-content;gap:.15rem 1.5rem;margin:0 0 1rem}
.sums dt{color:var(--quiet)}.sums dd{margin:0;text-align:end}
.check{border-top:1px solid var(--line);padding:1.1rem 0 .5rem}
.check h3{margin:0 0 .35rem;overflow-wrap:anywhere}
.check>.line{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center;margin:0 0 .6rem;color:var(--quiet)}
.check dl{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.3rem .9rem;align-items:start;margin:0 0 .8rem}
.check dt{color:var(--quiet)}.check dd{margin:0;overflow-wrap:anywhere}
.hint{border-left:3px solid var(--link);background:var(--info-soft);padding:.55rem .9rem;margin:0 0 .9rem;max-width:46rem}
.hint b{color:var(--link)}
.items{list-style:none;padding:0}.items li{display:flex;flex-wrap:wrap;gap:.3rem .7rem;padding:.2rem 0}
.card{border:1px solid var(--line);border-radius:5px;background:var(--soft);padding:.8rem 1.1rem;margin:0 0 1.2rem;max-width:46rem}
.card>:last-child{margin-bottom:0}
.tiles{display:flex;flex-wrap:wrap;gap:.8rem 2.2rem;list-style:none;padding:0;margin:1rem 0 1.5rem;max-width:none}
.tiles strong{display:block;font-size:1.7rem;line-height:1.2}.tiles span{color:var(--quiet)}
svg.bar{display:block;width:100%;min-width:5rem;height:1rem;background:var(--soft)}
td.wide{width:40%;vertical-align:middle}
table.full{width:100%}
.all{fill:var(--link)}.passed{fill:var(--good)}.partial{fill:var(--note)}.failed{fill:var(--bad)}.open{fill:var(--quiet)}
.keys{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;font-size:.9rem}
.keys svg{display:inline-block;width:.9rem;height:.9rem;vertical-align:-.1rem;margin-right:.35rem}
.range{white-space:nowrap}
@media (max-width:30rem){.check dl{grid-template-columns:minmax(0,1fr);gap:.05rem}.check dd{margin-bottom:.4rem}.score strong{font-size:2rem}}
@media print{.check{break-inside:avoid}svg.bar{border:1px solid #bbb}}
`.replaceAll("\n", "");

export const PAGE_STYLE = `${STYLE}${GRADING}`;
