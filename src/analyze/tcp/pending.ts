import type { Segment } from "../packet/segment.ts";

/** Bytes [start, end) of a stream, seen before those in front of them. `bytes` may be fewer: the packet was cut. */
export interface PendingPart {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly packet: number;
  readonly time: number;
}

/** Segments that wait behind a hole: disjoint parts, in order of their offsets. */
export class Pending {
  bytes = 0;
  /** The segment last added has other bytes than a part that was there before it. */
  conflict = false;
  #parts: PendingPart[] = [];

  get segments(): number {
    return this.#parts.length;
  }

  get first(): PendingPart | undefined {
    return this.#parts[0];
  }

  shift(): void {
    const part = this.#parts.shift();
    if (part !== undefined) this.bytes -= part.bytes.length;
  }

  /** Where the last part that begins below `offset` ends; -1 when there is none. */
  endBefore(offset: number): number {
    const index = this.#indexFrom(offset) - 1;
    return this.#parts[index]?.end ?? -1;
  }

  /**
   * Copies what is not there yet of [start, end).
   *
   * @param payload index in `segment.data` of the byte at `start`
   * @returns bytes added
   */
  add(start: number, end: number, segment: Segment, payload: number): number {
    this.conflict = false;
    let added = 0;
    let at = start;
    let index = this.#indexFrom(start);
    const before = this.#parts[index - 1];
    if (before !== undefined && before.end > at) {
      this.#compare(before, start, end, segment, payload);
      at = before.end;
    }
    while (at < end) {
      const next = this.#parts[index];
      const stop = next === undefined ? end : Math.min(end, next.start);
      if (stop > at) {
        this.#insert(index, at, stop, segment, payload + (at - start));
        added += stop - at;
        index++;
      }
      if (next === undefined) break;
      this.#compare(next, start, end, segment, payload);
      at = Math.max(stop, next.end);
      index++;
    }
    return added;
  }

  /** Looks where both have bytes; `payload` is as for {@link add}. */
  #compare(part: PendingPart, start: number, end: number, segment: Segment, payload: number): void {
    const captured = start + (segment.payload + segment.captured - payload);
    const to = Math.min(end, captured, part.start + part.bytes.length);
    for (let at = Math.max(start, part.start); at < to && !this.conflict; at++) {
      this.conflict = part.bytes[at - part.start] !== segment.data[payload + (at - start)];
    }
  }

  #insert(index: number, start: number, end: number, segment: Segment, payload: number): void {
    const captured = Math.max(0, Math.min(end - start, segment.payload + segment.captured - payload));
    // Not `segment.data.slice`: a Buffer's would be a view of memory that is only lent.
    const bytes = Uint8Array.prototype.slice.call(segment.data, payload, payload + captured);
    this.bytes += captured;
    this.#parts.splice(index, 0, { start, end, bytes, packet: segment.packet, time: segment.time });
  }

  /** Index of the first part that begins at or behind `offset`. */
  #indexFrom(offset: number): number {
    let low = 0;
    let high = this.#parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#parts[middle]!.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
