/** Views a share: connects, decodes, counts, and gives every frame to a display. */
import type { Socket } from "node:net";
import { type BadStreamError, ConnectionLostError, ShareError, ShareOptionError, TurnedAwayError } from "../errors.ts";
import type { Display } from "../display/types.ts";
import { WireError } from "../wire/errors.ts";
import { DEFAULT_WIRE_FORMAT, otherFormatOf } from "../wire/registry.ts";
import type { PictureSize, WireDecoder, WireFormat } from "../wire/types.ts";
import { badStream } from "./bad-stream.ts";
import { connect } from "../net/connect.ts";
import { SHARER } from "../net/peer.ts";
import { plainAddress } from "../net/ip-address.ts";

export interface ViewOptions {
  readonly host: string;
  readonly port: number;
  /** Tried as well where nobody is at `port`. */
  readonly otherPort?: number;
  /** Of the pictures: it is not on the wire. */
  readonly size: PictureSize;
  readonly format?: WireFormat;
  /** Where the connection comes from when it is not made to host and port: from a sharer that pushes, say. */
  readonly accept?: (signal: AbortSignal) => Promise<Socket | null>;
  /** How long to go on trying to connect, seconds; once, if not given. */
  readonly retryFor?: number;
  /** Ends after so many frames. */
  readonly frames?: number;
  /** Ends so many seconds after the connection was made. */
  readonly seconds?: number;
  /** Ends in order: the frame being shown is shown to its end. */
  readonly signal?: AbortSignal;
  readonly onConnected?: (address: string, port: number) => void;
  /** After each frame that was shown. */
  readonly onFrame?: (progress: ViewProgress) => void;
}

export interface ViewProgress {
  readonly frames: number;
  /** Received, headers and unfinished frames included. */
  readonly bytes: number;
}

export interface ViewSummary extends ViewProgress {
  /** enough: as many frames or seconds as asked for; ended: the sharer ended, after a whole frame; stopped: by `signal`. */
  readonly end: "enough" | "ended" | "stopped" | "failed";
  /** What was wrong, if it failed. All that was shown before was right. */
  readonly error: ShareError | null;
}

export async function view(options: ViewOptions, display: Display): Promise<ViewSummary> {
  const session = new Session(options, display);
  return session.run();
}

/** What a stream's format is told by, at most. */
const FIRST_BYTES = 1024;

class Session {
  readonly #options: ViewOptions;
  readonly #display: Display;
  readonly #format: WireFormat;
  readonly #decoder: WireDecoder;
  /** To tell what else the stream is. */
  #firstBytes = Buffer.alloc(0);
  /** Aborted by the user or by the clock. */
  readonly #over = new AbortController();
  #timeIsUp = false;
  #frames = 0;
  #bytes = 0;

  constructor(options: ViewOptions, display: Display) {
    this.#options = options;
    this.#display = display;
    for (const [name, value] of [
      ["frames", options.frames],
      ["seconds", options.seconds],
    ] as const) {
      if (value !== undefined && !(value > 0)) throw new ShareOptionError(`${name} is ${value}.`, "It is more than 0.");
    }
    this.#format = options.format ?? DEFAULT_WIRE_FORMAT;
    try {
      this.#decoder = this.#format.createDecoder(options.size);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ShareOptionError(`No picture has this size: ${error.message}.`, "Use a --size such as 1366x768.");
    }
  }

  async run(): Promise<ViewSummary> {
    const { signal } = this.#options;
    const stop = (): void => {
      this.#over.abort();
    };
    signal?.addEventListener("abort", stop);
    if (signal?.aborted === true) stop();
    try {
      const socket = await this.#connect();
      return socket === null ? this.#summary("stopped") : await this.#read(socket);
    } catch (error) {
      const failure = error instanceof WireError ? await this.#badStream(error) : error;
      if (!(failure instanceof ShareError)) throw failure;
      return { ...this.#summary("failed"), error: failure };
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  #badStream(error: WireError): Promise<BadStreamError> {
    const other = this.#frames === 0 ? otherFormatOf(this.#firstBytes, this.#format) : undefined;
    return badStream(error, this.#options.size, other?.name ?? null);
  }

  #connect(): Promise<Socket | null> {
    const { host, port, otherPort, accept, retryFor = 0 } = this.#options;
    const { signal } = this.#over;
    const other = otherPort === undefined ? {} : { otherPort };
    return accept?.(signal) ?? connect({ host, port, ...other, peer: SHARER, retryFor: retryFor * 1000, signal });
  }

  async #read(socket: Socket): Promise<ViewSummary> {
    const { seconds, onConnected } = this.#options;
    onConnected?.(plainAddress(socket.remoteAddress), socket.remotePort ?? 0);
    const { signal } = this.#over;
    const close = (): void => {
      socket.destroy();
    };
    signal.addEventListener("abort", close);
    const timer = setTimeout(() => {
      this.#timeIsUp = true;
      this.#over.abort();
    }, milliseconds(seconds));
    if (seconds === undefined) clearTimeout(timer);
    try {
      for await (const piece of socket) {
        this.#bytes += (piece as Buffer).length;
        this.#keepFirst(piece as Buffer);
        this.#decoder.push(piece as Buffer);
        const end = await this.#show();
        if (end !== null) return this.#summary(end);
      }
      if (signal.aborted) return this.#summary(this.#stopped());
      this.#decoder.end();
      if (this.#frames === 0) throw turnedAway();
      return this.#summary("ended");
    } catch (error) {
      if (error instanceof WireError || error instanceof ShareError) throw error;
      if (signal.aborted) return this.#summary(this.#stopped());
      throw this.#lost(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", close);
      socket.destroy();
    }
  }

  #keepFirst(piece: Buffer): void {
    const wanted = FIRST_BYTES - this.#firstBytes.length;
    if (wanted > 0) this.#firstBytes = Buffer.concat([this.#firstBytes, piece.subarray(0, wanted)]);
  }

  /** Shows what has come in whole. @returns why to end now, or null to go on */
  async #show(): Promise<ViewSummary["end"] | null> {
    for (let frame = this.#decoder.next(); frame !== null; frame = this.#decoder.next()) {
      const number = this.#frames + 1;
      const { width, height, pixels, encoded } = frame;
      await this.#display.show({ number, width, height, pixels, encoded });
      if (this.#display.letsGo === true) this.#decoder.reuse?.(pixels);
      this.#frames = number;
      this.#options.onFrame?.({ frames: number, bytes: this.#bytes });
      if (number === this.#options.frames) return "enough";
      if (this.#over.signal.aborted) return this.#stopped();
    }
    return null;
  }

  #stopped(): ViewSummary["end"] {
    return this.#timeIsUp ? "enough" : "stopped";
  }

  #lost(cause: unknown): ShareError {
    const { code, message } = cause as NodeJS.ErrnoException;
    // A display's own trouble is none of the connection's.
    if (code === undefined) throw cause;
    return new ConnectionLostError(
      `The connection was lost at stream offset ${this.#decoder.offset} (frame ${this.#frames + 1}): ${message}.`,
      "The sharer or the network broke it; the frames before are whole.",
      { cause },
    );
  }

  #summary(end: ViewSummary["end"]): ViewSummary {
    return { frames: this.#frames, bytes: this.#bytes, end, error: null };
  }
}

/** The wire has no word for it: a sharer that lets nobody in closes, and so does one that had nothing to show. */
function turnedAway(): TurnedAwayError {
  return new TurnedAwayError(
    "The sharer closed the connection before its first picture.",
    "It may be full, or not allow this address.",
  );
}

/** Longest time that setTimeout can wait, ms: 24.8 days. */
export const LONGEST_TIMER = 2 ** 31 - 1;

function milliseconds(seconds: number | undefined): number {
  return Math.min((seconds ?? 0) * 1000, LONGEST_TIMER);
}
