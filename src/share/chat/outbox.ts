import type { Socket } from "node:net";
import { READ_BYTES } from "../wire/chat/messages.ts";

/**
 * Between two messages to the same client, ms: what is read is not framed, so a client should have read one before the
 * next is there.
 */
const APART = 10;
/**
 * More than these waiting for a client are sent together, in writes that a Python client reads at once: being in time is
 * worth more than being apart then, and nobody could read them anyway.
 */
const MOST_APART = 16;

/** What one client is to be sent: each message with a write of its own, so that it leaves in a segment of its own. */
export class Outbox {
  readonly #socket: Socket;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Sends what has come in this turn of the event loop. */
  #soon: NodeJS.Immediate | null = null;
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
    this.#soon ??= setImmediate(this.#next);
  }

  /** Sends what waits, then FIN. */
  end(): void {
    this.#ending = true;
    this.#soon ??= setImmediate(this.#next);
  }

  /** Lets go of the socket; what still waits is forgotten. */
  release(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#waiting = [];
    this.#bytes = 0;
    this.#socket.off("drain", this.#next);
  }

  readonly #next = (): void => {
    this.#soon = null;
    if (!this.#socket.writable || this.#socket.writableLength > 0) return; // "drain" follows
    if (this.#waiting.length > MOST_APART) this.#sendTogether();
    else if (this.#waiting.length > 0) this.#sendOne();
    if (this.#ending && this.#waiting.length === 0) this.#socket.end();
  };

  #sendOne(): void {
    const early = this.#sentAt + APART - performance.now();
    if (early <= 0) this.#write(this.#waiting.shift()!);
    if (this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#next();
      },
      early > 0 ? early : APART,
    );
  }

  #sendTogether(): void {
    let bytes = 0;
    let from = 0;
    for (const [at, message] of this.#waiting.entries()) {
      if (bytes + message.length > READ_BYTES && at > from) {
        this.#socket.write(Buffer.concat(this.#waiting.slice(from, at)));
        [bytes, from] = [0, at];
      }
      bytes += message.length;
    }
    const last = Buffer.concat(this.#waiting.slice(from));
    this.#waiting = [];
    this.#bytes = 0;
    this.#write(last, 0);
  }

  #write(message: Buffer, counted = message.length): void {
    this.#bytes -= counted;
    this.#sentAt = performance.now();
    this.#socket.write(message);
  }
}
