import type { Report } from "../../../analyze/facts/report.ts";

/** The report as JSON text, piece by piece: that of a long capture need not be one string in memory. */
export function* jsonReport(report: Report): Generator<string> {
  const { streams, ...rest } = report;
  yield `${JSON.stringify(rest, null, 1).slice(0, -2)},\n "streams": [`;
  for (const [index, stream] of streams.entries()) {
    const { frames, verdicts, ...head } = stream;
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(head).slice(0, -1)},"verdicts":[`;
    yield* items(verdicts);
    yield `],"frames":`;
    if (frames === null) {
      yield "null}";
      continue;
    }
    const { list, ...summary } = frames;
    yield `${JSON.stringify(summary).slice(0, -1)},"list":[`;
    yield* items(list);
    yield "]}}";
  }
  yield streams.length === 0 ? "]\n}\n" : "\n ]\n}\n";
}

const ITEMS_A_PIECE = 500;

function* items(list: readonly unknown[]): Generator<string> {
  for (let at = 0; at < list.length; at += ITEMS_A_PIECE) {
    const piece = list.slice(at, at + ITEMS_A_PIECE).map((item) => JSON.stringify(item));
    yield `${at === 0 ? "\n" : ",\n"}${piece.join(",\n")}`;
  }
}
