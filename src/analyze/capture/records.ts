/** Where a live analysis takes its bytes from, at its own pace: recording never waits for it where that can be helped. */
import { open, type FileHandle } from "node:fs/promises";

export interface RecordSource {
  /** Records have been stored; they are only lent. */
  added(records: Buffer): void;
  /** No more will come. */
  end(): void;
  /** The next bytes, valid until the next call; null at the end. */
  next(): Promise<Buffer | null>;
  /** Recording should wait for this; undefined: it need not. */
  pressure(): Promise<void> | undefined;
  close(): Promise<void>;
}

const PIECE_BYTES = 2 ** 20;

class Signal {
  #wake: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  raise(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

/** Reads the file that is being written, behind the writer: it holds any lead. */
export class FileRecords implements RecordSource {
  readonly #path: string;
  readonly #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  readonly #news = new Signal();
  #handle: FileHandle | null = null;
  #stored = 0;
  #read = 0;
  #ended = false;

  constructor(path: string) {
    this.#path = path;
  }

  added(records: Buffer): void {
    this.#stored += records.length;
    this.#news.raise();
  }

  end(): void {
    this.#ended = true;
    this.#news.raise();
  }

  async next(): Promise<Buffer | null> {
    while (this.#read === this.#stored) {
      if (this.#ended) return null;
      await this.#news.wait();
    }
    this.#handle ??= await open(this.#path, "r");
    const wanted = Math.min(PIECE_BYTES, this.#stored - this.#read);
    const { bytesRead } = await this.#handle.read(this.#piece, 0, wanted, this.#read);
    if (bytesRead === 0) return null; // somebody cut the file
    this.#read += bytesRead;
    return this.#piece.subarray(0, bytesRead);
  }

  pressure(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

const MAX_QUEUED_BYTES = 64 * 2 ** 20;

/** Holds the records in memory, for files that can't be read again: compressed ones, and pipes. */
export class QueuedRecords implements RecordSource {
  readonly #queue: Buffer[] = [];
  readonly #news = new Signal();
  readonly #room = new Signal();
  #bytes = 0;
  #ended = false;

  added(records: Buffer): void {
    this.#queue.push(Buffer.from(records));
    this.#bytes += records.length;
    this.#news.raise();
  }

  end(): void {
    this.#ended = true;
    this.#news.raise();
  }

  async next(): Promise<Buffer | null> {
    for (;;) {
      const piece = this.#queue.shift();
      if (piece !== undefined) {
        this.#bytes -= piece.length;
        this.#room.raise();
        return piece;
      }
      if (this.#ended) return null;
      await this.#news.wait();
    }
  }

  pressure(): Promise<void> | undefined {
    return this.#bytes > MAX_QUEUED_BYTES ? this.#room.wait() : undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
