import type { Socket } from "node:net";
import type { Connection, KernelQueues } from "../net/kernel-queue.ts";
import type { FrameCounters } from "./counters.ts";

/**
 * So many bytes may wait in the kernel when the next frame is handed to it: less than a delayed acknowledgement or a
 * round trip on a LAN leaves there, and a tenth of a second's worth at 160 kB/s.
 */
const KERNEL_QUEUE_LIMIT = 16 * 1024;
/** Of an idle connection, before the kernel asks whether the viewer is still there, ms. */
const KEEP_ALIVE = 30_000;

/** A frame as it goes out, and which one it is. */
export interface Message {
  readonly bytes: Buffer;
  /** Counts frames that differ from the one before, from 1. */
  readonly version: number;
}

/** One viewer. It holds one frame at most, so one that never reads costs no more than that. */
export class ViewerConnection implements Connection {
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #socket: Socket;
  #version = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Nothing of what was sent waits in the kernel. */
  #drained = true;
  #sent = 0;
  #repeated = 0;
  #skipped = 0;
  #bytes = 0;

  /** @param onClose once, when the connection is gone for whatever reason */
  constructor(socket: Socket, onClose: (viewer: ViewerConnection) => void) {
    this.#socket = socket;
    this.localPort = socket.localPort ?? 0;
    this.remoteAddress = socket.remoteAddress ?? "";
    this.remotePort = socket.remotePort ?? 0;
    socket.setNoDelay(true); // the last segment of a frame must not wait for an acknowledgement
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.on("error", () => {
      // A viewer may reset the connection: it is gone, and "close" follows.
    });
    socket.on("close", () => {
      onClose(this);
    });
    socket.resume(); // viewers have nothing to say: what one sends is dropped, its FIN must be seen
  }

  get counters(): FrameCounters {
    return { sent: this.#sent, repeated: this.#repeated, skipped: this.#skipped, bytes: this.#bytes };
  }

  /** Whether all that was sent has left the process; the kernel may still hold some. */
  get written(): boolean {
    return this.#socket.writable && this.#socket.writableLength === 0;
  }

  /** Whether `written` is all there is to know, because the kernel was seen to hold next to nothing since. */
  get drained(): boolean {
    return this.#drained;
  }

  /** Looks at what the kernel holds; where it doesn't tell, `written` has to do. */
  look(queues: KernelQueues | null): void {
    this.#drained = (queues?.(this) ?? 0) <= KERNEL_QUEUE_LIMIT;
  }

  /**
   * Sends the frame, if it is new to the viewer or if it is time to repeat it.
   *
   * @param now ms, of any clock that does not jump
   * @param repeatAfter ms without a frame after which the last one is sent again
   * @returns whether the frame was "new", "repeated", or not sent
   */
  offer(message: Message, now: number, repeatAfter: number): "new" | "repeated" | null {
    const isNew = message.version > this.#version;
    if (!this.written || (!isNew && now - this.#sentAt < repeatAfter)) return null;
    if (isNew && this.#version > 0) this.#skipped += message.version - this.#version - 1;
    if (isNew) this.#sent++;
    else this.#repeated++;
    this.#bytes += message.bytes.length;
    this.#version = message.version;
    this.#sentAt = now;
    this.#drained = false;
    this.#socket.write(message.bytes);
    return isNew ? "new" : "repeated";
  }

  /** Sends what is left of the last frame, then FIN. A viewer that has not taken it within `patience` ms is reset. */
  finish(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.resetAndDestroy(), patience);
      const done = (): void => {
        clearTimeout(timer);
        this.#socket.destroy(); // the kernel delivers what it has
        resolve();
      };
      if (this.#socket.destroyed) {
        done();
        return;
      }
      this.#socket.once("close", done);
      this.#socket.end(done);
    });
  }
}
