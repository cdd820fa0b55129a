/**
 * Collects one frame's body after another. A header may claim any length, so memory is taken only as bytes arrive: the
 * claimed size at once while it is small or no more than a whole body had before, doubled from there on.
 */

const TRUSTED = 256 * 1024;
/** Memory of so many times what the next body needs is given back. */
const TOO_LARGE = 4;
const WORD = 4;

export class BodyBuffer {
  #bytes: Buffer = Buffer.alloc(0);
  #count = 0;
  #expected = 0;
  /** Length of the longest body that came in whole. */
  #proven = 0;
  #aligned = 0;

  /**
   * @param expected bytes the header claims
   * @param aligned which byte of it shall stand at a whole word of memory
   */
  begin(expected: number, aligned = 0): void {
    this.#expected = expected;
    this.#count = 0;
    const trusted = Math.min(expected, Math.max(TRUSTED, this.#proven));
    const room = this.#bytes.length;
    if (room >= trusted && room <= TOO_LARGE * trusted && aligned === this.#aligned) return;
    this.#aligned = aligned;
    this.#bytes = this.#memory(trusted);
  }

  get missing(): number {
    return this.#expected - this.#count;
  }

  append(data: Uint8Array): void {
    const count = this.#count + data.length;
    if (count > this.#bytes.length) {
      const larger = this.#memory(Math.min(this.#expected, Math.max(this.#bytes.length * 2, count)));
      this.#bytes.copy(larger, 0, 0, this.#count);
      this.#bytes = larger;
    }
    this.#bytes.set(data, this.#count);
    this.#count = count;
  }

  /** Its first bytes, as far as they have come. */
  begun(most: number): Buffer {
    return this.#bytes.subarray(0, Math.min(this.#count, most));
  }

  /** The whole body; the next one is written over it. */
  peek(): Buffer {
    this.#proven = Math.max(this.#proven, this.#count);
    return this.#bytes.subarray(0, this.#count);
  }

  /** The whole body, given away. */
  take(): Buffer {
    const body = this.peek();
    this.#bytes = Buffer.alloc(0);
    return body;
  }

  #memory(length: number): Buffer {
    const before = -this.#aligned & (WORD - 1);
    return Buffer.allocUnsafeSlow(before + length).subarray(before);
  }
}
