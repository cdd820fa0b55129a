/**
 * docs/facts.md, made from the registries of facts. Written anew with `npx tsx test/report/facts-page.ts`; the tests say
 * when that is due.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { DIRECTION_FACTS } from "../../src/analyze/facts/direction-facts.ts";
import { SECTION_TITLES, SECTIONS, type Definition, type Section } from "../../src/analyze/facts/fact.ts";
import { STREAM_FACTS } from "../../src/analyze/facts/stream-facts.ts";

export const FACTS_PAGE = fileURLToPath(new URL("../../docs/facts.md", import.meta.url));

const INTRODUCTION = `# Facts

A fact is one number or word of the report with everything that is needed to check it: value and unit, the formula with
its operands, the packets that prove it, a display filter to copy into Wireshark, the field or the menu of Wireshark that
shows it, and, where the capture can't support it, the reason. All renderings show facts, and rubrics name them by their
id. Ids are stable: more may come, none changes its meaning. From a program: \`facts(report)\`.

**of**: \`stream\` facts stand once for a stream; \`side\` facts once for what the client sent and once for what the server
sent. **Unit**: \`text\` and \`yes/no\` are no numbers. \`n\` in \`first_segments[n]\` is 0 to 5; a side that sent fewer data
segments has fewer of these facts.

The filter of a fact has the stream and the side in front (\`tcp.stream == 0 && ip.src == … && tcp.srcport == …\`); where
none is given here, it names the packets (\`frame.number == 17\`). Thresholds and sources are in
[definitions.md](definitions.md).
`;

const YES_NO = /sack_permitted|timestamps|throttled|^file\.whole/;

export async function factsPage(): Promise<string> {
  const rows = new Map<Section, Map<string, string>>();
  const add = (of: string, kinds: readonly Definition[]): void => {
    for (const kind of kinds) {
      const section = rows.get(kind.section) ?? new Map<string, string>();
      rows.set(kind.section, section);
      const id = kind.id.replace(/\[\d\]/, "[n]");
      const unit = kind.unit ?? (YES_NO.test(kind.id) ? "yes/no" : "text");
      const label = kind.label.replace(/^data segment \d/, "data segment n + 1");
      const cells = [`\`${id}\``, of, unit, label, kind.formula, kind.wireshark, filterCell(kind)];
      section.set(id, `| ${cells.map(escaped).join(" | ")} |`);
    }
  };
  add("stream", STREAM_FACTS);
  add("side", DIRECTION_FACTS);
  const head = "| id | of | unit | label | formula | in Wireshark | filter |\n|---|---|---|---|---|---|---|";
  const parts = SECTIONS.map((section) => {
    const table = [...(rows.get(section)?.values() ?? [])].join("\n");
    return `## ${SECTION_TITLES[section]}\n\n${head}\n${table}\n`;
  });
  const text = [INTRODUCTION, ...parts].join("\n");
  return format(text, { ...(await resolveConfig(FACTS_PAGE)), filepath: FACTS_PAGE });
}

function filterCell({ filter }: Definition): string {
  return filter === null ? "" : `\`${filter}\``;
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FACTS_PAGE, await factsPage());
