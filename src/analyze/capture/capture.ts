/** Records packets from an interface into a file, or a stream, until told to stop. */
import { cpus, release, type } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { access } from "node:fs/promises";
import { CaptureFeed } from "../capture-file/capture-feed.ts";
import { fileKind, type FileKind } from "../capture-file/write/registry.ts";
import { fileTarget, GzipTarget, StreamTarget, type WriteTarget } from "../capture-file/write/target.ts";
import { CaptureWriter } from "../capture-file/write/writer.ts";
import type { SectionInfo } from "../capture-file/write/types.ts";
import type { CaptureFormatName } from "../capture-file/types.ts";
import { CaptureEngineFailedError, CaptureExistsError } from "../errors.ts";
import { gist } from "./complaints.ts";
import { macOf } from "./interfaces.ts";
import { checkCaptureOptions, DEFAULT_FILTER, DEFAULT_SNAPLEN, type CaptureOptions } from "./options.ts";
import { Recorder } from "./recorder.ts";
import { startFirst, type Started } from "./start-engine.ts";
import type { CaptureEngine, EngineCounts } from "./types.ts";

/** Why a recording ended. */
export type CaptureEnd = "stopped" | "duration" | "packets" | "reader-left" | "failed";

export interface CaptureProgress {
  readonly packets: number;
  /** Bytes that the packets had on the wire. */
  readonly bytes: number;
  readonly cut: number;
  /** Packets that the machine lost; null: the engine can't tell (yet). */
  readonly dropped: number | null;
  /** Size of the file so far, bytes. */
  readonly stored: number;
  /** Since recording began, seconds. */
  readonly seconds: number;
}

export interface CaptureSummary extends CaptureProgress {
  readonly end: CaptureEnd;
  readonly engine: string;
  readonly counts: EngineCounts;
  /** What ended it, when it failed; what was recorded before stands in the file. */
  readonly error: Error | null;
}

/** How often statistics are stored, ms. */
const STATISTICS_EVERY = 10_000;
/** For an engine that was told to end and gives no more packets, ms. */
const ENDING_PATIENCE = 10_000;

/**
 * Begins to record.
 *
 * @returns when packets are really being recorded: what is sent from now on is in the file
 * @throws AnalyzeError of a kind that begins with Capture, and AnalyzeOptionError
 */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  checkCaptureOptions(options);
  const { file, force = false } = options;
  if (typeof file === "string" && !force && (await exists(file))) {
    throw new CaptureExistsError(`${file} is there already.`, "Choose another name, or --force.");
  }
  const kind = fileKind(typeof file === "string" ? file : "");
  const started = await startFirst(options.engine ?? "auto", {
    interface: options.interface,
    filter: options.filter ?? DEFAULT_FILTER,
    snaplen: options.snaplen ?? DEFAULT_SNAPLEN,
    bufferMegabytes: options.bufferMegabytes ?? null,
  });
  try {
    // Only now: a recording that can't begin must not leave a file, or take one away.
    const target = typeof file === "string" ? await fileTarget(file, force) : new StreamTarget(file);
    return new Capture(started, kind, kind.compressed ? new GzipTarget(target) : target, options);
  } catch (error) {
    started.process.kill();
    throw error;
  }
}

/** A recording under way. */
export class Capture {
  readonly engine: CaptureEngine;
  /** "dumpcap 4.0.17". */
  readonly engineVersion: string;
  readonly format: CaptureFormatName;
  readonly compressed: boolean;
  /** Kept when the file is whole and closed. */
  readonly done: Promise<CaptureSummary>;
  readonly #started: Started;
  readonly #options: CaptureOptions;
  readonly #writer: CaptureWriter;
  readonly #recorder: Recorder;
  readonly #feed: CaptureFeed;
  readonly #began = Date.now();
  #seconds: number | null = null;
  #end: CaptureEnd | null = null;
  #statisticsAt = this.#began;
  #statisticsPackets = 0;
  #paused = false;

  constructor(started: Started, kind: FileKind, target: WriteTarget, options: CaptureOptions) {
    this.#started = started;
    this.#options = options;
    this.engine = started.engine;
    this.engineVersion = started.program.version ?? started.engine.name;
    this.format = kind.encoder.format;
    this.compressed = kind.compressed;
    this.#writer = new CaptureWriter(target, options.onRecords);
    this.#recorder = new Recorder(started.engine, kind.encoder, this.#writer.records, {
      section: this.#section(),
      from: {
        name: options.interface,
        description: null,
        filter: options.filter ?? DEFAULT_FILTER,
        os: `${type()} ${release()}`,
      },
      mac: macOf(options.interface),
      packets: options.packets ?? null,
    });
    this.#feed = new CaptureFeed(this.#recorder);
    this.done = this.#run();
    this.done.catch(() => undefined); // whoever waits for it is told
  }

  /** The engine's process. */
  get pid(): number | undefined {
    return this.#started.process.pid;
  }

  /** Ends the recording in order: what was sent before is in the file. */
  stop(): void {
    void this.#stop("stopped");
  }

  progress(): CaptureProgress {
    const { packets, bytes, cut } = this.#recorder;
    return {
      ...{ packets, bytes, cut },
      dropped: this.#dropped(this.#started.process.counts()),
      stored: this.#writer.stored,
      seconds: this.#seconds ?? (Date.now() - this.#began) / 1000,
    };
  }

  async #run(): Promise<CaptureSummary> {
    const { process: engine, first } = this.#started;
    const { duration } = this.#options;
    const timer = duration === undefined ? null : setTimeout(() => void this.#stop("duration"), duration * 1000);
    const statistics = setInterval(() => {
      this.#putStatistics();
    }, STATISTICS_EVERY / 10);
    try {
      await this.#pump(first);
      const { said } = await engine.ended;
      this.#checkWriter();
      if (this.#end === null) {
        this.#end = "failed";
        throw this.#engineFailed(said);
      }
      return await this.#finish(null);
    } catch (error) {
      engine.kill();
      if (this.#end !== "reader-left") this.#end = "failed";
      return await this.#finish(error instanceof Error ? error : new Error(String(error)));
    } finally {
      if (timer !== null) clearTimeout(timer);
      clearInterval(statistics);
    }
  }

  /** From the engine's output to the file, until the engine has ended. */
  #pump(first: Buffer): Promise<void> {
    const { output } = this.#started.process;
    return new Promise((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        try {
          this.#take(chunk);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        const pause = this.#writer.pressure() ?? this.#options.pause?.();
        if (pause === undefined || this.#paused) return;
        this.#paused = true;
        output.pause();
        void pause.finally(() => {
          this.#paused = false;
          output.resume();
        });
      };
      output.on("data", take);
      output.on("error", reject);
      output.on("close", resolve);
      take(first);
      if (!this.#paused) output.resume();
    });
  }

  #take(chunk: Buffer): void {
    this.#feed.push(chunk);
    this.#writer.added();
    this.#checkWriter();
    if (this.#recorder.full) void this.#stop("packets");
  }

  /** @throws what makes writing impossible */
  #checkWriter(): void {
    const { failure } = this.#writer;
    if (failure === null) return;
    const { code } = (failure.cause ?? {}) as NodeJS.ErrnoException;
    if (code === "EPIPE") this.#end = "reader-left";
    throw failure;
  }

  async #stop(why: CaptureEnd): Promise<void> {
    if (this.#end !== null) return;
    this.#end = why;
    const { process: engine } = this.#started;
    this.#seconds = (Date.now() - this.#began) / 1000;
    if (why !== "packets") {
      // What was sent up to now may still be on its way through the engine. A duration is a duration: what is sent from
      // now on is left out, where the stamps tell.
      if (why === "duration" && this.engine.kernelClock) this.#recorder.until(Date.now());
      await sleep(this.engine.latency);
    }
    engine.stop();
    // An engine may hold a gigabyte that the file has yet to take: it is given time as long as packets come.
    for (let packets = -1; packets !== this.#recorder.packets;) {
      packets = this.#recorder.packets;
      const ended = await Promise.race([engine.ended, sleep(ENDING_PATIENCE, null, { ref: false })]);
      if (ended !== null) return;
    }
    engine.kill();
  }

  async #finish(error: Error | null): Promise<CaptureSummary> {
    this.#seconds ??= (Date.now() - this.#began) / 1000;
    const counts = this.#counts(this.#started.process.counts());
    let failure = error;
    try {
      if (this.#recorder.started) this.#recorder.statistics({ ...this.#times(), ...counts });
      await this.#writer.close();
    } catch (closing) {
      failure ??= closing as Error;
    }
    if (this.#end === "reader-left") failure = null;
    const end = failure === null ? (this.#end ?? "stopped") : "failed";
    return { ...this.progress(), end, engine: this.engineVersion, counts, error: failure };
  }

  #putStatistics(): void {
    // Nothing may come any more that would notice.
    if (this.#writer.failure !== null) this.#started.process.kill();
    const counts = this.#counts(this.#started.process.counts());
    const { packets } = this.#recorder;
    const due = Date.now() - this.#statisticsAt >= STATISTICS_EVERY;
    if (!due || packets === this.#statisticsPackets || this.#end !== null) return;
    this.#statisticsAt = Date.now();
    this.#statisticsPackets = packets;
    this.#recorder.statistics({ ...this.#times(), ...counts });
    this.#writer.added();
  }

  #times(): { startTime: number; endTime: number } {
    const endTime = this.#seconds === null ? Date.now() : this.#began + this.#seconds * 1000;
    return { startTime: this.#began, endTime };
  }

  /** Where the engine's words could not be read, its own file may tell. */
  #counts(counts: EngineCounts): EngineCounts {
    return counts.droppedBySystem !== null ? counts : { ...counts, droppedBySystem: this.#recorder.droppedBySystem };
  }

  #dropped(counts: EngineCounts): number | null {
    const { droppedBySystem, droppedByInterface } = this.#counts(counts);
    return droppedBySystem === null ? null : droppedBySystem + (droppedByInterface ?? 0);
  }

  #section(): SectionInfo {
    const { application, comments = [] } = this.#options;
    const { engine } = this.#started;
    const own = [
      `Recorded with ${this.engineVersion}.`,
      `Time stamps: ${engine.clock}.`,
      ...(engine.limits.length === 0 ? [] : [`Limits of ${engine.name}: ${engine.limits.join("; ")}.`]),
    ];
    return {
      application: application === undefined ? this.engineVersion : `${application} (${this.engineVersion})`,
      os: `${type()} ${release()}`,
      hardware: cpus()[0]?.model.trim() ?? null,
      comments: [own.join(" "), ...comments],
    };
  }

  #engineFailed(said: string): CaptureEngineFailedError {
    return new CaptureEngineFailedError(
      `${this.engine.name} ended by itself: ${gist(said) || "without a word"}.`,
      "What it recorded before is in the file. Was the interface taken away, or its network lost?",
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
