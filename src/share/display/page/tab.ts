import type { WebSocket } from "ws";
import {
  CLOSE_OVER,
  readFromPage,
  writeFrameHeader,
  type FrameHeader,
  type FromPage,
  type ToPage,
} from "./protocol.ts";

/** A frame on its way to pages. */
export interface PageFrame extends Omit<FrameHeader, "held"> {
  /** The picture in its coding. */
  readonly body: Buffer;
  /** When its last byte came in, ms of performance.now(). */
  readonly receivedAt: number;
}

/**
 * One open page. It is sent a frame when it has taken the one before, and then the newest: what it could not take it
 * never sees. So there is one frame in flight to a page, and none waits but the newest, which all pages share.
 */
export class Tab {
  readonly #socket: WebSocket;
  #busy = false;
  #waiting: PageFrame | null = null;
  /** Newest of each kind of message that could not be sent yet: a page that never reads must not pile them up. */
  readonly #texts = new Map<ToPage["type"], string>();

  constructor(socket: WebSocket, onMessage: (message: FromPage) => void, onClose: () => void) {
    this.#socket = socket;
    socket.on("error", () => {
      // It may vanish or send what is no WebSocket frame; "close" follows.
    });
    socket.on("close", onClose);
    socket.on("message", (data, isBinary) => {
      const message = isBinary ? null : readFromPage((data as Buffer).toString());
      if (message === null) socket.close(1008);
      else if (message.type === "ready") this.#ready();
      else onMessage(message);
    });
  }

  show(frame: PageFrame): void {
    this.#waiting = frame;
    if (!this.#busy) this.#next();
  }

  tell(message: ToPage): void {
    this.#texts.delete(message.type); // the order is that of the last of each kind
    this.#texts.set(message.type, JSON.stringify(message));
    this.#flush();
  }

  /** Sends what is left, the newest frame included. @param patience for the page to take it, ms */
  finish(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#socket.terminate();
      }, patience);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      if (this.#socket.readyState === this.#socket.CLOSED) {
        clearTimeout(timer);
        resolve();
        return;
      }
      this.#next();
      this.#flush(true);
      this.#socket.close(CLOSE_OVER);
    });
  }

  #ready(): void {
    this.#busy = false;
    this.#next();
    this.#flush();
  }

  #next(): void {
    const frame = this.#waiting;
    if (frame === null || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#busy = true;
    this.#waiting = null;
    const header = writeFrameHeader({ ...frame, held: performance.now() - frame.receivedAt });
    // As two fragments of one message: the picture is not copied.
    this.#socket.send(header, { fin: false });
    this.#socket.send(frame.body, { fin: true });
  }

  #flush(whatever = false): void {
    if (this.#socket.readyState !== this.#socket.OPEN || (this.#socket.bufferedAmount > 0 && !whatever)) return;
    for (const text of this.#texts.values()) this.#socket.send(text);
    this.#texts.clear();
  }
}
