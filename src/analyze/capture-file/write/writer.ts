import { freemem } from "node:os";
import { RecordBuffer } from "./record-buffer.ts";
import type { WriteTarget } from "./target.ts";

/** Records wait no longer than this before they are handed to the operating system, ms. */
const FLUSH_AFTER = 200;
const MOST_WAITING = 512 * 2 ** 20;

/**
 * Hands records to a target while more of them come. Only whole records are handed over, and all within a fifth of a
 * second where the target keeps up, so that what stands in a file is readable whenever the program is killed.
 */
export class CaptureWriter {
  readonly records = new RecordBuffer();
  readonly #target: WriteTarget;
  readonly #onWritten: (records: Buffer) => void;
  /** With more bytes waiting for the disk, recording has to pause. */
  readonly #maxWaiting = Math.min(MOST_WAITING, freemem() / 4);
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #failure: Error | null = null;

  /** @param onWritten told of records that have been handed over; they are only lent */
  constructor(target: WriteTarget, onWritten: (records: Buffer) => void = () => undefined) {
    this.#target = target;
    this.#onWritten = onWritten;
  }

  /** Why nothing more can be written. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Bytes stored so far, as the target counts. */
  get stored(): number {
    return this.#target.stored;
  }

  /** Records have been put into `records`: they will be handed over soon. */
  added(): void {
    if (this.#failure !== null) this.records.clear();
    if (this.records.length === 0 || this.#writing !== null) return;
    if (this.records.full) this.#write();
    else this.#timer ??= setTimeout(this.#write, FLUSH_AFTER);
  }

  /** Nothing while there is room; else a promise that is kept when there is again. */
  pressure(): Promise<void> | undefined {
    return this.#isCrowded() ? this.#roomAgain() : undefined;
  }

  /** Hands over all there is. @throws what made writing impossible, now or before */
  async flush(): Promise<void> {
    while (this.#failure === null && (this.#writing !== null || this.records.length > 0)) {
      this.#write();
      await this.#writing;
    }
    if (this.#failure !== null) throw this.#failure;
  }

  /** Flushes and closes the target. @throws as `flush` does */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      if (this.#timer !== null) clearTimeout(this.#timer);
      await this.#target.close();
    }
  }

  #isCrowded(): boolean {
    return this.#writing !== null && this.records.length > this.#maxWaiting;
  }

  async #roomAgain(): Promise<void> {
    while (this.#isCrowded()) await this.#writing;
  }

  readonly #write = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#writing !== null || this.#failure !== null) return;
    const batch = this.records.take();
    if (batch === undefined) return;
    this.#writing = this.#target
      .write(batch)
      .then(() => {
        this.#onWritten(batch);
      })
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#writing = null;
        this.records.giveBack(batch);
        this.added();
      });
  };
}
