import type { WebSocket } from "ws";
import { CLOSE_OVER } from "../display/page/protocol.ts";
import { readFromRoomPage, type FromRoomPage, type RoomLine, type ToRoomPage } from "../display/page/room-protocol.ts";

export interface RoomTabEvents {
  readonly onMessage: (message: FromRoomPage) => void;
  readonly onClose: () => void;
  /** Lines with a greater id. */
  readonly linesSince: (id: number) => readonly RoomLine[];
}

/**
 * One open page. Of each kind of message only the newest waits for it, and lines are asked for when it can take them: a
 * page that never reads piles nothing up.
 */
export class RoomTab {
  readonly #socket: WebSocket;
  readonly #events: RoomTabEvents;
  readonly #texts = new Map<ToRoomPage["type"], string>();
  #lastLine = 0;
  #busy = false;

  constructor(socket: WebSocket, events: RoomTabEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on("error", () => {
      // It may vanish or send what is no WebSocket frame; "close" follows.
    });
    socket.on("close", events.onClose);
    socket.on("message", (data, isBinary) => {
      const message = isBinary ? null : readFromRoomPage((data as Buffer).toString());
      if (message === null) socket.close(1008);
      else events.onMessage(message);
    });
  }

  tell(message: Exclude<ToRoomPage, { type: "lines" }>): void {
    this.#texts.set(message.type, JSON.stringify(message));
    this.flush();
  }

  /** Sends what waits, lines included. */
  readonly flush = (): void => {
    if (this.#busy || this.#socket.readyState !== this.#socket.OPEN) return;
    const texts = [...this.#texts.values()];
    this.#texts.clear();
    const lines = this.#events.linesSince(this.#lastLine);
    if (lines.length > 0) {
      this.#lastLine = lines.at(-1)!.id;
      texts.push(JSON.stringify({ type: "lines", lines } satisfies ToRoomPage));
    }
    const last = texts.pop();
    if (last === undefined) return;
    this.#busy = true;
    for (const text of texts) this.#socket.send(text);
    this.#socket.send(last, () => {
      this.#busy = false;
      this.flush();
    });
  };

  /** @param patience for the page to take it, ms */
  finish(patience: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === this.#socket.CLOSED) {
        resolve();
        return;
      }
      const timer = setTimeout(() => {
        this.#socket.terminate();
      }, patience);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.close(CLOSE_OVER);
    });
  }
}
