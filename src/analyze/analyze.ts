import type { Readable } from "node:stream";
import { Analysis } from "./analysis.ts";
import { readCapture } from "./capture-file/feed.ts";
import { buildReport } from "./facts/build-report.ts";
import type { Report } from "./facts/report.ts";
import { InflatePool } from "./frames/inflate-pool.ts";
import { frameLimit, portFormats, type AnalyzeOptions } from "./options.ts";

/**
 * Reads a capture and reports the screen-share sessions in it.
 *
 * @param input a path, "-" for standard input, a stream of bytes, or the bytes themselves
 * @returns the report. Damage in the middle of a capture is not thrown: it stands in `capture.error`, with everything
 * before it reported.
 * @throws AnalyzeError with a stable `code`: nothing could be read, the kind of file is unknown, or an option is wrong
 */
export async function analyze(input: string | Readable | Uint8Array, options: AnalyzeOptions = {}): Promise<Report> {
  const ports = portFormats(options.ports);
  const maxFrameBytes = frameLimit(options.maxFrameBytes);
  const inflate = options.inflate === false ? null : new InflatePool(maxFrameBytes);
  const analysis = new Analysis({ ports, stream: options.stream ?? null, inflate, maxFrameBytes });
  const outcome = await readCapture(input, analysis, {
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    pause: () => inflate?.pressure(),
  });
  analysis.end();
  await inflate?.idle();
  return buildReport(analysis, outcome, {
    ports: new Set(ports.keys()),
    size: options.size ?? null,
    inflated: inflate !== null,
  });
}
