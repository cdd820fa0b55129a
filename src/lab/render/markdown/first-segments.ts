import type { Fact } from "../../../analyze/facts/fact.ts";
import type { StreamReport } from "../../../analyze/facts/report.ts";
import { factText } from "../units.ts";
import { table, words } from "./escape.ts";

/** One row a data segment, with its ACK, its round trip and the average; empty when no data was sent. */
export function firstSegmentsSection(stream: StreamReport, facts: readonly Fact[]): string {
  const texts = stream.directions.map(({ from, first_segments: segments }) => {
    if (segments.length === 0) return "";
    const own = facts.filter((fact) => fact.from === from);
    const rows = segments.map((segment, index) => {
      const text = (name: string): string => {
        const fact = own.find((one) => one.id === `first_segments[${index}].${name}`);
        return fact === undefined ? "" : words(factText(fact));
      };
      return [
        String(segment.packet),
        text("time"),
        text("seq"),
        text("relative_seq"),
        text("length"),
        segment.ack_packet === null ? "unknown" : String(segment.ack_packet),
        text("ack_time"),
        text("rtt"),
        text("ewma"),
      ];
    });
    const head = [
      "packet",
      "sent",
      "seq, raw",
      "seq, relative",
      "length",
      "ACK packet",
      "acknowledged",
      "round trip",
      "EWMA",
    ];
    return `From the ${from}:\n\n${table(head, rows, [0, 1, 2, 3, 4, 5, 6, 7, 8])}\n`;
  });
  return texts.filter((text) => text !== "").join("\n");
}
