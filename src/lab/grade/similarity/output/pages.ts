/** similarity.html, and a page for each pair beside it. */
import { rm } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { htmlDocument } from "../../../render/html/document.ts";
import { foreign, html, type Html } from "../../../render/html/markup.ts";
import { writeWhole } from "../../output/write.ts";
import type { Member } from "../class.ts";
import { FINDING_TITLES, type Pair } from "../compare/types.ts";
import { memberText } from "./flags.ts";
import { byStrength } from "./order.ts";
import { pairPage, type Compared } from "./pair-page.ts";
import { PAGE_STYLE } from "./style.ts";

/** Pairs with a page of their own, the most alike first; similarity.csv has all. */
const MAX_PAGES = 1000;

export interface ClassPairs {
  readonly rubric: { readonly assignment: { readonly title: string } };
  readonly pairs: readonly Pair[];
  readonly members: readonly Member[];
}

export async function writeSimilarityPages(out: string, { rubric, pairs, members }: ClassPairs): Promise<void> {
  const { title } = rubric.assignment;
  const shown = byStrength(pairs).slice(0, MAX_PAGES);
  await rm(joinPath(out, "similarity"), { recursive: true, force: true });
  for (const [index, { a, b, findings }] of shown.entries()) {
    const page = pairPage(title, await compared(members[a]!), await compared(members[b]!), findings);
    await writeWhole(joinPath(out, "similarity", `${index + 1}.html`), page);
  }
  await writeWhole(joinPath(out, "similarity.html"), indexPage(title, shown, pairs.length, members));
}

async function compared(member: Member): Promise<Compared> {
  return { name: memberText(member), capture: (await member.load())?.capture ?? null };
}

function indexPage(title: string, pairs: readonly Pair[], total: number, members: readonly Member[]): string {
  const batch = members.filter((member) => member.batch === null).length;
  const earlier = members.length - batch;
  const body = html`<a class="skip" href="#main">To the pairs</a>
    <header>
      <p class="kicker"><a href="index.html">${title}: overview</a></p>
      <h1>What is alike</h1>
      <ul class="meta">
        <li>${batch} ${batch === 1 ? "submission" : "submissions"}</li>
        ${earlier > 0 && html`<li>${earlier} ${earlier === 1 ? "earlier one" : "earlier ones"}</li>`}
        <li>${total} ${total === 1 ? "pair" : "pairs"}</li>
      </ul>
    </header>
    <main id="main" tabindex="-1">
      ${total === 0 ? html`<p>No two have anything rare in common.</p>` : pairTable(pairs, members)}
      ${total > pairs.length && html`<p class="how">The ${pairs.length} pairs most alike; similarity.csv has all.</p>`}
    </main>
    <footer>
      <p>A finding is a reason to look, with its evidence. No points are taken for one. Made by sharelab grade.</p>
    </footer>`;
  return htmlDocument({ language: "en", title: `${title}: what is alike`, style: PAGE_STYLE, body }).toString();
}

function pairTable(pairs: readonly Pair[], members: readonly Member[]): Html {
  const rows = pairs.map(({ a, b, findings }, index) => {
    const titles = findings.map(({ id }) => FINDING_TITLES[id]).join(", ");
    const [first] = findings;
    return html`<tr>
      <th scope="row">
        <a href="similarity/${index + 1}.html"
          >${foreign(memberText(members[a]!))} and ${foreign(memberText(members[b]!))}</a
        >
      </th>
      <td>${titles}</td>
      <td class="n">${Math.round((first?.score ?? 0) * 1000) / 10} %</td>
      <td class="n">${first?.shared ?? 0}</td>
    </tr> `;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Pairs">
    <table>
      <caption class="hidden">
        Pairs that have something rare in common
      </caption>
      <thead>
        <tr>
          <th scope="col">pair</th>
          <th scope="col">what</th>
          <th scope="col" class="n">of the smaller one</th>
          <th scope="col" class="n">in common</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
