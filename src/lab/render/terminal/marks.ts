/** What really happened, for the packets where Wireshark's marks alone mislead or say nothing. */
import { VERDICTS } from "../../../analyze/tcp/verdicts.ts";
import type { StreamReport, VerdictReport } from "../../../analyze/facts/report.ts";
import { count } from "../units.ts";
import { packetsText } from "./packets.ts";
import { paint, table, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

/** Kinds shown; the others are in the JSON. */
const MAX_ROWS = 8;

export function marksText({ verdicts }: StreamReport, style: TerminalStyle): string {
  const differing = verdicts.filter((verdict) => !verdict.agrees);
  if (differing.length === 0) return "";
  const groups = new Map<string, VerdictReport[]>();
  for (const verdict of differing) {
    const key = `${verdict.marks.join(", ")}|${verdict.verdict}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  const largest = [...groups.values()].sort((a, b) => b.length - a.length);
  const rows = largest.slice(0, MAX_ROWS).map((group) => [
    (group[0]?.marks ?? []).map((mark) => mark.replaceAll("_", " ")).join(", ") || "nothing",
    (group[0]?.verdict ?? "").replaceAll("_", " "),
    count(group.length),
    packetsText(
      group.map((verdict) => verdict.packet),
      17,
    ),
  ]);
  const columns = [
    { title: "Wireshark marks", width: 24 },
    { title: "what happened", width: 24 },
    { title: "times", align: "right", width: 8 },
    { title: "packets", width: 19 },
  ] as const;
  const kinds = new Set(largest.slice(0, MAX_ROWS).map((group) => group[0]?.verdict));
  const rules = VERDICTS.filter((kind) => kinds.has(kind.id)).map((kind) =>
    wrap(`  ${kind.id.replaceAll("_", " ")}: ${kind.rule}`, style.width, "    "),
  );
  const title = paint(style, "bold", "Where the marks mislead:");
  return [`${title} what really happened, and the rule that tells`, table(style, columns, rows), ...rules].join("\n");
}
