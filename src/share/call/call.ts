/** A two-way call: this end serves its own pictures and views the other end's, at once, and ends both together. */
import type { AddressInfo } from "node:net";
import type { Display } from "../display/types.ts";
import { ListenError } from "../errors.ts";
import type { SharerEvent } from "../sharer/events.ts";
import type { SharerOptions } from "../sharer/options.ts";
import { Sharer } from "../sharer/sharer.ts";
import type { FrameSource } from "../source/types.ts";
import { LastingView, type LastingViewOptions } from "../viewer/lasting-view.ts";
import type { ViewSummary } from "../viewer/viewer.ts";

/** One end serves on the first, the other one on the second. */
export const CALL_PORTS = [1234, 1235] as const;

/** Somebody waits at this end: the other one is looked for more often than a share, ms. */
const LONGEST_PAUSE = 2000;
/** One that has stopped looking, and can't be reached either for so long, has hung up, ms. */
const HUNG_UP_AFTER = 2000;

export interface CallOptions {
  /** How this end's pictures are served. */
  readonly own: Omit<Partial<SharerOptions>, "port">;
  /** To serve on; null: the first of the usual ones that is free. */
  readonly port: number | null;
  readonly onOwn?: (event: SharerEvent) => void;
  /** Where and how the other end's pictures are viewed. Without `retryFor` it is waited for as long as it takes. */
  readonly other: Omit<LastingViewOptions, "signal" | "accept" | "port" | "otherPort">;
  /** null: either of the usual ones. */
  readonly peerPort: number | null;
  /** Whether the other end is on this machine, where this end's port is not the other one's. */
  readonly sameMachine: boolean;
  /** Hangs up. */
  readonly signal: AbortSignal;
}

export class Call {
  readonly sharer: Sharer;
  readonly #options: CallOptions;
  readonly #display: Display;
  readonly #over = new AbortController();
  #port: number | null = null;
  #viewer: LastingView | null = null;
  /** Runs while the other end neither looks nor is seen, if it has looked before. */
  #leaving: NodeJS.Timeout | undefined;
  #hungUp = false;

  /** The source stays the caller's to close. @param display of the other end's pictures */
  constructor(source: FrameSource, options: CallOptions, display: Display) {
    this.sharer = new Sharer(source, options.own, (event) => {
      options.onOwn?.(event);
      this.#own(event);
    });
    this.#options = options;
    this.#display = display;
  }

  /** The other end can connect from here on. @throws ListenError */
  async listen(): Promise<AddressInfo> {
    const { port, peerPort, sameMachine } = this.#options;
    const free = CALL_PORTS.filter((one) => !(sameMachine && one === peerPort));
    const wanted: readonly number[] = port === null ? free : [port];
    for (const [index, one] of wanted.entries()) {
      try {
        const address = await this.sharer.listen(one);
        this.#port = address.port;
        return address;
      } catch (error) {
        const taken = error instanceof ListenError && (error.cause as NodeJS.ErrnoException).code === "EADDRINUSE";
        if (!taken || index === wanted.length - 1) throw error;
      }
    }
    throw new Error("there is always a port to try");
  }

  /** Looks for the other end now, if it waits to do so. */
  retry(): void {
    this.#viewer?.retry();
  }

  /**
   * Until either end hangs up for good: as many frames or seconds as asked for, `signal`, or the end of the own source.
   * Then the other end has its last frame, and FIN. With `frames` or `seconds` it is also over when the other end has
   * stopped looking before it was ever reached: there is nobody left to wait for.
   *
   * @returns what was viewed
   * @throws SourceError when the own source fails
   */
  async run(): Promise<ViewSummary> {
    const serving = this.sharer.run().finally(() => {
      this.#over.abort();
    });
    serving.catch(() => undefined); // it is waited for below
    this.#viewer = new LastingView(this.#viewOptions(), this.#display);
    try {
      const result = await this.#viewer.run();
      return this.#hungUp && result.end === "stopped" ? { ...result, end: "ended" } : result;
    } finally {
      clearTimeout(this.#leaving);
      this.sharer.stop();
      await serving;
    }
  }

  /** What the other end does here tells whether it is worth looking for. */
  #own({ kind }: SharerEvent): void {
    if (kind === "joined") {
      clearTimeout(this.#leaving);
      this.retry(); // it is there now
    }
    if (kind !== "left" || !this.#bounded || this.sharer.counters.viewers > 0) return;
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      if (this.#viewer?.state.phase !== "connecting") return; // it is still seen, or over
      this.#hungUp = true;
      this.#over.abort();
    }, HUNG_UP_AFTER);
  }

  get #bounded(): boolean {
    const { other } = this.#options;
    return other.frames !== undefined || other.seconds !== undefined;
  }

  #viewOptions(): LastingViewOptions {
    const { other, signal } = this.#options;
    const bounded = this.#bounded;
    return {
      ...other,
      ...this.#peerPorts(),
      longestPause: LONGEST_PAUSE,
      ...(bounded && other.retryFor === undefined ? { retryFor: Infinity } : {}),
      signal: AbortSignal.any([signal, this.#over.signal]),
    };
  }

  #peerPorts(): { readonly port: number; readonly otherPort?: number } {
    const { peerPort, sameMachine } = this.#options;
    if (peerPort !== null) return { port: peerPort };
    const [first, second] = CALL_PORTS;
    if (!sameMachine)
      return this.#port === second ? { port: first, otherPort: second } : { port: second, otherPort: first };
    return { port: this.#port === second ? first : second };
  }
}
