/** Both directions side by side: one row a fact, and the packets that show it. */
import { DIRECTION_FACTS } from "../../../analyze/facts/direction-facts.ts";
import type { Fact, Section } from "../../../analyze/facts/fact.ts";
import { factText } from "../units.ts";
import { paint, table, type TerminalStyle } from "./style.ts";
import { packetsText } from "./packets.ts";

const TITLES: Partial<Record<Section, string>> = {
  segments: "Segments",
  acks: "ACK patterns",
  windows: "Windows",
  losses: "Losses, as Wireshark marks them",
  times: "Times",
};

/** Counts of what did not happen on either side are left out, so that the rest can be seen; of these, 0 is shown too. */
const ALWAYS = new Set([
  "packets",
  "data_segments",
  "payload_bytes",
  "tcp.analysis.retransmission",
  "tcp.analysis.zero_window",
]);
/** Said by others in the same table already. */
const NEVER = new Set(["window.raw.min", "window.raw.max", "window.median", "unique_bytes", "rtt.p95", "rtt.samples"]);

export function directionsTable(facts: readonly Fact[], style: TerminalStyle): string {
  const rows: string[][] = [];
  let section: Section | null = null;
  for (const kind of DIRECTION_FACTS) {
    const [client, server] = (["client", "server"] as const).map((from) =>
      facts.find((fact) => fact.id === kind.id && fact.from === from),
    );
    if (client === undefined || server === undefined || !isShown(client, server)) continue;
    if (kind.section !== section) {
      section = kind.section;
      rows.push([paint(style, "bold", TITLES[section] ?? section), "", "", ""]);
    }
    rows.push([`  ${kind.label}`, cell(client), cell(server), packetsText([...client.packets, ...server.packets], 21)]);
  }
  const columns = [
    { title: "", width: 29 },
    { title: "client", align: "right", width: 15 },
    { title: "server", align: "right", width: 15 },
    { title: "packets", width: 16 },
  ] as const;
  return table(style, columns, rows);
}

function isShown(client: Fact, server: Fact): boolean {
  if (ALWAYS.has(client.id)) return true;
  if (NEVER.has(client.id)) return needsRaw(client, server);
  const something = (fact: Fact): boolean => fact.value !== 0 && fact.value !== null;
  return something(client) || something(server);
}

/** Raw windows say something where the scale does not: nothing but them is known then. */
function needsRaw(client: Fact, server: Fact): boolean {
  void server;
  return client.id.startsWith("window.raw") && client.formula !== null;
}

function cell(fact: Fact): string {
  if (fact.value !== null) return factText(fact);
  // No data, no sizes: that is nothing unknown.
  return fact.reason === null || /no data|sent no/.test(fact.reason) ? "-" : "unknown";
}
