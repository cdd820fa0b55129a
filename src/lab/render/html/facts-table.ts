/** All facts of a stream, each with what proves it. */
import { SECTIONS, type Fact, type Section } from "../../../analyze/facts/fact.ts";
import { scrolling } from "../plot/table.ts";
import type { StreamContext } from "./context.ts";
import { filterCode, packetList, show } from "./facts-view.ts";
import { english, html, type Html } from "./markup.ts";
import { textOf } from "./say.ts";

const COLUMNS = ["col.fact", "col.value", "col.formula", "col.where"] as const;

export function factsSection(context: StreamContext): Html {
  const { say, facts } = context;
  const sections = SECTIONS.filter((section) => facts.all.some((fact) => fact.section === section));
  return html`<p>${say("facts.intro")}</p>${sections.map((section) =>
    factGroup(
      context,
      section,
      facts.all.filter((fact) => fact.section === section),
    ),
  )}`;
}

/** The facts of one section: of the whole stream, then of either side. */
function factGroup(context: StreamContext, section: Section, group: readonly Fact[]): Html {
  const { say, name } = context;
  const title = say(`facts.section.${section}`);
  const label = `${textOf(say("section.facts"))}, ${textOf(title)}, ${name}`;
  const bodies = ([null, "client", "server"] as const)
    .map((from) => ({ from, list: group.filter((fact) => fact.from === from) }))
    .filter(({ list }) => list.length > 0);
  const head = COLUMNS.map((column) => html`<th scope="col">${say(column)}</th>`);
  return html`<details class="facts"><summary>${title} <span class="quiet">(${say("facts.count", { count: group.length })})</span></summary>${scrolling(
    label,
    html`<table class="facts"><caption class="hidden">${label}</caption><colgroup><col class="fact"><col class="value"><col class="formula"><col></colgroup><thead><tr>${head}</tr></thead>
${bodies.map(({ from, list }) => factRows(context, from, list))}</table>`,
  )}</details>
`;
}

function factRows(context: StreamContext, from: Fact["from"], list: readonly Fact[]): Html {
  const { say } = context;
  const about = say(from === null ? "word.of_whole" : from === "client" ? "word.from_client" : "word.from_server");
  return html`<tbody><tr><th colspan="${COLUMNS.length}" scope="rowgroup">${about}</th></tr>
${list.map((fact) => factRow(context, fact))}</tbody>
`;
}

function factRow(context: StreamContext, fact: Fact): Html {
  const { language, say } = context;
  const translated = language.facts[fact.id];
  const label = translated === undefined ? english(fact.label, language.code) : html`${translated}`;
  const reason =
    fact.value === null &&
    fact.reason !== null &&
    html`<div class="reason">${english(fact.reason, language.code)}</div>`;
  const packets =
    fact.packet_count > 0 &&
    html`<div class="quiet">${say("facts.packets", { packets: packetList(fact.packets, fact.packet_count, context) })}</div>`;
  return html`<tr><th scope="row">${label}</th><td><span class="value">${show(fact, context)}</span>${reason}</td><td>${english(fact.formula, language.code)}${packets}</td><td>${fact.filter !== null && filterCode(fact.filter)}<div class="quiet">${fact.wireshark}</div></td></tr>
`;
}
