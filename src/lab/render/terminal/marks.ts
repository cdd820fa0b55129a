/** What really happened, for the packets where Wireshark's marks alone mislead or say nothing. */
import type { StreamReport } from "../../../analyze/facts/report.ts";
import { differing, rulesOf } from "../verdict-groups.ts";
import { count } from "../units.ts";
import { packetsText } from "./packets.ts";
import { paint, table, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

/** Kinds shown; the others are in the JSON. */
const MAX_ROWS = 8;

export function marksText({ verdicts }: StreamReport, style: TerminalStyle): string {
  const largest = differing(verdicts);
  if (largest.length === 0) return "";
  const rows = largest
    .slice(0, MAX_ROWS)
    .map(({ marks, happened, packets }) => [marks, happened, count(packets.length), packetsText(packets, 17)]);
  const columns = [
    { title: "Wireshark marks", width: 24 },
    { title: "what happened", width: 24 },
    { title: "times", align: "right", width: 8 },
    { title: "packets", width: 19 },
  ] as const;
  const rules = rulesOf(largest.slice(0, MAX_ROWS)).map(({ happened, rule }) =>
    wrap(`  ${happened}: ${rule}`, style.width, "    "),
  );
  const title = paint(style, "bold", "Where the marks mislead:");
  return [`${title} what really happened, and the rule that tells`, table(style, columns, rows), ...rules].join("\n");
}
