import type { Socket } from "node:net";
import type { Connection } from "../net/kernel-queue.ts";
import type { Message } from "./message.ts";
import { Pace } from "./pace.ts";
import { RecentValues, type FrameCounters, type ViewerCounters, type ViewerStatus } from "./counters.ts";
import { plainAddress } from "../net/ip-address.ts";

/**
 * So many bytes may wait in the kernel when the next frame is handed to it: less than a delayed acknowledgement or a
 * round trip on a LAN leaves there, and a tenth of a second's worth at 160 kB/s.
 */
const KERNEL_QUEUE_LIMIT = 16 * 1024;
/** Of an idle connection, before the kernel asks whether the viewer is still there, ms. */
const KEEP_ALIVE = 30_000;
const AGES_KEPT = 512;
/** When the kernel is looked at first after a frame was sent, ms. */
const FIRST_LOOK = 10;
/**
 * A viewer that had taken a frame at the first look is not looked at for so long, and for twice as long each time that
 * this goes well: looking takes the kernel longer than sending, and no more than this can pile up. ms
 */
const FIRST_TRUST = 10;
const MOST_TRUST = 100;

/** One viewer. It holds one frame at most, so one that never reads costs no more than that. */
export class ViewerConnection implements Connection {
  readonly family: "IPv4" | "IPv6";
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #pushed: boolean;
  readonly #socket: Socket;
  readonly #since = performance.now();
  readonly #ages = new RecentValues(AGES_KEPT);
  readonly #onAge: (age: number) => void;
  readonly #pace = new Pace();
  #version = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** When the last of what was sent had left the process. */
  #writtenAt = 0;
  /** What was sent has left the kernel, too, but for a few kilobytes. */
  #drained = true;
  /** The kernel was not looked at since the frame was sent. */
  #atFirstLook = false;
  /** When it is worth to look next. */
  #lookAt = 0;
  #trust = 0;
  /** Till then all that was sent is believed to have been taken. */
  #trustedUntil = 0;
  /** When the frame on its way, if it is a new one, was taken. */
  #onItsWay: number | null = null;
  #counters: FrameCounters = { sent: 0, repeated: 0, skipped: 0, bytes: 0, rawBytes: 0 };

  /**
   * @param pushed whether this side made the connection
   * @param onAge for each new frame that has left: its age, ms
   * @param onClose once, when the connection is gone for whatever reason
   */
  constructor(
    socket: Socket,
    pushed: boolean,
    onAge: (age: number) => void,
    onClose: (viewer: ViewerConnection) => void,
  ) {
    this.#socket = socket;
    this.#pushed = pushed;
    this.#onAge = onAge;
    this.family = socket.remoteFamily === "IPv6" ? "IPv6" : "IPv4";
    this.localPort = socket.localPort ?? 0;
    this.remoteAddress = plainAddress(socket.remoteAddress);
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

  get status(): ViewerStatus {
    return {
      address: this.remoteAddress,
      port: this.remotePort,
      pushed: this.#pushed,
      seconds: (performance.now() - this.#since) / 1000,
      counters: this.counters,
    };
  }

  get counters(): ViewerCounters {
    return { ...this.#counters, medianAge: this.#ages.median() };
  }

  get frameCounters(): FrameCounters {
    return this.#counters;
  }

  /** Whether it may have taken what it was sent by now, so that it is worth to `look`. */
  isUnsure(now: number): boolean {
    return this.#written && !this.#drained && now >= this.#lookAt;
  }

  /** Whether the next frame can be sent. */
  isReady(now: number): boolean {
    return this.#written && (this.#drained || now < this.#trustedUntil) && this.#pace.nextAt(now) <= now;
  }

  /** @param queue what the kernel holds; null where it doesn't tell: that all has left the process has to do */
  look(queue: number | null, now: number): void {
    if (queue === null) {
      this.#pace.full(0, this.#writtenAt); // the last of it has just got in
      this.#left(0, this.#writtenAt);
    } else if (queue > KERNEL_QUEUE_LIMIT) {
      this.#pace.full(queue, now);
      this.#lookAt = this.#pace.lookAgainAt(now);
      this.#atFirstLook = false;
      this.#trustedUntil = 0;
    } else {
      this.#left(queue, now);
      const trusted = this.#atFirstLook && !this.#pace.isLimiting;
      this.#trust = trusted ? Math.min(Math.max(2 * this.#trust, FIRST_TRUST), MOST_TRUST) : 0;
      this.#trustedUntil = now + this.#trust;
    }
  }

  /**
   * Sends the frame, if it is new to the viewer or if it is time to repeat it.
   *
   * @param now ms, of performance.now()
   * @param repeatAfter ms without a frame after which the last one is sent again
   */
  offer(message: Message, now: number, repeatAfter: number): void {
    const isNew = message.version > this.#version;
    if (!this.#written || (!isNew && now - this.#sentAt < repeatAfter)) return;
    const { sent, repeated, skipped, bytes, rawBytes } = this.#counters;
    this.#counters = {
      sent: sent + (isNew ? 1 : 0),
      repeated: repeated + (isNew ? 0 : 1),
      skipped: skipped + (isNew && this.#version > 0 ? message.version - this.#version - 1 : 0),
      bytes: bytes + message.bytes.length,
      rawBytes: rawBytes + message.rawBytes,
    };
    if (!this.#drained) this.#left(0, this.#writtenAt); // as it is trusted
    this.#version = message.version;
    this.#sentAt = now;
    this.#drained = false;
    this.#atFirstLook = true;
    this.#lookAt = Math.max(now + FIRST_LOOK, this.#trustedUntil);
    this.#onItsWay = isNew ? message.takenAt : null;
    this.#pace.sent(message.bytes.length, now);
    message.hold();
    this.#socket.write(message.bytes, () => {
      this.#writtenAt = performance.now();
      message.release();
    });
  }

  get #written(): boolean {
    return this.#socket.writable && this.#socket.writableLength === 0;
  }

  #left(waiting: number, now: number): void {
    this.#drained = true;
    this.#pace.left(waiting, now);
    if (this.#onItsWay === null) return;
    this.#ages.add(now - this.#onItsWay);
    this.#onAge(now - this.#onItsWay);
    this.#onItsWay = null;
  }

  /** Sends what is left of the last frame, then FIN. A viewer that has not taken it within `patience` ms is reset. */
  finish(patience: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.closed) {
        resolve();
        return;
      }
      const timer = setTimeout(() => this.#socket.resetAndDestroy(), patience);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      // Nothing more can come: the kernel delivers what it has.
      this.#socket.end(() => this.#socket.destroy());
    });
  }
}
