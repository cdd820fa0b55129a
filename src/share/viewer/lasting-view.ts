/**
 * Views a share for as long as somebody wants to look: where the sharer ends or the connection breaks, it connects again
 * and the frames go on; where trying again would help nothing, it waits for a person.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Display, ViewedFrame } from "../display/types.ts";
import {
  BadStreamError,
  ConnectError,
  ConnectionLostError,
  ShareOptionError,
  TurnedAwayError,
  type ShareError,
} from "../errors.ts";
import { MAX_PICTURE_BYTES, pictureBytes } from "../wire/picture-sizes.ts";
import { DEFAULT_WIRE_FORMAT } from "../wire/registry.ts";
import type { PictureSize } from "../wire/types.ts";
import type { Trouble, ViewerState } from "./state.ts";
import { LONGEST_TIMER, view, type ViewOptions, type ViewProgress, type ViewSummary } from "./viewer.ts";

/** Between two attempts; doubled from one to the next, up to the second; anew after a connection that gave frames, ms. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** Of a pause, at random: viewers that lost the same sharer don't come back all at once. */
const JITTER = 0.3;

export interface LastingViewOptions extends ViewOptions {
  /** Between two attempts, ms; 10,000 where nobody says otherwise. */
  readonly longestPause?: number;
  readonly onState?: (state: ViewerState) => void;
}

/**
 * With `frames` or `seconds` it is for a script, which wants an end: then it ends as `view` does, and `retryFor` is for
 * the first connection. Else `retryFor` is how long it goes on trying after each connection; for ever, if not given.
 * Where it waits for sharers (`accept`), `frames` and `seconds` are of all of them together, from the first one on.
 */
export class LastingView {
  readonly #options: LastingViewOptions;
  readonly #display: Display;
  readonly #bounded: boolean;
  #size: PictureSize;
  readonly #listening: boolean;
  #state: ViewerState;
  /** What ended the last connection, or kept it from being made. */
  #trouble: Trouble | null = null;
  #frames = 0;
  #bytes = 0;
  #pause = FIRST_PAUSE;
  /** Ends the pause that it is in. */
  #wake = new AbortController();
  /** Where it waits for sharers: ends it all, `seconds` after the first one came. */
  readonly #timeIsUp = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  /** By the caller, or by that clock. */
  readonly #stopped: AbortSignal;

  constructor(options: LastingViewOptions, display: Display) {
    this.#options = options;
    this.#display = display;
    this.#size = options.size;
    this.#listening = options.accept !== undefined;
    this.#state = { phase: "connecting", listening: this.#listening, trouble: null };
    const { signal } = options;
    this.#stopped = signal === undefined ? this.#timeIsUp.signal : AbortSignal.any([this.#timeIsUp.signal, signal]);
    this.#bounded = !this.#listening && (options.frames !== undefined || options.seconds !== undefined);
  }

  get state(): ViewerState {
    return this.#state;
  }

  get size(): PictureSize {
    return this.#size;
  }

  async run(): Promise<ViewSummary> {
    try {
      const result = await this.#run();
      return result.end === "stopped" && this.#timeIsUp.signal.aborted ? { ...result, end: "enough" } : result;
    } finally {
      clearTimeout(this.#timer ?? undefined);
    }
  }

  async #run(): Promise<ViewSummary> {
    let since = performance.now();
    for (;;) {
      this.#set({ phase: "connecting", listening: this.#listening, trouble: this.#trouble });
      const before = this.#frames;
      const result = await this.#view();
      const connected = this.#state.phase !== "connecting";
      if (connected) since = performance.now();
      const now = troubleOf(result, this.#listening);
      if (now === null || this.#bounded) return this.#over(result, now);
      // That the sharer ended says more than that it is still away.
      const away = now.kind === "unreachable" && (this.#trouble?.kind === "ended" || this.#trouble?.kind === "lost");
      if (!away) this.#trouble = now;
      const { retryFor } = this.#options;
      if (retryFor !== undefined && performance.now() - since >= retryFor * 1000) return this.#over(result, now);
      if (this.#frames > before) this.#pause = FIRST_PAUSE;
      await this.#wait(this.#trouble ?? now);
      if (this.#stopped.aborted) return this.#over({ ...result, end: "stopped", error: null }, null);
    }
  }

  /** Tries now, if it waits for anything. */
  retry(): void {
    this.#wake.abort();
  }

  /**
   * Takes the pictures to have this size: from the next frame on where it has as many bytes as they have, else tries
   * with it, if the one it has is in question.
   *
   * @throws ShareOptionError where no picture has this size
   */
  useSize(size: PictureSize): void {
    const { width, height } = size;
    const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
    if (!whole || pictureBytes(size) > MAX_PICTURE_BYTES) {
      throw new ShareOptionError(`No picture has the size ${width}x${height}.`, "Use one such as 1366x768.");
    }
    this.#size = size;
    this.retry();
  }

  /** What is left of the frames and seconds for the connection that comes. */
  #left(): ViewOptions {
    const { frames, seconds, ...options } = this.#options;
    return {
      ...options,
      ...(frames === undefined ? {} : { frames: this.#listening ? frames - this.#frames : frames }),
      ...(seconds === undefined || this.#listening ? {} : { seconds }),
    };
  }

  #startClock(): void {
    const { seconds } = this.#options;
    if (!this.#listening || seconds === undefined || this.#timer !== null) return;
    this.#timer = setTimeout(
      () => {
        this.#timeIsUp.abort();
      },
      Math.min(seconds * 1000, LONGEST_TIMER),
    );
  }

  async #view(): Promise<ViewSummary> {
    const { onConnected, onFrame, ...options } = this.#left();
    const [frames, bytes] = [this.#frames, this.#bytes];
    let from = { address: "", port: 0 };
    const add = (progress: ViewProgress): void => {
      this.#frames = frames + progress.frames;
      this.#bytes = bytes + progress.bytes;
    };
    const result = await view(
      {
        ...options,
        signal: this.#stopped,
        size: this.#size,
        retryFor: this.#bounded ? (options.retryFor ?? 0) : 0,
        onConnected: (address, port) => {
          from = { address, port };
          this.#trouble = null;
          this.#startClock();
          onConnected?.(address, port);
          this.#set({ phase: "connected", ...from });
        },
        onFrame: (progress) => {
          add(progress);
          if (this.#state.phase !== "live") this.#set({ phase: "live", ...from });
          onFrame?.({ frames: this.#frames, bytes: this.#bytes });
        },
      },
      // Frames are counted on from one connection to the next: those that are saved must not be written over.
      {
        letsGo: this.#display.letsGo === true,
        show: (frame) => this.#display.show({ ...this.#shaped(frame), number: frames + frame.number }),
      },
    );
    add(result);
    return result;
  }

  /** Another size may have been chosen since the connection was made. */
  #shaped(frame: ViewedFrame): ViewedFrame {
    const { sizeOnWire } = this.#options.format ?? DEFAULT_WIRE_FORMAT;
    return sizeOnWire || pictureBytes(this.#size) !== frame.pixels.length ? frame : { ...frame, ...this.#size };
  }

  async #wait(trouble: Trouble): Promise<void> {
    this.#wake = new AbortController();
    const until = AbortSignal.any([this.#wake.signal, this.#stopped]);
    // A stream that is no share will be none in a second either; one that was cut may be whole the next time.
    if (trouble.kind === "bad" && trouble.code !== "WIRE_CUT") {
      this.#set({ phase: "stuck", trouble });
      await new Promise<void>((resolve) => {
        if (until.aborted) resolve();
        until.addEventListener("abort", () => {
          resolve();
        });
      });
      this.#pause = FIRST_PAUSE;
      return;
    }
    if (this.#listening) return; // whoever comes next sets the pace
    const retryIn = Math.round(this.#pause * (1 + JITTER * (Math.random() * 2 - 1)));
    this.#pause = Math.min(this.#pause * 2, this.#options.longestPause ?? LONGEST_PAUSE);
    this.#set({ phase: "waiting", trouble, retryIn });
    await sleep(retryIn, undefined, { signal: until }).catch(() => undefined);
  }

  #over(result: ViewSummary, trouble: Trouble | null): ViewSummary {
    this.#set({ phase: "over", trouble });
    return { ...result, frames: this.#frames, bytes: this.#bytes };
  }

  #set(state: ViewerState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}

/** @returns null where nothing else is to be done than to end: as asked for, or because of the display */
function troubleOf({ end, error }: ViewSummary, listening: boolean): Trouble | null {
  if (end === "ended") {
    const [message, remedy] = ["The sharer has ended.", "The pictures go on when it shares again."];
    return { kind: "ended", code: null, message, remedy, sizes: [] };
  }
  if (error instanceof TurnedAwayError) {
    const turnedAway = trouble("ended", error);
    // Nobody was turned away where the sharer came here.
    return listening ? { ...turnedAway, remedy: "The next sharer is waited for." } : turnedAway;
  }
  if (error instanceof BadStreamError) return trouble("bad", error, error.sizes);
  if (error instanceof ConnectionLostError) return trouble("lost", error);
  if (error instanceof ConnectError) return trouble("unreachable", error);
  return null;
}

function trouble(kind: Trouble["kind"], error: ShareError, sizes: readonly string[] = []): Trouble {
  return { kind, code: error.code, message: error.message, remedy: error.remedy, sizes };
}
