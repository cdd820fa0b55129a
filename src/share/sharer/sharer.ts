/**
 * Serves frames of a source to any number of viewers, each at its own pace: a viewer gets the newest frame as soon as it
 * has taken the one before, and whatever was made in between it never sees. So frames don't queue up, and a slow viewer
 * slows nobody.
 */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ShareError, SourceError } from "../errors.ts";
import { AllowList } from "../net/allow-list.ts";
import { listen } from "../net/listen.ts";
import type { FrameSource, SourceFrame } from "../source/types.ts";
import { Audience } from "./audience.ts";
import type { SharerCounters, ViewerStatus } from "./counters.ts";
import { createEncoder } from "./encoders/registry.ts";
import type { FrameEncoder } from "./encoders/types.ts";
import type { SharerEvent } from "./events.ts";
import { Gate } from "./gate.ts";
import { checkSharerOptions, SHARER_DEFAULTS, type SharerOptions } from "./options.ts";
import { pushTo } from "./push.ts";
import { Message } from "./message.ts";
import type { ViewerConnection } from "./viewer-connection.ts";

/** For a viewer to take the rest of its last frame at the end, ms. */
const PATIENCE = 5000;
/** Between two looks at what has arrived, at most, ms. */
const LOOK_EVERY = 10;

export class Sharer {
  readonly #source: FrameSource;
  readonly #options: SharerOptions;
  readonly #onEvent: (event: SharerEvent) => void;
  readonly #gate: Gate;
  readonly #audience: Audience;
  readonly #encoder: FrameEncoder;
  readonly #stopping = new AbortController();
  #server: Server | null = null;
  #latest: Message | null = null;
  #taken = 0;
  #wake: () => void = () => undefined;

  /** The source stays the caller's to close. */
  constructor(
    source: FrameSource,
    options: Partial<SharerOptions> = {},
    onEvent: (event: SharerEvent) => void = () => undefined,
  ) {
    this.#source = source;
    this.#options = { ...SHARER_DEFAULTS, ...options };
    checkSharerOptions(this.#options);
    const { allow, ask, askTimeout, maxViewers, format, level } = this.#options;
    this.#onEvent = onEvent;
    this.#audience = new Audience(onEvent);
    this.#gate = new Gate({
      allow: new AllowList(allow),
      ask,
      askTimeout,
      hasRoom: () => maxViewers === null || this.#audience.size < maxViewers,
      letIn: (socket) => void this.#join(socket, false),
      onEvent,
    });
    this.#encoder = createEncoder(format, source, level);
  }

  /** Viewers can connect from here on; `run` has to be called to serve them. Not needed to push only. */
  async listen(port = this.#options.port): Promise<AddressInfo> {
    const server = createServer((socket) => {
      this.#gate.knock(socket);
    });
    const address = await listen(server, this.#options.host, port);
    this.#server = server;
    return address;
  }

  /**
   * Serves until the source or the number of frames ends, or `stop` is called; then all viewers have their last frame.
   *
   * @throws SourceError when the source fails
   * @throws PushError when a viewer to push to can't be reached for a reason that does not pass
   */
  async run(): Promise<void> {
    const pushing = Promise.all(this.#options.push.map((target) => this.#push(target)));
    // It ends the serving, too, whatever is still connected.
    pushing.catch(() => {
      this.stop();
    });
    try {
      await this.#serve();
    } finally {
      await this.#end();
    }
    await pushing;
  }

  /** Ends `run` in order. */
  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  get counters(): SharerCounters {
    return { ...this.#audience.counters, taken: this.#taken, refused: this.#gate.refused };
  }

  /** Those that are being served. */
  get viewers(): readonly ViewerStatus[] {
    return this.#audience.viewers;
  }

  async #serve(): Promise<void> {
    const { signal } = this.#stopping;
    const { fps, preview } = this.#options;
    const period = 1000 / fps;
    for (let due = performance.now(); !signal.aborted;) {
      if (this.#audience.size === 0 && preview === null) {
        await this.#firstViewer();
        due = performance.now();
        continue;
      }
      this.#audience.look();
      const { ready } = this.#audience;
      if (ready.length === 0 && preview === null) {
        await this.#sleep(Math.min(period, LOOK_EVERY));
        continue;
      }
      if (!(await this.#step(ready))) return;
      // A step that took too long is not made up for.
      due = Math.max(due + period, performance.now());
      await this.#waitUntil(due);
    }
  }

  #join(socket: Socket, pushed: boolean): Promise<void> {
    const left = this.#audience.join(socket, pushed);
    this.#wake();
    return left;
  }

  #push(target: SharerOptions["push"][number]): Promise<void> {
    return pushTo(
      target,
      this.#stopping.signal,
      (socket) => this.#join(socket, true),
      (problem) => {
        this.#onEvent({ kind: "unreachable", ...target, problem });
      },
    );
  }

  /** Nobody looks: no frames are taken. */
  async #firstViewer(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = () => undefined;
  }

  /** Takes a frame for viewers that can have one. @returns false at the end */
  async #step(ready: readonly ViewerConnection[]): Promise<boolean> {
    const goesOn = await this.#take();
    if (this.#latest !== null) this.#audience.offer(ready, this.#latest);
    return goesOn && this.#taken !== this.#options.frames;
  }

  /** Makes the source's frame the latest. @returns false when the source has ended */
  async #take(): Promise<boolean> {
    const takenAt = performance.now();
    const frame = await this.#next();
    if (frame === null) return false;
    const { width, height, name } = this.#source;
    if (!this.#options.format.sizeOnWire && (frame.width !== width || frame.height !== height)) {
      throw new SourceError(
        `${name} changed its size from ${width}x${height} to ${frame.width}x${frame.height}.`,
        "Viewers can't be told a new size: start again, with --size and the new one there.",
      );
    }
    this.#taken++;
    this.#options.preview?.(frame);
    const rawBytes = frame.pixels.length;
    const bytes = await this.#encoder.encode(frame);
    if (bytes === null) return true;
    const before = this.#latest;
    this.#latest = new Message({ bytes, rawBytes, takenAt, version: (before?.version ?? 0) + 1 }, (free) => {
      this.#encoder.reuse?.(free);
    });
    before?.release();
    return true;
  }

  /** @returns null when the source has ended, or `stop` does not wait for it */
  async #next(): Promise<SourceFrame | null> {
    const { signal } = this.#stopping;
    let stop: () => void = () => undefined;
    const stopped = new Promise<null>((resolve) => {
      stop = () => {
        resolve(null);
      };
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
    });
    try {
      return await Promise.race([this.#source.next(), stopped]);
    } catch (error) {
      if (error instanceof ShareError) throw error;
      const problem = error instanceof Error ? error.message : String(error);
      throw new SourceError(`${this.#source.name} failed: ${problem}.`, "Start again, or use another --source.", {
        cause: error,
      });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Sleeps, and looks at what arrives meanwhile, so that ages are known. */
  async #waitUntil(due: number): Promise<void> {
    for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
      if (this.#stopping.signal.aborted) return;
      await this.#sleep(Math.min(left, LOOK_EVERY));
      this.#audience.look();
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #end(): Promise<void> {
    this.stop();
    this.#gate.close(); // whoever waits or connects from now on is turned away
    const closed = this.#server === null ? null : once(this.#server.close(), "close");
    await this.#audience.finish(PATIENCE);
    this.#encoder.close();
    await closed;
  }
}
