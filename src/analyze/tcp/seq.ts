/** Arithmetic on 32-bit sequence numbers, which wrap around (RFC 9293 section 3.4). */

/** a − b as a signed distance: right whenever the two are less than 2^31 apart. */
export function distance(a: number, b: number): number {
  return (a - b) | 0;
}

export function before(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function after(a: number, b: number): boolean {
  return ((b - a) | 0) < 0;
}

export function add(seq: number, count: number): number {
  return (seq + count) >>> 0;
}
