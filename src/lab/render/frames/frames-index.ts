/** The index of saved frames: which file is which frame, and why some have none. */
import type { FrameReport, Report } from "../../../analyze/facts/report.ts";
import { decimal, line } from "../csv/cells.ts";

export interface SavedFrame {
  readonly stream: number;
  /** Index in the report's list. */
  readonly index: number;
  readonly file: string;
  /** "1366x768"; null: not saved. */
  readonly size: string | null;
  /** The size is a guess from the number of bytes. */
  readonly guessed: boolean;
  /** Why it was not saved. */
  readonly problem: string | null;
}

interface Entry {
  readonly stream: number;
  readonly frame: FrameReport;
  readonly saved: SavedFrame | undefined;
  readonly problem: string | null;
}

/** Every frame of the report, saved or not. */
function* entries(report: Report, saved: readonly SavedFrame[]): Generator<Entry> {
  const known = new Map(saved.map((one) => [`${one.stream}/${one.index}`, one]));
  for (const { stream, frames } of report.streams) {
    for (const frame of frames?.list ?? []) {
      const one = known.get(`${stream}/${frame.index}`);
      // The report's own reason comes first: it says what is wrong with the frame, not with the picture.
      const problem = frame.problem ?? (one === undefined ? "it is not whole" : one.problem);
      yield { stream, frame, saved: problem === null ? one : undefined, problem };
    }
  }
}

const COLUMNS = [
  ...["stream", "frame", "file", "size", "size_guessed", "start_time", "complete_time", "first_packet"],
  ...["complete_packet", "compressed_bytes", "raw_bytes", "ratio", "problem"],
];

export function* indexCsv(report: Report, saved: readonly SavedFrame[]): Generator<string> {
  yield line(COLUMNS);
  for (const { stream, frame, saved: one, problem } of entries(report, saved)) {
    yield line([
      ...[stream, frame.index, one?.file ?? null, one?.size ?? null, one === undefined ? null : one.guessed],
      decimal(frame.start_time),
      decimal(frame.complete_time),
      ...[frame.first_packet, frame.complete_packet, frame.compressed_bytes, frame.raw_bytes, frame.ratio, problem],
    ]);
  }
}

const HEAD = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Frames</title>
<style>
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
ol { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); list-style: none; padding: 0; }
img { border: 1px solid #8888; display: block; height: auto; width: 100%; }
p { margin: .4rem 0 0; }
</style>
<h1>Frames</h1>
<ol>
`;

/** Nothing in it comes from a packet but numbers; reasons are escaped all the same. */
export function* indexHtml(report: Report, saved: readonly SavedFrame[]): Generator<string> {
  yield HEAD;
  for (const { stream, frame, saved: one, problem } of entries(report, saved)) {
    const name = `${report.streams.length > 1 ? `stream ${stream}, ` : ""}frame ${frame.index}`;
    const picture =
      one === undefined
        ? `<p>${name}: no picture, ${escaped(problem ?? "")}</p>`
        : `<a href="${one.file}"><img loading="lazy" src="${one.file}" alt="${name}"></a><p>${name}</p>`;
    yield `<li>${picture}<p>packets ${frame.first_packet} to ${frame.complete_packet}${frame.complete_time === null ? "" : `, ${frame.complete_time} s`}</p></li>\n`;
  }
  yield "</ol>\n</html>\n";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
