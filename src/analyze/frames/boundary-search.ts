/**
 * Finds the next true frame boundary after a gap, or in a capture that starts in mid-frame. Formats say by which bytes to
 * look for one, and whether a frame really begins at such a place.
 */

/** Where held bytes came from. */
export interface Origin {
  readonly length: number;
  readonly packet: number;
  readonly time: number;
}

export interface Found {
  /** Bytes in front of the boundary, held or let go since the search began: skipped. */
  readonly skipped: number;
  /** What is held from the boundary on, with where it came from. */
  readonly bytes: Buffer;
  readonly origins: readonly Origin[];
}

/** A frame begins there, none does, or that can be told when so many bytes are held. */
export type Verdict = "true" | "false" | number;

/** What a format knows of its boundaries. One for each search: it may count what its checks cost. */
export interface BoundaryJudge {
  /** Bytes that every frame has near its beginning: nearly no other place has to be looked at. */
  readonly landmark: number | Buffer;
  /** How far from a frame's first byte they stand, at most and at least. The longest is tried first. */
  readonly farthest: number;
  readonly nearest: number;
  /** @param held the bytes that are there, of which the first `length` count */
  judge(held: Buffer, start: number, landmark: number, length: number, ended: boolean): Verdict;
  /** So many more bytes came. */
  came?(length: number): void;
  /** A boundary was found. */
  found?(): void;
}

export class BoundarySearch {
  readonly #judge: BoundaryJudge;
  readonly #landmarkBytes: number;
  #held = Buffer.alloc(0);
  #length = 0;
  #origins: Origin[] = [];
  /** Bytes already let go. */
  #dropped = 0;
  /** Candidates before this index have been ruled out. */
  #from = 0;
  /** The candidate at `#from` is good so far; look again when this many bytes are held. */
  #enough = 0;

  constructor(judge: BoundaryJudge) {
    this.#judge = judge;
    this.#landmarkBytes = typeof judge.landmark === "number" ? 1 : judge.landmark.length;
  }

  /** Takes more of the stream. @returns the boundary when these bytes settled it */
  push(data: Uint8Array, start: number, length: number, packet: number, time: number): Found | null {
    this.#append(data, start, length);
    this.#judge.came?.(length);
    this.#origins.push({ length, packet, time });
    return this.#length >= this.#enough ? this.#search(false) : null;
  }

  /** Bytes are missing here, so no candidate can reach over. @returns bytes skipped so far, the missing ones not counted */
  gap(): number {
    const skipped = this.#dropped + this.#length;
    this.#dropped = 0;
    this.#length = 0;
    this.#origins = [];
    this.#from = 0;
    this.#enough = 0;
    return skipped;
  }

  /** The stream ended: its end may stand in for the next header. */
  finish(): Found | null {
    return this.#search(true);
  }

  #search(ended: boolean): Found | null {
    const { landmark, farthest, nearest } = this.#judge;
    this.#enough = 0;
    for (;;) {
      const place = this.#held.subarray(0, this.#length).indexOf(landmark, this.#from);
      if (place < 0 || place + this.#landmarkBytes >= this.#length) {
        // What is left may still be the beginning of a frame whose landmark ends with the next bytes.
        const rest = Math.max(this.#from, this.#length - this.#landmarkBytes + 1);
        this.#from = place < 0 ? rest : place;
        this.#drop(this.#from - farthest);
        return null;
      }
      for (let start = Math.max(0, place - farthest); start <= place - nearest; start++) {
        const verdict = this.#judge.judge(this.#held, start, place, this.#length, ended);
        if (verdict === "true") return this.#found(start);
        if (verdict !== "false") {
          this.#enough = verdict;
          this.#from = place;
          return null;
        }
      }
      this.#from = place + 1;
    }
  }

  #found(start: number): Found {
    const skipped = this.#dropped + start;
    this.#judge.found?.();
    this.#drop(start);
    return { skipped, bytes: this.#held.subarray(0, this.#length), origins: this.#origins };
  }

  /** Lets go of the first `count` held bytes. */
  #drop(count: number): void {
    if (count <= 0) return;
    this.#held.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#dropped += count;
    this.#from = Math.max(0, this.#from - count);
    this.#origins = withoutFirst(this.#origins, count);
  }

  #append(data: Uint8Array, start: number, length: number): void {
    const needed = this.#length + length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#held.length * 2, 16 * 1024));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    this.#held.set(data.subarray(start, start + length), this.#length);
    this.#length = needed;
  }
}

function withoutFirst(origins: readonly Origin[], count: number): Origin[] {
  const rest: Origin[] = [];
  let skip = count;
  for (const origin of origins) {
    if (skip >= origin.length) {
      skip -= origin.length;
      continue;
    }
    rest.push(skip > 0 ? { ...origin, length: origin.length - skip } : origin);
    skip = 0;
  }
  return rest;
}
