import type { Socket } from "node:net";

/**
 * Between two messages to the same client, ms: what is read is not framed, so a client should have read one before the
 * next is there.
 */
const APART = 10;
/** With more than these waiting for a client, being in time is worth more than being apart. */
const MOST_APART = 16;

/** What one client is to be sent: each message with a write of its own, so that it leaves in a segment of its own. */
export class Outbox {
  readonly #socket: Socket;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #ending = false;

  /** @param socket ours to write to; without Nagle's algorithm */
  constructor(socket: Socket) {
    this.#socket = socket.on("drain", this.#next);
    socket.once("close", () => {
      this.release();
    });
  }

  /** Bytes that have not been handed to the kernel. */
  get waitingBytes(): number {
    return this.#bytes + this.#socket.writableLength;
  }

  send(message: Buffer): void {
    if (this.#ending || !this.#socket.writable) return;
    this.#waiting.push(message);
    this.#bytes += message.length;
    if (this.#timer === null || this.#waiting.length > MOST_APART) this.#next();
  }

  /** Sends what waits, then FIN. */
  end(): void {
    this.#ending = true;
    if (this.#timer === null) this.#next();
  }

  /** Lets go of the socket; what still waits is forgotten. */
  release(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = [];
    this.#bytes = 0;
    this.#socket.off("drain", this.#next);
  }

  readonly #next = (): void => {
    if (!this.#socket.writable || this.#socket.writableLength > 0) return; // "drain" follows
    for (;;) {
      const early = this.#sentAt + APART - performance.now();
      if (early > 0 && this.#waiting.length > 0 && this.#waiting.length <= MOST_APART) {
        this.#timer ??= setTimeout(() => {
          this.#timer = null;
          this.#next();
        }, early);
        return;
      }
      const message = this.#waiting.shift();
      if (message === undefined) break;
      this.#bytes -= message.length;
      this.#sentAt = performance.now();
      if (!this.#socket.write(message)) return;
    }
    if (this.#ending) this.#socket.end();
  };
}
