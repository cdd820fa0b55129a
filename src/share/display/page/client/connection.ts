/** The page's connection to the viewer on this machine: comes back by itself where it breaks. */
import { CLOSE_OVER } from "../protocol.ts";

const FIRST_PAUSE = 500; // ms, doubled up to
const LONGEST_PAUSE = 10_000;

export interface ConnectionEvents {
  readonly onText: (text: string) => void;
  /** Where it isn't given, none are expected. */
  readonly onFrame?: (message: ArrayBuffer) => void;
  /** It broke; it is tried again in so many ms. */
  readonly onDown: (retryIn: number) => void;
  /** It ended in order, for good. */
  readonly onOver: () => void;
}

/** @typeParam Sent what the page says */
export class Connection<Sent> {
  readonly #url: string;
  readonly #events: ConnectionEvents;
  #socket: WebSocket | null = null;
  #pause = FIRST_PAUSE;
  #timer: number | undefined;

  constructor(url: string, events: ConnectionEvents) {
    this.#url = url;
    this.#events = events;
    this.#open();
  }

  send(message: Sent): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Tries now, if it waits for the next attempt. */
  retry(): void {
    if (this.#timer === undefined) return;
    this.#pause = FIRST_PAUSE;
    this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#pause = FIRST_PAUSE;
      if (typeof data === "string") this.#events.onText(data);
      else this.#events.onFrame?.(data);
    });
    socket.addEventListener("close", ({ code }) => {
      this.#socket = null;
      if (code === CLOSE_OVER) {
        this.#events.onOver();
        return;
      }
      this.#timer = window.setTimeout(() => {
        this.#open();
      }, this.#pause);
      this.#events.onDown(this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    });
    this.#socket = socket;
  }
}
