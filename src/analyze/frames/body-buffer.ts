/**
 * Collects one frame's body. A header may claim any length, so memory is taken only as bytes arrive: the claimed size at
 * once while it is small, doubled from there on.
 */

import type { InflatePool } from "./inflate-pool.ts";

const TRUSTED = 256 * 1024;

export class BodyBuffer {
  #bytes: Buffer | null = null;
  #count = 0;
  #expected = 0;

  /** @param expected bytes the header claims */
  begin(expected: number, pool: InflatePool): void {
    this.#expected = expected;
    this.#count = 0;
    this.#bytes = pool.room(Math.min(expected, TRUSTED));
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
    return bytes.subarray(0, this.#count);
  }

  clear(): void {
    this.#bytes = null;
    this.#count = 0;
  }
}
