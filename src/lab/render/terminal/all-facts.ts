/** Every fact with everything that is needed to check it: what `--verbose` adds. */
import { SECTION_TITLES, SECTIONS, type Fact } from "../../../analyze/facts/fact.ts";
import { harmless } from "../escape.ts";
import { factText } from "../units.ts";
import { packetsText } from "./packets.ts";
import { paint, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

const INDENT = "      ";

export function allFactsText(facts: readonly Fact[], style: TerminalStyle): string {
  const lines: string[] = [];
  for (const section of SECTIONS) {
    const own = facts.filter((fact) => fact.section === section);
    if (own.length === 0) continue;
    lines.push("", paint(style, "bold", SECTION_TITLES[section].toUpperCase()));
    for (const fact of own) lines.push(...factLines(fact, style));
  }
  return lines.join("\n");
}

function factLines(fact: Fact, style: TerminalStyle): string[] {
  const from = fact.from === null ? "" : ` (${fact.from})`;
  const label = `  ${fact.label}${from}: ${paint(style, "bold", harmless(factText(fact)))}`;
  const lines = [wrap(`${label}  ${paint(style, "dim", `[${fact.id}]`)}`, style.width, INDENT)];
  const add = (text: string): void => {
    lines.push(wrap(`${INDENT}${text}`, style.width, `${INDENT}  `));
  };
  if (fact.reason !== null) add(`unknown because ${harmless(fact.reason)}`);
  // Exact where the text above is rounded.
  const exact = typeof fact.value === "number" && fact.unit !== "number" ? `${fact.value} ${fact.unit ?? ""} = ` : "";
  add(`${exact}${harmless(fact.formula)}`);
  const packets = packetsText(fact.packets, 40);
  const all = fact.packet_count > fact.packets.length ? ` of ${fact.packet_count}` : "";
  add(`${packets === "" ? "" : `packets ${packets}${all}; `}in Wireshark: ${fact.wireshark}`);
  // Not broken into lines: it is to be copied.
  if (fact.filter !== null) lines.push(`${INDENT}filter: ${harmless(fact.filter)}`);
  return lines;
}
