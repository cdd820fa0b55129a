/**
 * Collects one frame's body after another. A header may claim any length, so memory is taken only as bytes arrive: the
 * claimed size at once while it is small or no more than a whole body had before, doubled from there on.
 */
import type { BodyReader } from "./length-prefixed.ts";

const TRUSTED = 256 * 1024;

export class BodyBuffer {
  #bytes: Buffer | null = null;
  #count = 0;
  #expected = 0;
  /** Length of the longest body that came in whole. */
  #proven = 0;

  /** @param expected bytes the header claims */
  begin(expected: number, reader: BodyReader): void {
    this.#expected = expected;
    this.#count = 0;
    const trusted = Math.min(expected, Math.max(TRUSTED, this.#proven));
    this.#bytes = trusted > TRUSTED ? Buffer.allocUnsafeSlow(trusted) : reader.room(trusted);
  }

  append(data: Uint8Array, start: number, length: number): void {
    let bytes = this.#bytes;
    if (bytes === null) return;
    if (this.#count + length > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.#expected, Math.max(bytes.length * 2, this.#count + length)));
      bytes.copy(larger, 0, 0, this.#count);
      this.#bytes = bytes = larger;
    }
    bytes.set(start === 0 && length === data.length ? data : data.subarray(start, start + length), this.#count);
    this.#count += length;
  }

  /** The whole body, given away. */
  take(): Buffer {
    const bytes = this.#bytes ?? Buffer.alloc(0);
    this.#bytes = null;
    this.#proven = Math.max(this.#proven, this.#count);
    return bytes.subarray(0, this.#count);
  }

  clear(): void {
    this.#bytes = null;
    this.#count = 0;
  }
}
