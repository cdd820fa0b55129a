/** Decodes a peer's stream of pickled arrays, whatever way it is split. */
import { BodyBuffer } from "../body-buffer.ts";
import { WireError, type WireErrorCode } from "../errors.ts";
import { MAX_PICTURE_BYTES } from "../picture-sizes.ts";
import type { DecodedFrame, WireDecoder } from "../types.ts";
import { readPixelArray, type PixelArray } from "./array.ts";
import { PickleError } from "./machine.ts";
import { rgbOf } from "./pixels.ts";
import { canHaveSize, MOST_BEGINNING } from "./beginning.ts";
import { MOST_PROBE_BYTES, possibleFields, readSize, SIZE_FIELDS, usualOf, type SizeField } from "./size-field.ts";

/** What a pickle has beside the pixels: some 150 bytes, and as many again for what other numpys may write. */
export const MOST_OVERHEAD = 1024;
/** Larger than a frame of any camera, and of any screen but the largest. */
const USUAL_LIMIT = 128 * 2 ** 20;

export interface PickleDecoderOptions {
  /** Largest pickle to believe, bytes. */
  readonly maxBodyBytes?: number;
  /** null: told by the first bytes. */
  readonly sizeField?: SizeField | null;
}

export class PickleDecoder implements WireDecoder {
  readonly #limit: number;
  /** Those that the stream can have; one, once that is known. */
  #fields: readonly SizeField[];

  #input: Uint8Array = new Uint8Array(0);
  #at = 0;

  // The frame being read.
  #index = 0;
  #frameOffset = 0;
  readonly #probe = Buffer.alloc(MOST_PROBE_BYTES);
  #probed = 0;
  /** While the body is being read, how its size was read; null while the header is. */
  #reading: { readonly field: SizeField; readonly size: number } | null = null;
  /** Its size is read in the less usual way, because the other is over the limit: its beginning tells whether it can be. */
  #isDoubtful = false;
  readonly #body = new BodyBuffer();
  /** Where the pixels stood in the pickle before, which the next one will not do otherwise. */
  #pixelsAt = 0;

  /** Memory of an earlier frame's pixels. */
  #spare: Buffer | null = null;

  #failure: WireError | null = null;

  constructor({ maxBodyBytes, sizeField = null }: PickleDecoderOptions = {}) {
    this.#limit = Math.min(maxBodyBytes ?? USUAL_LIMIT, MAX_PICTURE_BYTES + MOST_OVERHEAD);
    this.#fields = sizeField === null ? SIZE_FIELDS : [sizeField];
  }

  get offset(): number {
    if (this.#reading === null) return this.#frameOffset + this.#probed;
    const { field, size } = this.#reading;
    return this.#frameOffset + field.bytes + size - this.#body.missing;
  }

  push(data: Uint8Array): void {
    if (this.#failure !== null) throw this.#failure;
    this.#input = this.#at < this.#input.length ? Buffer.concat([this.#input.subarray(this.#at), data]) : data;
    this.#at = 0;
  }

  next(): DecodedFrame | null {
    if (this.#failure !== null) throw this.#failure;
    for (;;) {
      if (this.#reading === null && !this.#takeHeader()) return null;
      const piece = this.#input.subarray(this.#at, this.#at + this.#body.missing);
      this.#at += piece.length;
      this.#body.append(piece);
      if (this.#isDoubtful) this.#checkBeginning();
      if (this.#body.missing > 0) return null;
      const frame = this.#finish(this.#body.peek());
      if (frame !== null) return frame;
    }
  }

  reuse(pixels: Buffer): void {
    this.#spare = pixels;
  }

  end(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#reading === null && this.#probed === 0) return;
    const missing =
      this.#reading === null ? "the stream ends inside a header" : `the stream ends ${this.#body.missing} bytes early`;
    this.#fail("WIRE_CUT", missing, this.offset - this.#frameOffset);
  }

  /** @returns false when more bytes are needed */
  #takeHeader(): boolean {
    const field = this.#fields.length === 1 ? this.#fields[0]! : null;
    const needed = field === null ? MOST_PROBE_BYTES : field.bytes + 2;
    const piece = this.#input.subarray(this.#at, this.#at + needed - this.#probed);
    this.#probe.set(piece, this.#probed);
    this.#probed += piece.length;
    this.#at += piece.length;
    if (this.#probed < needed) return false;
    if (field !== null) this.#checkSize(field);
    const possible = possibleFields(this.#probe, this.#limit).filter((one) => this.#fields.includes(one));
    if (possible.length === 0) this.#failHeader();
    this.#isDoubtful = field === null && !possible.some((one) => usualOf(one) === one);
    this.#begin(possible);
    return true;
  }

  #checkSize(field: SizeField): void {
    const size = readSize(this.#probe, field);
    if (size <= BigInt(this.#limit)) return;
    this.#fail("WIRE_LENGTH_OVER_LIMIT", `the size is ${size} bytes, over the limit of ${this.#limit}`, 0);
  }

  /** A length such as 2^63 is a small one the other way round, which its own pickle has no room in. */
  #checkBeginning(): void {
    const { field, size } = this.#reading!;
    const can = canHaveSize(this.#body.begun(MOST_BEGINNING), size);
    if (can === null) return;
    if (!can) this.#checkSize(usualOf(field));
    this.#isDoubtful = false;
  }

  /** The shortest of the possible sizes first: when its pickle is no whole one, there is more to come. */
  #begin(possible: readonly SizeField[]): void {
    const sizes = possible.map((field) => ({ field, size: Number(readSize(this.#probe, field)) }));
    sizes.sort((a, b) => a.size - b.size);
    this.#fields = sizes.map(({ field }) => field);
    this.#read(sizes[0]!, this.#probe.subarray(sizes[0]!.field.bytes, this.#probed));
  }

  #read(reading: { readonly field: SizeField; readonly size: number }, begun: Uint8Array): void {
    this.#reading = reading;
    this.#body.begin(reading.size, this.#pixelsAt);
    const own = begun.subarray(0, reading.size);
    this.#body.append(own);
    if (own.length === begun.length) return;
    // A pickle of no more bytes than were looked at: what follows belongs to the next one.
    this.#input = Buffer.concat([begun.subarray(own.length), this.#input.subarray(this.#at)]);
    this.#at = 0;
  }

  /** @returns null when the size was read the wrong way */
  #finish(body: Buffer): DecodedFrame | null {
    const reading = this.#reading!;
    let array: PixelArray;
    try {
      array = readPixelArray(body);
      if (array.bytes < body.length) {
        throw new PickleError(`it ends ${body.length - array.bytes} bytes before its size says`, array.bytes);
      }
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      const other = this.#fields[1];
      if (other === undefined) {
        return this.#fail("WIRE_BAD_PICKLE", `the pickle: ${error.message}`, reading.field.bytes + error.offset);
      }
      this.#fields = [other];
      this.#read({ field: other, size: Number(readSize(this.#probe, other)) }, Buffer.from(body));
      return null;
    }
    this.#fields = [reading.field];
    this.#pixelsAt = Math.max(array.data.byteOffset - body.byteOffset, 0);
    const headerBytes = reading.field.bytes;
    const frame: DecodedFrame = {
      index: this.#index++,
      offset: this.#frameOffset,
      headerBytes,
      bodyBytes: body.length,
      width: array.width,
      height: array.height,
      pixels: rgbOf(array, this.#spare),
      encoded: null,
    };
    this.#spare = null;
    this.#frameOffset += headerBytes + body.length;
    this.#probed = 0;
    this.#reading = null;
    return frame;
  }

  #failHeader(): never {
    const sizes = this.#fields.map((field) => `${readSize(this.#probe, field)} (${field.name})`).join(", ");
    const believable = this.#fields.some((field) => readSize(this.#probe, field) <= BigInt(this.#limit));
    if (!believable) {
      return this.#fail("WIRE_LENGTH_OVER_LIMIT", `the size is ${sizes}, over the limit of ${this.#limit}`, 0);
    }
    return this.#fail("WIRE_BAD_HEADER", `no pickle begins behind a size of ${sizes}`, 0);
  }

  #fail(code: WireErrorCode, problem: string, within: number): never {
    const place = { frame: this.#index, frameOffset: this.#frameOffset, offset: this.#frameOffset + within };
    this.#failure = new WireError(code, problem, place);
    throw this.#failure;
  }
}
