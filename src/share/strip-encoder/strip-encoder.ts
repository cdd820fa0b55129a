/**
 * Compresses pictures of which little changes: the picture is cut into strips of rows, each strip is deflated on its own,
 * and the compressed bytes of strips that did not change, or only moved up or down, are used again. Joined, they are one
 * zlib stream (RFC 1950) like any other: one header, all strips' blocks, one final empty block, and the Adler-32 of the
 * whole picture.
 */
import { availableParallelism } from "node:os";
import { BYTES_PER_PIXEL, pictureBytes } from "../wire/picture-sizes.ts";
import type { PictureSize } from "../wire/types.ts";
import { ADLER32_EMPTY, adler32, combineAdler32 } from "./adler32.ts";
import { Lane } from "./lane.ts";
import { layOut, ROWS_PER_STRIP, type Place, type Strip } from "./layout.ts";
import type { RowRange } from "./rows.ts";
import { findShift, rowHash } from "./scroll.ts";

/** libuv has 4 threads unless told otherwise; more lanes than those would only hold memory. */
const MOST_LANES = 4;
/** With fewer changed rows than this, deflating them costs no more than finding out whether they moved. */
const LEAST_TO_SCROLL = 2 * ROWS_PER_STRIP;
/** A block of fixed codes, marked final, with nothing in it but its end (RFC 1951 section 3.2.6). */
const FINAL_EMPTY_BLOCK = [0x03, 0x00];

export interface EncodedPicture {
  /** Of one zlib stream, in order. They stay as they are. */
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
  /** Strips that had to be deflated. */
  readonly deflatedStrips: number;
  /** Whether it differs from the picture before. */
  readonly changed: boolean;
}

export interface StripEncoderOptions extends PictureSize {
  /** Of compression, 0 to 9. */
  readonly level: number;
}

export class StripEncoder {
  /** The picture as it was last encoded; deflating reads from here, so the caller's buffer is free at once. */
  readonly #picture: Buffer;
  readonly #height: number;
  readonly #rowBytes: number;
  readonly #dirty: Uint8Array;
  readonly #hashes: Int32Array;
  /** Not 0 where the hash is that of the row as it is in #picture. */
  readonly #hashed: Uint8Array;
  readonly #lanes: Lane[];
  readonly #header: Buffer;
  #places: Place[] = [];
  #first = true;
  #busy = false;

  constructor({ width, height, level }: StripEncoderOptions) {
    this.#picture = Buffer.alloc(pictureBytes({ width, height }));
    this.#height = height;
    this.#rowBytes = width * BYTES_PER_PIXEL;
    this.#dirty = new Uint8Array(height);
    this.#hashes = new Int32Array(height);
    this.#hashed = new Uint8Array(height);
    const lanes = Math.min(availableParallelism(), MOST_LANES, Math.ceil(height / ROWS_PER_STRIP));
    this.#lanes = Array.from({ length: lanes }, () => new Lane(level, this.#rowBytes * ROWS_PER_STRIP));
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
    const rows = this.#compare(pixels, changed);
    if (rows.length === 0) return this.#join(0, false);
    this.#busy = true;
    const shift = this.#first || rows.length < LEAST_TO_SCROLL ? 0 : this.#findShift(pixels, rows);
    const places = layOut(this.#places, {
      height: this.#height,
      dirty: this.#dirty,
      shift,
      same: (before, now, count) => this.#same(pixels, before, now, count),
    });
    this.#takeOver(pixels, rows);
    this.#places = await this.#deflate(places);
    this.#first = false;
    this.#busy = false;
    return this.#join(places.filter(({ strip }) => strip === null).length, true);
  }

  /** Gives back what zlib holds; not while a picture is being encoded. */
  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  /** Sources tell rows that changed and changed back, or more rows than did. @returns those that differ, in order */
  #compare(pixels: Uint8Array, changed: readonly RowRange[] | null): number[] {
    const candidates = this.#first || changed === null ? [{ first: 0, count: this.#height }] : changed;
    this.#dirty.fill(0);
    for (const { first, count } of candidates) {
      const end = Math.min(first + count, this.#height);
      for (let row = Math.max(first, 0); row < end; row++) {
        if (this.#first || !this.#same(pixels, row, row, 1)) this.#dirty[row] = 1;
      }
    }
    const rows: number[] = [];
    for (let row = this.#dirty.indexOf(1); row !== -1; row = this.#dirty.indexOf(1, row + 1)) rows.push(row);
    return rows;
  }

  #same(pixels: Uint8Array, before: number, now: number, rows: number): boolean {
    const bytes = this.#rowBytes;
    const [from, at] = [now * bytes, before * bytes];
    return this.#picture.compare(pixels, from, from + rows * bytes, at, at + rows * bytes) === 0;
  }

  #findShift(pixels: Uint8Array, rows: readonly number[]): number {
    const now = new Int32Array(this.#height);
    for (const row of rows) {
      const from = row * this.#rowBytes;
      if (this.#hashed[row] === 0) this.#hashes[row] = rowHash(this.#picture, from, from + this.#rowBytes);
      now[row] = rowHash(pixels, from, from + this.#rowBytes);
    }
    const shift = findShift(rows, this.#hashes, now);
    for (const row of rows) {
      this.#hashes[row] = now[row]!;
      this.#hashed[row] = 2; // not yet in #picture
    }
    return shift;
  }

  #takeOver(pixels: Uint8Array, rows: readonly number[]): void {
    for (const row of rows) {
      const from = row * this.#rowBytes;
      this.#picture.set(pixels.subarray(from, from + this.#rowBytes), from);
      this.#hashed[row] = this.#hashed[row] === 2 ? 1 : 0;
    }
  }

  async #deflate(places: readonly Place[]): Promise<Place[]> {
    const done = [...places];
    const queue = [...places.keys()].filter((index) => places[index]!.strip === null);
    const work = async (lane: Lane): Promise<void> => {
      for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
        const { first, rows } = places[index]!;
        done[index] = { first, rows, strip: await this.#strip(lane, first, rows) };
      }
    };
    await Promise.all(this.#lanes.map(work));
    return done;
  }

  async #strip(lane: Lane, first: number, rows: number): Promise<Strip> {
    const bytes = this.#picture.subarray(first * this.#rowBytes, (first + rows) * this.#rowBytes);
    const deflated = lane.deflate(bytes);
    const adler = adler32(bytes); // while a thread deflates them
    return { rows, adler, blocks: await deflated };
  }

  #join(deflatedStrips: number, changed: boolean): EncodedPicture {
    let adler = ADLER32_EMPTY;
    const pieces = [this.#header];
    for (const { rows, strip } of this.#places) {
      if (strip === null) throw new Error("a strip is missing");
      adler = combineAdler32(adler, strip.adler, rows * this.#rowBytes);
      pieces.push(strip.blocks);
    }
    const trailer = Buffer.from([...FINAL_EMPTY_BLOCK, 0, 0, 0, 0]);
    trailer.writeUInt32BE(adler, FINAL_EMPTY_BLOCK.length);
    pieces.push(trailer);
    return { pieces, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0), deflatedStrips, changed };
  }
}

/** CMF and FLG (RFC 1950 section 2.2): deflate, a window of 32 KiB, the level as zlib itself writes it. */
function zlibHeader(level: number): Buffer {
  const cmf = 0x78;
  const flevel = level < 2 ? 0 : level < 6 ? 1 : level === 6 ? 2 : 3;
  const flg = flevel << 6;
  return Buffer.from([cmf, flg + 31 - (((cmf << 8) | flg) % 31)]);
}
