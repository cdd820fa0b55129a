/** The analysis of a recording while it is made: the same analyzer, fed with the very bytes that go into the file. */
import { setImmediate } from "node:timers/promises";
import { Analysis } from "../analysis.ts";
import { CaptureFeed } from "../capture-file/capture-feed.ts";
import { fileKind } from "../capture-file/write/registry.ts";
import { buildReport, type ReadOutcome } from "../facts/build-report.ts";
import type { PictureSize } from "../facts/frames-report.ts";
import type { Report } from "../facts/report.ts";
import { InflatePool } from "../frames/inflate-pool.ts";
import type { Observer } from "../observer.ts";
import { frameLimit, portFormats, type AnalyzeOptions } from "../options.ts";
import { FileRecords, QueuedRecords, type RecordSource } from "./records.ts";

export class LiveAnalysis {
  readonly analysis: Analysis;
  /** Kept when everything has been analyzed: call {@link end} first. */
  readonly done: Promise<void>;
  readonly #options: AnalyzeOptions;
  readonly #observers: readonly Observer[];
  readonly #ports: ReadonlySet<number>;
  readonly #inflate: InflatePool | null;
  readonly #feed: CaptureFeed;
  readonly #records: RecordSource;
  readonly #kind: { readonly format: ReadOutcome["format"]; readonly compressed: boolean };
  #analyzed = 0;

  /**
   * @param file the recording's name; null: it goes to a stream
   * @throws AnalyzeOptionError
   */
  constructor(file: string | null, options: AnalyzeOptions = {}, observers: readonly Observer[] = []) {
    const ports = portFormats(options.ports);
    const maxFrameBytes = frameLimit(options.maxFrameBytes);
    const { encoder, compressed } = fileKind(file ?? "");
    this.#options = options;
    this.#kind = { format: encoder.format, compressed };
    this.#ports = new Set(ports.keys());
    this.#inflate = options.inflate === false ? null : new InflatePool(maxFrameBytes);
    this.#records = file === null || compressed ? new QueuedRecords() : new FileRecords(file);
    this.analysis = new Analysis({
      ports,
      detect: options.detect ?? false,
      stream: options.stream ?? null,
      inflate: this.#inflate,
      maxFrameBytes,
      observers,
    });
    this.#observers = observers;
    this.#feed = new CaptureFeed(this.analysis);
    this.done = this.#run();
    this.done.catch(() => undefined); // whoever waits for it is told
  }

  /** Give this to `startCapture` as `onRecords`. */
  readonly add = (records: Buffer): void => {
    this.#records.added(records);
  };

  /** Give this to `startCapture` as `pause`. */
  readonly pressure = (): Promise<void> | undefined => this.#records.pressure();

  /** Bytes of the recording, before any compression, that have been analyzed. */
  get analyzedBytes(): number {
    return this.#analyzed;
  }

  /**
   * What is known so far. Frames under way and bytes behind a hole that may still be filled are not in it; what is in it
   * stays as it is.
   *
   * @param storedBytes size of the file, for the report
   */
  report(storedBytes: number): Report {
    const outcome = { ...this.#kind, bytes: storedBytes, truncated: false, error: null };
    return buildReport(this.analysis, outcome, { ...this.#settings(), goesOn: true });
  }

  /** The recording has ended: no more records will be added. */
  end(): void {
    this.#records.end();
  }

  /**
   * The report of the whole recording: the same as `analyze` gives for the finished file.
   *
   * @throws EmptyCaptureError when nothing was recorded
   */
  async finish(storedBytes: number): Promise<Report> {
    this.end();
    await this.done;
    const result = this.#feed.end();
    this.analysis.end();
    await this.#inflate?.idle();
    for (const observer of this.#observers) await observer.end?.(this.analysis, this.#ports);
    const outcome = { ...result, ...this.#kind, bytes: storedBytes };
    return buildReport(this.analysis, outcome, this.#settings());
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        const piece = await this.#records.next();
        if (piece === null) return;
        this.#feed.push(piece);
        this.#analyzed += piece.length;
        await this.#inflate?.pressure();
        for (const observer of this.#observers) await observer.pressure?.();
        await setImmediate(); // recording goes first
      }
    } finally {
      await this.#records.close();
    }
  }

  #settings(): { ports: ReadonlySet<number>; size: PictureSize | null; inflated: boolean } {
    return { ports: this.#ports, size: this.#options.size ?? null, inflated: this.#inflate !== null };
  }
}
