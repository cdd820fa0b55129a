/** IP fragment reassembly (RFC 791 section 3.2, RFC 8200 section 4.5), within a fixed budget of memory. */
import type { Cursor } from "./cursor.ts";
import type { Segment } from "./segment.ts";

/** An IP datagram can't be longer. */
const MAX_DATAGRAM = 65535;
/** Bytes kept of one datagram: twice its length, for what comes twice. Fragments that overlap without end are an attack. */
const MAX_KEPT = 2 * MAX_DATAGRAM;
/** Datagrams waiting for fragments; when there are more, the one that waits longest is given up. */
const MAX_WAITING = 256;

interface Waiting {
  parts: { offset: number; bytes: Uint8Array }[];
  /** Of all parts. */
  bytes: number;
  /** Length of the whole, known from the last fragment; -1 before. */
  total: number;
}

export class Fragments {
  readonly #waiting = new Map<string, Waiting>();
  #givenUp = 0;

  /** Fragments that never became part of a whole datagram, so far. */
  get unused(): number {
    let count = this.#givenUp;
    for (const datagram of this.#waiting.values()) count += datagram.parts.length;
    return count;
  }

  /**
   * Takes the fragment at the cursor (which stands behind the IP headers).
   *
   * @param offset bytes from the start of the datagram's payload
   * @returns the datagram's whole payload when this was its last missing piece, else null
   */
  add(c: Cursor, segment: Segment, id: number, offset: number, more: boolean): Uint8Array | null {
    const length = c.wireEnd - c.offset;
    // A piece that the capture cut short can't be joined, and one past the largest datagram can't be true.
    if (c.end < c.wireEnd || length <= 0 || offset + length > MAX_DATAGRAM) {
      this.#givenUp++;
      return null;
    }
    const key = `${segment.source.join()}>${segment.destination.join()}#${id}/${c.protocol}`;
    let datagram = this.#waiting.get(key);
    if (datagram === undefined) {
      this.#makeRoom();
      datagram = { parts: [], bytes: 0, total: -1 };
      this.#waiting.set(key, datagram);
    }
    if (datagram.parts.some((part) => part.offset === offset)) return null; // the first copy is kept
    if (datagram.bytes + length > MAX_KEPT) {
      this.#givenUp += datagram.parts.length + 1;
      this.#waiting.delete(key);
      return null;
    }
    datagram.parts.push({ offset, bytes: Uint8Array.prototype.slice.call(c.data, c.offset, c.end) });
    datagram.bytes += length;
    if (!more) datagram.total = offset + length;
    if (datagram.total < 0 || datagram.bytes < datagram.total) return null;
    const whole = join(datagram);
    if (whole !== null) this.#waiting.delete(key);
    return whole;
  }

  #makeRoom(): void {
    if (this.#waiting.size < MAX_WAITING) return;
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    this.#givenUp += oldest[1].parts.length;
    this.#waiting.delete(oldest[0]);
  }
}

function join(datagram: Waiting): Uint8Array | null {
  datagram.parts.sort((a, b) => a.offset - b.offset);
  let reached = 0;
  for (const part of datagram.parts) {
    if (part.offset > reached) return null;
    reached = Math.max(reached, part.offset + part.bytes.length);
  }
  if (reached < datagram.total) return null;
  const whole = new Uint8Array(datagram.total);
  // Later offsets first, so that where pieces overlap the earlier one's bytes stand.
  for (const part of datagram.parts.toReversed()) {
    if (part.offset < datagram.total) whole.set(part.bytes.subarray(0, datagram.total - part.offset), part.offset);
  }
  return whole;
}
