/** Adler-32 of RFC 1950, and that of two pieces joined. */

/** Largest prime below 65,536. */
const BASE = 65521;
/** So many bytes can be summed up before the second sum leaves 31 bits (RFC 1950's 5552 is for 32 bits). */
const RUN = 3800;

/** Of no bytes at all. */
export const ADLER32_EMPTY = 1;

export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(at + RUN, bytes.length);
    for (; at < end; at++) {
      a += bytes[at]!;
      b += a;
    }
    a %= BASE;
    b %= BASE;
  }
  return join(a, b);
}

/**
 * @param first of the bytes that come first
 * @param second of the bytes that come after
 * @param secondLength how many those are
 * @returns of all of them
 */
export function combineAdler32(first: number, second: number, secondLength: number): number {
  // The first piece's sum of bytes is counted once more for every byte that comes after it, less the second's initial 1.
  const a = (first & 0xffff) + (second & 0xffff) - 1 + BASE;
  const b = (first >>> 16) + (second >>> 16) + (secondLength % BASE) * ((first & 0xffff) - 1 + BASE);
  return join(a % BASE, b % BASE);
}

function join(a: number, b: number): number {
  return ((b << 16) | a) >>> 0;
}
