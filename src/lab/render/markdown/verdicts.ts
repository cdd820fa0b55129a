import type { StreamReport } from "../../../analyze/facts/report.ts";
import { count } from "../units.ts";
import { differing, rulesOf } from "../verdict-groups.ts";
import { table, words } from "./escape.ts";

const MAX_ROWS = 20;
const MAX_PACKETS = 5;

/** What really happened where the marks mislead; empty when they don't. */
export function verdictsSection({ verdicts }: StreamReport): string {
  const groups = differing(verdicts).slice(0, MAX_ROWS);
  if (groups.length === 0) return "";
  const rows = groups.map(({ marks, happened, packets }) => [
    words(marks),
    words(happened),
    count(packets.length),
    `${packets.slice(0, MAX_PACKETS).join(", ")}${packets.length > MAX_PACKETS ? ", …" : ""}`,
  ]);
  const rules = rulesOf(groups).map(({ happened, rule }) => `- **${words(happened)}**: ${words(rule)}`);
  const head = ["Wireshark marks", "what happened", "times", "packets"];
  return `\nWhere the marks mislead:\n\n${table(head, rows, [2])}\n\n${rules.join("\n")}\n`;
}
