/**
 * Serves frames of a source to any number of viewers, each at its own pace: a viewer gets the newest frame as soon as it
 * has taken the one before, and whatever was made in between it never sees. So frames don't queue up, and a slow viewer
 * slows nobody.
 */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SourceError } from "../errors.ts";
import { AllowList } from "../net/allow-list.ts";
import { readKernelQueues } from "../net/kernel-queue.ts";
import type { FrameSource } from "../source/types.ts";
import { RecentValues, type FrameCounters, type SharerCounters } from "./counters.ts";
import { StripFrameEncoder, type FrameEncoder } from "./encoder.ts";
import { listen } from "../net/listen.ts";
import { checkSharerOptions, SHARER_DEFAULTS, type SharerOptions } from "./options.ts";
import { ViewerConnection, type Message } from "./viewer-connection.ts";

/** A viewer that gets nothing looks frozen (some handle their window's events once per frame), ms. */
const REPEAT_AFTER = 700;
/** For a viewer to take the rest of its last frame at the end, ms. */
const PATIENCE = 5000;
const AGES_KEPT = 512;

export type SharerEvent =
  | { readonly kind: "joined" | "left"; readonly address: string; readonly port: number; readonly viewers: number }
  | { readonly kind: "refused"; readonly address: string; readonly port: number; readonly why: "not-allowed" | "full" };

export class Sharer {
  readonly #source: FrameSource;
  readonly #options: SharerOptions;
  readonly #onEvent: (event: SharerEvent) => void;
  readonly #allow: AllowList;
  readonly #encoder: FrameEncoder;
  readonly #viewers = new Set<ViewerConnection>();
  readonly #ages = new RecentValues(AGES_KEPT);
  readonly #stopping = new AbortController();
  #server: Server | null = null;
  #latest: Message | null = null;
  /** When the source was asked for what is the latest frame, ms. */
  #takenAt = 0;
  #taken = 0;
  #joined = 0;
  #refused = 0;
  /** Of viewers that have left. */
  #past: FrameCounters = { sent: 0, repeated: 0, skipped: 0, bytes: 0 };
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
    this.#onEvent = onEvent;
    this.#allow = new AllowList(this.#options.allow);
    this.#encoder = new StripFrameEncoder(source, this.#options.level);
  }

  /** Viewers can connect from here on; `run` has to be called to serve them. */
  async listen(): Promise<AddressInfo> {
    const server = createServer((socket) => {
      this.#accept(socket);
    });
    this.#server = server;
    return listen(server, this.#options.host, this.#options.port);
  }

  /** Serves until the source or the number of frames ends, or `stop` is called; then all viewers have their last frame. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    const period = 1000 / this.#options.fps;
    let due = performance.now();
    try {
      while (!signal.aborted) {
        if (this.#viewers.size === 0) {
          await this.#firstViewer();
          due = performance.now();
          continue;
        }
        if (!(await this.#serve())) break;
        // A step that took too long is not made up for.
        due = Math.max(due + period, performance.now());
        await sleep(due - performance.now(), undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await this.#end();
    }
  }

  /** Ends `run` in order. */
  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  get counters(): SharerCounters {
    let { sent, repeated, skipped, bytes } = this.#past;
    for (const { counters } of this.#viewers) {
      sent += counters.sent;
      repeated += counters.repeated;
      skipped += counters.skipped;
      bytes += counters.bytes;
    }
    return {
      taken: this.#taken,
      viewers: this.#viewers.size,
      joined: this.#joined,
      refused: this.#refused,
      medianAge: this.#ages.median(),
      ...{ sent, repeated, skipped, bytes },
    };
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? "";
    const port = socket.remotePort ?? 0;
    const { maxViewers } = this.#options;
    const full = maxViewers !== null && this.#viewers.size >= maxViewers;
    if (full || this.#stopping.signal.aborted || !this.#allow.allows(address)) {
      socket.on("error", () => undefined);
      socket.destroy();
      this.#refused++;
      this.#onEvent({ kind: "refused", address, port, why: this.#allow.allows(address) ? "full" : "not-allowed" });
      return;
    }
    this.#viewers.add(new ViewerConnection(socket, this.#left));
    this.#joined++;
    this.#onEvent({ kind: "joined", address, port, viewers: this.#viewers.size });
    this.#wake();
  }

  readonly #left = (viewer: ViewerConnection): void => {
    this.#viewers.delete(viewer);
    const { sent, repeated, skipped, bytes } = this.#past;
    const last = viewer.counters;
    this.#past = {
      sent: sent + last.sent,
      repeated: repeated + last.repeated,
      skipped: skipped + last.skipped,
      bytes: bytes + last.bytes,
    };
    const { remoteAddress: address, remotePort: port } = viewer;
    this.#onEvent({ kind: "left", address, port, viewers: this.#viewers.size });
  };

  /** Nobody looks: no frames are taken. */
  async #firstViewer(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = () => undefined;
  }

  /** One step: takes a frame if anybody can have one, and sends it. @returns false at the end */
  async #serve(): Promise<boolean> {
    const ready = await this.#readyViewers();
    if (ready.length === 0) return true;
    const goesOn = await this.#take();
    if (this.#latest === null) return goesOn;
    const now = performance.now();
    for (const viewer of ready) {
      if (viewer.offer(this.#latest, now, REPEAT_AFTER) === "new") this.#ages.add(now - this.#takenAt);
    }
    return goesOn && this.#taken !== this.#options.frames;
  }

  /** Viewers that have taken all they were sent, as far as anybody here can know. */
  async #readyViewers(): Promise<ViewerConnection[]> {
    const written = [...this.#viewers].filter((viewer) => viewer.written);
    const unsure = written.filter((viewer) => !viewer.drained);
    if (unsure.length > 0) {
      const queues = await readKernelQueues();
      for (const viewer of unsure) viewer.look(queues);
    }
    return written.filter((viewer) => viewer.drained);
  }

  /** Makes the source's frame the latest. @returns false when the source has ended */
  async #take(): Promise<boolean> {
    const takenAt = performance.now();
    const frame = await this.#source.next();
    if (frame === null) return false;
    const { width, height, name } = this.#source;
    if (frame.width !== width || frame.height !== height) {
      throw new SourceError(
        `${name} changed its size from ${width}x${height} to ${frame.width}x${frame.height}.`,
        "Viewers can't be told a new size: start again, with --size and the new one there.",
      );
    }
    this.#taken++;
    const bytes = await this.#encoder.encode(frame);
    this.#takenAt = takenAt;
    if (bytes !== null) this.#latest = { bytes, version: (this.#latest?.version ?? 0) + 1 };
    return true;
  }

  async #end(): Promise<void> {
    this.#stopping.abort(); // whoever connects from now on is turned away
    const closed = this.#server === null ? null : once(this.#server.close(), "close");
    await Promise.all([...this.#viewers].map((viewer) => viewer.finish(PATIENCE)));
    this.#encoder.close();
    await closed;
  }
}
