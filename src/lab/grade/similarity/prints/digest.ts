/**
 * 64-bit digests of packets, pictures and words, as two unsigned 32-bit halves. They are compared, never trusted: who
 * makes two things collide on purpose gets a flag, and a person looks at it.
 */

/** Mixes numbers and bytes into one digest. One object is used for many digests: begin, add, read `high` and `low`. */
export class Digest {
  #a = 0;
  #b = 0;

  get high(): number {
    return finished(this.#a ^ this.#b);
  }

  get low(): number {
    return finished(this.#b + 0x9e3779b9);
  }

  /** @param kind keeps digests of different things apart */
  begin(kind: number): this {
    this.#a = Math.imul(kind + 1, 0x85ebca6b);
    this.#b = Math.imul(kind + 1, 0xc2b2ae35);
    return this;
  }

  /** @param value its lower 32 bits count */
  add(value: number): this {
    this.#a = Math.imul(this.#a ^ value, 0xcc9e2d51);
    this.#a = Math.imul((this.#a << 15) | (this.#a >>> 17), 0x1b873593) + this.#b;
    this.#b = Math.imul(this.#b ^ ((value << 16) | (value >>> 16)), 0x85ebca6b);
    this.#b = ((this.#b << 13) | (this.#b >>> 19)) + Math.imul(this.#a, 5);
    return this;
  }

  bytes(data: Uint8Array, start: number, end: number): this {
    let at = start;
    for (; at + 4 <= end; at += 4) {
      this.add(data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24));
    }
    let rest = 0;
    for (let shift = 0; at < end; at++, shift += 8) rest |= data[at]! << shift;
    return this.add(rest).add(end - start);
  }

  text(text: string): this {
    for (let at = 0; at < text.length; at++) this.add(text.charCodeAt(at));
    return this.add(text.length);
  }
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain): every bit of the input moves every bit of the output. */
function finished(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** What a digest is of. The number keeps the kinds apart, so that all can stand in one index. */
export const KIND = { file: 1, session: 2, packet: 3, content: 4, picture: 5, words: 6, answer: 7, beacon: 8 } as const;
export type Kind = keyof typeof KIND;
