/** Bytes handed over at once; a record that is longer gets a buffer of its own. */
export const BATCH_BYTES = 2 ** 20;
/** Buffers kept for the next round; a burst may have needed more. */
const MAX_SPARE = 8;

/**
 * Whole records on their way to a file. A record is put in by {@link RecordBuffer.room} and writing to `bytes`; every
 * batch that {@link RecordBuffer.take} gives away begins and ends where a record does.
 */
export class RecordBuffer {
  bytes: Buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  view = viewOf(this.bytes);
  #length = 0;
  readonly #batches: Buffer[] = [];
  #batchBytes = 0;
  readonly #spare: Buffer[] = [];

  /** Bytes of whole records that were not taken yet. */
  get length(): number {
    return this.#batchBytes + this.#length;
  }

  /** At least one batch is full. */
  get full(): boolean {
    return this.#batches.length > 0;
  }

  /** Room for one record. @returns where in `bytes` it begins; all of its bytes must be written */
  room(bytes: number): number {
    if (this.#length + bytes > this.bytes.length) this.#next(bytes);
    const at = this.#length;
    this.#length += bytes;
    return at;
  }

  /** The oldest records, given away; {@link RecordBuffer.giveBack} says when their memory is free again. */
  take(): Buffer | undefined {
    if (this.#batches.length === 0) this.#next(0);
    const batch = this.#batches.shift();
    this.#batchBytes -= batch?.length ?? 0;
    return batch;
  }

  giveBack(batch: Buffer): void {
    if (batch.buffer.byteLength === BATCH_BYTES && this.#spare.length < MAX_SPARE) {
      this.#spare.push(Buffer.from(batch.buffer, 0, BATCH_BYTES));
    }
  }

  clear(): void {
    this.#batches.length = 0;
    this.#batchBytes = 0;
    this.#length = 0;
  }

  #next(bytes: number): void {
    if (this.#length > 0) {
      this.#batches.push(this.bytes.subarray(0, this.#length));
      this.#batchBytes += this.#length;
      this.#length = 0;
    } else if (bytes <= this.bytes.length) return;
    const spare = bytes <= BATCH_BYTES ? this.#spare.pop() : undefined;
    this.bytes = spare ?? Buffer.allocUnsafeSlow(Math.max(bytes, BATCH_BYTES));
    this.view = viewOf(this.bytes);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
