/**
 * The video of a room: each end serves its own pictures and views the other one's, as in a call. A host does not know
 * beforehand who will come, so it looks for the pictures of whoever views its own.
 */
import type { AddressInfo } from "node:net";
import type { Channel } from "../display/page/channel.ts";
import type { SharerEvent } from "../sharer/events.ts";
import type { SharerOptions } from "../sharer/options.ts";
import { Sharer } from "../sharer/sharer.ts";
import type { FrameSource, SourceFrame } from "../source/types.ts";
import { LastingView } from "../viewer/lasting-view.ts";
import type { Trouble, ViewerState } from "../viewer/state.ts";
import { pickleQ } from "../wire/pickle-q/format.ts";
import { Guests } from "./guests.ts";

/** Somebody waits at this end: the other one is looked for more often than a share, ms. */
const LONGEST_PAUSE = 2000;

export interface VideoOptions {
  /** null: this end has no pictures. */
  readonly source: FrameSource | null;
  /** Why it has none. */
  readonly sourceTrouble: Trouble | null;
  readonly serve: Partial<SharerOptions>;
  /** Whose pictures are viewed; null: of those who view ours. */
  readonly peer: string | null;
  readonly peerPort: number;
  readonly own: Channel;
  readonly other: Channel;
  readonly onServe: (event: SharerEvent) => void;
  readonly onState: (state: ViewerState) => void;
  /** Ends it in order. */
  readonly signal: AbortSignal;
}

export class VideoPart {
  readonly sharer: Sharer | null;
  readonly #options: VideoOptions;
  readonly #guests = new Guests();
  #view: LastingView | null = null;
  /** Ends the view of one guest. */
  #turn = new AbortController();
  #came: () => void = () => undefined;

  constructor(options: VideoOptions) {
    const { source, serve, own, sourceTrouble } = options;
    this.#options = options;
    const preview = (frame: SourceFrame): void => {
      this.#showOwn(frame);
    };
    this.sharer =
      source === null
        ? null
        : new Sharer(source, { ...serve, format: pickleQ, preview }, (event) => {
            this.#heed(event);
          });
    own.tell(sourceTrouble === null ? NOBODY_LOOKS : { phase: "stuck", trouble: sourceTrouble });
  }

  /** @returns where the own pictures are served; null where there are none. @throws ListenError */
  async listen(): Promise<AddressInfo | null> {
    return (await this.sharer?.listen()) ?? null;
  }

  /** Until `signal`. @throws SourceError when the own source fails; the other one's pictures stay */
  async run(): Promise<void> {
    const { signal, own } = this.#options;
    const { sharer } = this;
    const stop = (): void => {
      sharer?.stop();
      this.#came();
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      const serving = sharer?.run().finally(() => {
        own.tell({ phase: "over", trouble: null });
      });
      const [viewed, served] = await Promise.allSettled([this.#viewAll(), serving]);
      for (const result of [viewed, served]) if (result.status === "rejected") throw result.reason;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Tries now, if it waits for anything. */
  retry(): void {
    this.#view?.retry();
  }

  async #viewAll(): Promise<void> {
    const { peer, signal, other } = this.#options;
    if (peer !== null) {
      await this.#viewOne(peer, signal);
      return;
    }
    while (!this.#stopped) {
      const guest = this.#guests.next();
      if (guest === null) {
        other.tell({ phase: "connecting", listening: true, trouble: null });
        await new Promise<void>((resolve) => {
          this.#came = resolve;
        });
        continue;
      }
      this.#turn = new AbortController();
      await this.#viewOne(guest, AbortSignal.any([signal, this.#turn.signal]));
    }
    other.tell({ phase: "over", trouble: null });
  }

  async #viewOne(host: string, signal: AbortSignal): Promise<void> {
    const { peerPort, peer, other, onState } = this.#options;
    this.#view = new LastingView(
      {
        ...{ host, port: peerPort, signal, format: pickleQ, longestPause: LONGEST_PAUSE },
        size: { width: 1, height: 1 }, // the format says it
        onState: (state) => {
          if (state.phase === "over" && !this.#stopped) return; // another guest's turn
          other.tell(state);
          onState(state);
          // Who shows nothing does not keep others from being seen.
          if (peer === null && state.phase === "waiting" && this.#guests.others(host)) this.#turn.abort();
        },
        onFrame: ({ bytes }) => {
          other.received(bytes);
        },
      },
      other,
    );
    await this.#view.run();
  }

  get #stopped(): boolean {
    return this.#options.signal.aborted;
  }

  #showOwn({ width, height, pixels }: SourceFrame): void {
    const { own } = this.#options;
    void own.show({ width, height, pixels: Buffer.from(pixels), encoded: null });
    own.received(this.sharer?.counters.bytes ?? 0);
  }

  #heed(event: SharerEvent): void {
    const { own, onServe } = this.#options;
    onServe(event);
    if (event.kind === "joined") {
      own.tell({ phase: "live", address: event.address, port: event.port });
      this.#guests.join(event.address);
      this.#came();
    } else if (event.kind === "left") {
      if (event.viewers === 0) own.tell(NOBODY_LOOKS);
      if (this.#guests.leave(event.address)) this.#turn.abort();
    }
  }
}

const NOBODY_LOOKS: ViewerState = { phase: "connecting", listening: true, trouble: null };
