import type { Readable } from "node:stream";
import { Analysis } from "./analysis.ts";
import { readCapture } from "./capture-file/feed.ts";
import { buildReport } from "./facts/build-report.ts";
import type { Report } from "./facts/report.ts";
import { InflatePool } from "./frames/inflate-pool.ts";
import type { Observer } from "./observer.ts";
import { SeriesCollector } from "./series/collector.ts";
import { DEFAULT_SERIES_LIMIT, type Series } from "./series/series.ts";
import { frameLimit, portFormats, type AnalyzeOptions } from "./options.ts";

/** A path, "-" for standard input, a stream of bytes, or the bytes themselves. */
export type CaptureInput = string | Readable | Uint8Array;

/**
 * Reads a capture and reports the screen-share sessions in it.
 *
 * @returns the report. Damage in the middle of a capture is not thrown: it stands in `capture.error`, with everything
 * before it reported.
 * @throws AnalyzeError with a stable `code`: nothing could be read, the kind of file is unknown, or an option is wrong
 */
export async function analyze(input: CaptureInput, options: AnalyzeOptions = {}): Promise<Report> {
  return analyzeObserved(input, options, []);
}

/**
 * As {@link analyze}, and keeps the numbers of every packet beside the report, for plots and tables.
 *
 * @param limit rows kept; a longer capture is thinned out, as {@link Series.every} says
 */
export async function analyzeWithSeries(
  input: CaptureInput,
  options: AnalyzeOptions = {},
  limit: number = DEFAULT_SERIES_LIMIT,
): Promise<{ readonly report: Report; readonly series: Series }> {
  const collector = new SeriesCollector(limit);
  const report = await analyzeObserved(input, options, [collector]);
  return { report, series: collector.series };
}

/** As {@link analyze}, watched by observers: whatever else is wanted is taken in the same reading. */
export async function analyzeObserved(
  input: CaptureInput,
  options: AnalyzeOptions,
  observers: readonly Observer[],
): Promise<Report> {
  const ports = portFormats(options.ports);
  const maxFrameBytes = frameLimit(options.maxFrameBytes);
  const inflate = options.inflate === false ? null : new InflatePool(maxFrameBytes);
  const analysis = new Analysis({
    ports,
    detect: options.detect ?? false,
    stream: options.stream ?? null,
    inflate,
    maxFrameBytes,
    observers,
  });
  const outcome = await readCapture(input, analysis, {
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    pause: () => pressure(inflate, observers),
  });
  analysis.end();
  await inflate?.idle();
  const portNumbers = new Set(ports.keys());
  for (const observer of observers) await observer.end?.(analysis, portNumbers);
  return buildReport(analysis, outcome, {
    ports: portNumbers,
    size: options.size ?? null,
    inflated: inflate !== null,
  });
}

/** Nothing while everybody has room. */
function pressure(inflate: InflatePool | null, observers: readonly Observer[]): Promise<void> | undefined {
  const waits = [inflate?.pressure(), ...observers.map((observer) => observer.pressure?.())];
  const full = waits.filter((wait) => wait !== undefined);
  return full.length === 0 ? undefined : Promise.all(full).then(() => undefined);
}
