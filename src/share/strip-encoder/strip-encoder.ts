/**
 * Compresses pictures of which little changes: the picture is cut into strips of rows, each strip is deflated on its own,
 * and the compressed bytes of strips that did not change are used again. Joined, they are one zlib stream (RFC 1950)
 * like any other: one header, all strips' blocks, one final empty block, and the Adler-32 of the whole picture.
 */
import { availableParallelism } from "node:os";
import { BYTES_PER_PIXEL, pictureBytes } from "../wire/picture-sizes.ts";
import type { PictureSize } from "../wire/types.ts";
import { ADLER32_EMPTY, adler32, combineAdler32 } from "./adler32.ts";
import { Lane } from "./lane.ts";
import type { RowRange } from "./rows.ts";

/** Few enough that a changed line of text costs little, enough that matches are found: frames grow by 0 to 1.8 %. */
export const ROWS_PER_STRIP = 16;
/** libuv has 4 threads unless told otherwise; more lanes than those would only hold memory. */
const MOST_LANES = 4;
/** A block of fixed codes, marked final, with nothing in it but its end (RFC 1951 section 3.2.6). */
const FINAL_EMPTY_BLOCK = [0x03, 0x00];

interface Strip {
  readonly start: number;
  readonly length: number;
  blocks: Buffer;
  adler: number;
}

export interface EncodedPicture {
  /** Of one zlib stream, in order. They stay as they are. */
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
  /** Strips that had changed; 0 when the picture is the one before. */
  readonly changedStrips: number;
}

export interface StripEncoderOptions extends PictureSize {
  /** Of compression, 0 to 9. */
  readonly level: number;
}

export class StripEncoder {
  /** The picture as it was last encoded; deflating reads from here, so the caller's buffer is free at once. */
  readonly #picture: Buffer;
  readonly #strips: Strip[] = [];
  readonly #lanes: Lane[];
  readonly #header: Buffer;
  #first = true;
  #busy = false;

  constructor({ width, height, level }: StripEncoderOptions) {
    this.#picture = Buffer.alloc(pictureBytes({ width, height }));
    const stripBytes = width * BYTES_PER_PIXEL * ROWS_PER_STRIP;
    for (let start = 0; start < this.#picture.length; start += stripBytes) {
      const length = Math.min(stripBytes, this.#picture.length - start);
      this.#strips.push({ start, length, blocks: Buffer.alloc(0), adler: ADLER32_EMPTY });
    }
    const lanes = Math.min(availableParallelism(), MOST_LANES, this.#strips.length);
    this.#lanes = Array.from({ length: lanes }, () => new Lane(level, stripBytes));
    this.#header = zlibHeader(level);
  }

  /**
   * One at a time: encode again when the promise is kept.
   *
   * @param pixels the whole picture; may be changed by the caller as soon as this has returned its promise
   * @param changed rows that may differ from the picture before; null when that is not known
   */
  async encode(pixels: Uint8Array, changed: readonly RowRange[] | null): Promise<EncodedPicture> {
    if (this.#busy) throw new Error("a picture is being encoded");
    if (pixels.length !== this.#picture.length) {
      throw new RangeError(`the picture has ${pixels.length} bytes, not ${this.#picture.length}`);
    }
    this.#busy = true;
    const dirty = this.#takeOver(pixels, changed);
    const queue = [...dirty];
    await Promise.all(this.#lanes.map((lane) => this.#work(lane, queue)));
    this.#busy = false;
    return this.#join(dirty.length);
  }

  /** Gives back what zlib holds; not while a picture is being encoded. */
  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  /** Copies what has changed. @returns the strips it is in */
  #takeOver(pixels: Uint8Array, changed: readonly RowRange[] | null): Strip[] {
    const candidates = this.#first || changed === null ? this.#strips : this.#stripsWith(changed);
    // Sources tell rows that changed and changed back, or more rows than did: comparing costs far less than deflating.
    const dirty = candidates.filter((strip) => this.#first || this.#differs(strip, pixels));
    this.#first = false;
    for (const { start, length } of dirty) this.#picture.set(pixels.subarray(start, start + length), start);
    return dirty;
  }

  #stripsWith(changed: readonly RowRange[]): Strip[] {
    const marked = new Set<Strip>();
    for (const { first, count } of changed) {
      if (count <= 0) continue;
      const from = Math.max(Math.floor(first / ROWS_PER_STRIP), 0);
      const to = Math.min(Math.floor((first + count - 1) / ROWS_PER_STRIP), this.#strips.length - 1);
      for (let index = from; index <= to; index++) marked.add(this.#strips[index]!);
    }
    return [...marked];
  }

  #differs({ start, length }: Strip, pixels: Uint8Array): boolean {
    return this.#picture.compare(pixels, start, start + length, start, start + length) !== 0;
  }

  async #work(lane: Lane, queue: Strip[]): Promise<void> {
    for (let strip = queue.pop(); strip !== undefined; strip = queue.pop()) {
      const bytes = this.#picture.subarray(strip.start, strip.start + strip.length);
      const deflated = lane.deflate(bytes);
      strip.adler = adler32(bytes); // while a thread deflates them
      strip.blocks = await deflated;
    }
  }

  #join(changedStrips: number): EncodedPicture {
    let adler = ADLER32_EMPTY;
    for (const strip of this.#strips) adler = combineAdler32(adler, strip.adler, strip.length);
    const trailer = Buffer.from([...FINAL_EMPTY_BLOCK, 0, 0, 0, 0]);
    trailer.writeUInt32BE(adler, FINAL_EMPTY_BLOCK.length);
    const pieces = [this.#header, ...this.#strips.map((strip) => strip.blocks), trailer];
    return { pieces, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0), changedStrips };
  }
}

/** CMF and FLG (RFC 1950 section 2.2): deflate, a window of 32 KiB, the level as zlib itself writes it. */
function zlibHeader(level: number): Buffer {
  const cmf = 0x78;
  const flevel = level < 2 ? 0 : level < 6 ? 1 : level === 6 ? 2 : 3;
  const flg = flevel << 6;
  return Buffer.from([cmf, flg + 31 - (((cmf << 8) | flg) % 31)]);
}
