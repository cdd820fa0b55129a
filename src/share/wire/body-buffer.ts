/**
 * Collects one frame's body. A header may claim any length, so memory is taken only as bytes arrive: the claimed size at
 * once while it is small, doubled from there on.
 */

const TRUSTED = 256 * 1024;

export class BodyBuffer {
  #bytes = Buffer.alloc(0);
  #count = 0;
  #expected = 0;

  /** @param expected bytes the header claims */
  begin(expected: number): void {
    this.#expected = expected;
    this.#count = 0;
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(expected, TRUSTED));
  }

  get missing(): number {
    return this.#expected - this.#count;
  }

  append(data: Uint8Array): void {
    const count = this.#count + data.length;
    if (count > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.#expected, Math.max(this.#bytes.length * 2, count)));
      this.#bytes.copy(larger, 0, 0, this.#count);
      this.#bytes = larger;
    }
    this.#bytes.set(data, this.#count);
    this.#count = count;
  }

  /** The whole body, given away. */
  take(): Buffer {
    const body = this.#bytes.subarray(0, this.#count);
    this.#bytes = Buffer.alloc(0);
    return body;
  }
}
