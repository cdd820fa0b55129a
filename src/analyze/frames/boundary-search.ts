/**
 * Finds the next true frame boundary after a gap, or in a capture that starts in mid-frame. A candidate counts only if
 * its zlib stream inflates, ends exactly where its header says, and the next header (or the stream's end) follows.
 */
import { constants, inflateSync } from "node:zlib";
import { MAX_LENGTH_BYTES, readHeader, type FrameHeader } from "../../share/wire/zlib-rgb/header.ts";

/** CMF of every zlib stream that common peers write: deflate with a 32 KiB window. */
const ZLIB_CMF = 0x78;
/** Bytes kept while a candidate is being checked. A frame longer than this can't be found again. */
const MAX_HELD = 8 * 2 ** 20;
/** Nor can one whose picture is larger: enough for 3840 x 2160. */
const MAX_RAW = 32 * 2 ** 20;
/** A candidate is tried again only when this many times as many of its bytes are there. */
const GROWTH = 2;
const LEAST_TRY = 4096;
/**
 * Bytes that may be read and inflated to check candidates: so many at first and after each boundary found, and so many
 * more for each byte that comes. Bytes made to look like thousands of long frames would otherwise take hours.
 */
const EFFORT = 256 * 2 ** 20;
const EFFORT_PER_BYTE = 64;

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

export class BoundarySearch {
  #held = Buffer.alloc(0);
  #length = 0;
  #origins: Origin[] = [];
  /** Bytes already let go. */
  #dropped = 0;
  /** Candidates before this index have been ruled out. */
  #from = 0;
  /** The candidate at `#from` inflates so far; look again when this many bytes are held. */
  #enough = 0;
  #effort = EFFORT;
  readonly #limit: number;
  readonly #maxRaw: number;

  /** @param maxFrameBytes largest body and largest inflated size to believe */
  constructor(maxFrameBytes: number) {
    this.#limit = Math.min(maxFrameBytes, MAX_HELD - 64);
    this.#maxRaw = Math.min(maxFrameBytes, MAX_RAW);
  }

  /** Takes more of the stream. @returns the boundary when these bytes settled it */
  push(data: Uint8Array, start: number, length: number, packet: number, time: number): Found | null {
    this.#append(data, start, length);
    this.#effort += EFFORT_PER_BYTE * length;
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
    this.#enough = 0;
    for (;;) {
      const zlib = this.#held.subarray(0, this.#length).indexOf(ZLIB_CMF, this.#from);
      if (zlib < 0 || zlib + 1 >= this.#length) {
        // What is left may still be a header in front of a zlib stream that begins with the next bytes.
        this.#from = zlib < 0 ? this.#length : zlib;
        this.#drop(this.#from - MAX_LENGTH_BYTES - 1);
        return null;
      }
      for (let n = Math.min(MAX_LENGTH_BYTES, zlib - 1); n >= 1; n--) {
        const start = zlib - 1 - n;
        if (this.#held[start] !== n) continue;
        const header = readHeader(this.#held, start, this.#length - start, this.#limit);
        if (header === null || "code" in header) continue;
        const verdict = this.#check(start, header, ended);
        if (verdict === "true") return this.#found(start);
        if (verdict === "wait") {
          this.#from = zlib;
          return null;
        }
      }
      this.#from = zlib + 1;
    }
  }

  #check(start: number, header: FrameHeader, ended: boolean): "true" | "false" | "wait" {
    const body = start + header.headerBytes;
    const end = body + header.bodyBytes;
    const have = Math.min(end, this.#length);
    if (this.#effort <= 0 || !this.#inflates(body, have, have === end)) return "false";
    if (have < end) {
      if (ended) return "false";
      this.#enough = Math.min(end + 4, Math.max(this.#length + LEAST_TRY, body + (have - body) * GROWTH));
      return "wait";
    }
    const next = readHeader(this.#held, end, this.#length - end, Number.MAX_SAFE_INTEGER);
    if (next === null) {
      if (ended) return "true";
      this.#enough = this.#length + 1;
      return "wait";
    }
    return "code" in next ? "false" : "true";
  }

  /** held[from .. to) inflates; with `whole`, to its very end. */
  #inflates(from: number, to: number, whole: boolean): boolean {
    const bytes = this.#held.subarray(from, to);
    this.#effort -= bytes.length;
    try {
      // Z_SYNC_FLUSH lets zlib stop at the end of what there is; Z_FINISH calls that an error.
      const finishFlush = whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
      const options = { finishFlush, maxOutputLength: this.#maxRaw, info: true };
      const { buffer, engine } = inflateSync(bytes, options) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      this.#effort -= buffer.length;
      return engine.bytesWritten === bytes.length;
    } catch (error) {
      if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") this.#effort -= this.#maxRaw;
      return false;
    }
  }

  #found(start: number): Found {
    const skipped = this.#dropped + start;
    this.#effort = EFFORT;
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
