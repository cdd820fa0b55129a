/** The tables that come from the report: frames and facts. */
import { streamFacts } from "../../../analyze/facts/facts.ts";
import type { FactValue } from "../../../analyze/facts/fact.ts";
import type { Report } from "../../../analyze/facts/report.ts";
import { harmless } from "../escape.ts";
import { decimal, line } from "./cells.ts";

const FRAME_COLUMNS = [
  ...["stream", "from", "index", "offset", "header_bytes", "compressed_bytes", "raw_bytes", "ratio", "first_packet"],
  ...[
    "last_packet",
    "complete_packet",
    "segments",
    "start_time",
    "complete_time",
    "intact",
    "missing_bytes",
    "problem",
    "shape",
    "dtype",
  ],
];

/** One record a frame, whole or not. */
export function* framesTable(report: Report): Generator<string> {
  yield line(FRAME_COLUMNS);
  for (const { stream, frames } of report.streams) {
    for (const frame of frames?.list ?? []) {
      yield line([
        ...[stream, frames?.from ?? null, frame.index, frame.offset, frame.header_bytes, frame.compressed_bytes],
        ...[frame.raw_bytes, frame.ratio, frame.first_packet, frame.last_packet, frame.complete_packet, frame.segments],
        decimal(frame.start_time),
        decimal(frame.complete_time),
        ...[frame.intact, frame.missing_bytes, frame.problem, frame.shape?.join(" x ") ?? null, frame.dtype],
      ]);
    }
  }
}

/** Names in a chat and of files are foreign text. */
function harmlessValue(value: FactValue): FactValue {
  return typeof value === "string" ? harmless(value) : value;
}

const FACT_COLUMNS = [
  ...["stream", "from", "section", "id", "label", "value", "unit", "formula", "packets", "packet_count"],
  ...["filter", "wireshark", "reason"],
];

/** One record a fact. */
export function* factsTable(report: Report): Generator<string> {
  yield line(FACT_COLUMNS);
  for (const stream of report.streams) {
    for (const fact of streamFacts(stream)) {
      yield line([
        ...[
          fact.stream,
          fact.from,
          fact.section,
          fact.id,
          fact.label,
          harmlessValue(fact.value),
          fact.unit,
          fact.formula,
        ],
        ...[fact.packets.join(" "), fact.packet_count, fact.filter, fact.wireshark, fact.reason],
      ]);
    }
  }
}
