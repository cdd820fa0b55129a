import type { Socket } from "node:net";
import { KernelQueues } from "../net/kernel-queue.ts";
import {
  addUp,
  NO_FRAMES,
  RecentValues,
  type FrameCounters,
  type SharerCounters,
  type ViewerStatus,
} from "./counters.ts";
import type { SharerEvent } from "./events.ts";
import type { Message } from "./message.ts";
import { ViewerConnection } from "./viewer-connection.ts";

/** A viewer that gets nothing looks frozen (some handle their window's events once per frame), ms. */
const REPEAT_AFTER = 700;
const AGES_KEPT = 512;

/** The viewers that are being served, and what all viewers so far were sent. */
export class Audience {
  readonly #viewers = new Set<ViewerConnection>();
  /** null: this system does not tell; undefined: not asked so far. */
  #queues: KernelQueues | null | undefined;
  readonly #ages = new RecentValues(AGES_KEPT);
  readonly #onEvent: (event: SharerEvent) => void;
  #joined = 0;
  /** Of viewers that have left. */
  #past: FrameCounters = NO_FRAMES;

  constructor(onEvent: (event: SharerEvent) => void) {
    this.#onEvent = onEvent;
  }

  get size(): number {
    return this.#viewers.size;
  }

  get viewers(): ViewerStatus[] {
    return [...this.#viewers].map(({ status }) => status);
  }

  get counters(): Omit<SharerCounters, "taken" | "refused"> {
    const frames = [...this.#viewers].map(({ frameCounters }) => frameCounters).reduce(addUp, this.#past);
    return { ...frames, viewers: this.size, joined: this.#joined, medianAge: this.#ages.median() };
  }

  /** @param pushed whether this side made the connection. @returns when the viewer has left */
  join(socket: Socket, pushed: boolean): Promise<void> {
    return new Promise((resolve) => {
      const onAge = (age: number): void => {
        this.#ages.add(age);
      };
      const viewer = new ViewerConnection(socket, pushed, onAge, (left) => {
        this.#leave(left);
        resolve();
      });
      this.#viewers.add(viewer);
      this.#joined++;
      const { remoteAddress: address, remotePort: port } = viewer;
      this.#onEvent({ kind: "joined", address, port, viewers: this.size, pushed });
    });
  }

  /** Looks at what has arrived of what was sent. */
  look(): void {
    const begun = performance.now();
    const unsure = [...this.#viewers].filter((viewer) => viewer.isUnsure(begun));
    if (unsure.length === 0) return;
    if (this.#queues === undefined) this.#queues = KernelQueues.open();
    const lengths = this.#queues === null ? [] : this.#queues.read(unsure);
    if (lengths === null) return; // not now
    const now = performance.now();
    for (const [index, viewer] of unsure.entries()) viewer.look(lengths[index] ?? null, now);
  }

  /** Those that the next frame can be sent to. */
  get ready(): ViewerConnection[] {
    const now = performance.now();
    return [...this.#viewers].filter((viewer) => viewer.isReady(now));
  }

  /** @param viewers that are ready */
  offer(viewers: readonly ViewerConnection[], message: Message): void {
    const now = performance.now();
    for (const viewer of viewers) viewer.offer(message, now, REPEAT_AFTER);
  }

  /** Ends all connections in order. @param patience for each to take the rest of its last frame, ms */
  async finish(patience: number): Promise<void> {
    await Promise.all([...this.#viewers].map((viewer) => viewer.finish(patience)));
    this.#queues?.close();
  }

  #leave(viewer: ViewerConnection): void {
    this.#viewers.delete(viewer);
    this.#past = addUp(this.#past, viewer.frameCounters);
    const { remoteAddress: address, remotePort: port, status } = viewer;
    this.#onEvent({ kind: "left", address, port, viewers: this.size, status });
  }
}
