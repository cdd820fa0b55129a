/**
 * Tells whether a zlib-rgb frame begins at a place: its zlib stream inflates, ends exactly where its header says, and the
 * next header (or the stream's end) follows.
 */
import { constants, inflateSync } from "node:zlib";
import { MAX_LENGTH_BYTES, readHeader, type FrameHeader } from "../../../share/wire/zlib-rgb/header.ts";
import type { BoundaryJudge, Verdict } from "../boundary-search.ts";

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

export class InflatingJudge implements BoundaryJudge {
  readonly landmark = ZLIB_CMF;
  readonly farthest = MAX_LENGTH_BYTES + 1;
  readonly nearest = 2;
  #effort = EFFORT;
  readonly #limit: number;
  readonly #maxRaw: number;

  /** @param maxFrameBytes largest body and largest inflated size to believe */
  constructor(maxFrameBytes: number) {
    this.#limit = Math.min(maxFrameBytes, MAX_HELD - 64);
    this.#maxRaw = Math.min(maxFrameBytes, MAX_RAW);
  }

  came(length: number): void {
    this.#effort += EFFORT_PER_BYTE * length;
  }

  found(): void {
    this.#effort = EFFORT;
  }

  judge(held: Buffer, start: number, zlib: number, length: number, ended: boolean): Verdict {
    if (held[start] !== zlib - start - 1) return "false";
    const header = readHeader(held, start, length - start, this.#limit);
    if (header === null || "code" in header) return "false";
    return this.#check(held, start, length, header, ended);
  }

  #check(held: Buffer, start: number, length: number, header: FrameHeader, ended: boolean): Verdict {
    const body = start + header.headerBytes;
    const end = body + header.bodyBytes;
    const have = Math.min(end, length);
    if (this.#effort <= 0 || !this.#inflates(held.subarray(body, have), have === end)) return "false";
    if (have < end) {
      if (ended) return "false";
      return Math.min(end + 4, Math.max(length + LEAST_TRY, body + (have - body) * GROWTH));
    }
    const next = readHeader(held, end, length - end, Number.MAX_SAFE_INTEGER);
    if (next === null) return ended ? "true" : length + 1;
    return "code" in next ? "false" : "true";
  }

  /** The bytes inflate; with `whole`, to their very end. */
  #inflates(bytes: Buffer, whole: boolean): boolean {
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
}
