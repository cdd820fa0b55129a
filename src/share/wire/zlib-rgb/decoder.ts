/** Decodes a peer's stream of zlib-rgb frames, whatever way it is split. */
import { WireError, WrongSizeError, type WireErrorCode } from "../errors.ts";
import { MAX_PICTURE_BYTES, pictureBytes } from "../picture-sizes.ts";
import type { DecodedFrame, DecoderOptions, PictureSize, WireDecoder } from "../types.ts";
import { BodyBuffer } from "../body-buffer.ts";
import { describeHeaderProblem, MAX_PROBE_BYTES, readHeader, type HeaderProblem } from "./header.ts";
import { inflateBody } from "./inflate.ts";

/**
 * Bodies up to this size are believed for any picture size, bytes: a viewer that was told too small a size gets to see
 * what size would fit, and memory is taken only as bytes arrive.
 */
const USUAL_MAX_BODY = 64 * 2 ** 20;

/**
 * The longest body that a compressor in its right mind makes of a picture. zlib's own bound for its worst settings is
 * n + n/8 + n/64 + 11 (deflateBound in zlib's deflate.c); a flush for every strip of rows adds less than the rest here.
 */
function mostBodyBytes(pixels: number): number {
  return pixels + Math.ceil(pixels / 4) + 4096;
}

export class ZlibRgbDecoder implements WireDecoder {
  readonly #size: PictureSize;
  readonly #pictureBytes: number;
  readonly #maxBodyBytes: number;

  /** Bytes given and not looked at yet. */
  #input: Uint8Array = new Uint8Array(0);
  #at = 0;

  // The frame being read.
  #index = 0;
  #frameOffset = 0;
  readonly #header = new Uint8Array(MAX_PROBE_BYTES);
  #headerCount = 0;
  /** 0 while the header is being read. */
  #headerBytes = 0;
  #bodyBytes = 0;
  readonly #body = new BodyBuffer();

  #failure: WireError | null = null;

  constructor(options: DecoderOptions) {
    for (const side of [options.width, options.height]) {
      if (!(Number.isInteger(side) && side >= 1)) throw new RangeError("width and height are whole numbers from 1");
    }
    const bytes = pictureBytes(options);
    if (bytes > MAX_PICTURE_BYTES) throw new RangeError(`a picture has at most ${MAX_PICTURE_BYTES} bytes`);
    this.#size = { width: options.width, height: options.height };
    this.#pictureBytes = bytes;
    this.#maxBodyBytes = Math.max(mostBodyBytes(bytes), options.maxBodyBytes ?? USUAL_MAX_BODY);
  }

  get offset(): number {
    if (this.#headerBytes === 0) return this.#frameOffset + this.#headerCount;
    return this.#frameOffset + this.#headerBytes + this.#bodyBytes - this.#body.missing;
  }

  push(data: Uint8Array): void {
    if (this.#failure !== null) throw this.#failure;
    this.#input = this.#at < this.#input.length ? Buffer.concat([this.#input.subarray(this.#at), data]) : data;
    this.#at = 0;
  }

  next(): DecodedFrame | null {
    if (this.#failure !== null) throw this.#failure;
    if (this.#headerBytes === 0 && !this.#takeHeader()) return null;
    const piece = this.#input.subarray(this.#at, this.#at + this.#body.missing);
    this.#at += piece.length;
    this.#body.append(piece);
    return this.#body.missing > 0 ? null : this.#finish(this.#body.take());
  }

  end(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#headerCount === 0) return;
    const missing =
      this.#headerBytes === 0 ? "the stream ends inside a header" : `the stream ends ${this.#body.missing} bytes early`;
    this.#fail("WIRE_CUT", missing, this.offset - this.#frameOffset);
  }

  /** @returns false when more bytes are needed */
  #takeHeader(): boolean {
    while (this.#at < this.#input.length) {
      this.#header[this.#headerCount++] = this.#input[this.#at++]!;
      // Byte by byte: what is wrong is told at the first byte that shows it.
      const header = readHeader(this.#header, 0, this.#headerCount, this.#maxBodyBytes);
      if (header === null) continue;
      if ("code" in header) this.#failHeader(header);
      this.#headerBytes = header.headerBytes;
      this.#bodyBytes = header.bodyBytes;
      this.#body.begin(header.bodyBytes);
      // The first bytes of the zlib stream, which were looked at with the header.
      this.#body.append(this.#header.subarray(header.headerBytes, this.#headerCount));
      return true;
    }
    return false;
  }

  #finish(body: Buffer): DecodedFrame {
    const inflated = inflateBody(body, this.#pictureBytes);
    const header = this.#headerBytes;
    switch (inflated.kind) {
      case "damaged":
        return this.#fail(
          "WIRE_DOES_NOT_INFLATE",
          `the picture does not inflate: ${inflated.reason}`,
          header,
          inflated,
        );
      case "over-limit":
        return this.#failSize(null, body);
      case "pixels":
        break;
    }
    const { pixels, usedBytes } = inflated;
    if (usedBytes < body.length) {
      const problem = `the zlib stream ends ${body.length - usedBytes} bytes before the length in its header`;
      this.#fail("WIRE_LEFT_OVER", problem, header + usedBytes);
    }
    if (pixels.length !== this.#pictureBytes) this.#failSize(pixels.length, body);
    const frame = {
      index: this.#index++,
      offset: this.#frameOffset,
      headerBytes: this.#headerBytes,
      bodyBytes: this.#bodyBytes,
      ...this.#size,
      pixels,
      encoded: body,
    };
    this.#frameOffset += this.#headerBytes + this.#bodyBytes;
    this.#headerCount = this.#headerBytes = this.#bodyBytes = 0;
    return frame;
  }

  #failHeader(problem: HeaderProblem): never {
    const message = describeHeaderProblem(problem);
    switch (problem.code) {
      case "bad-length-of-length":
        return this.#fail("WIRE_BAD_HEADER", message, 0);
      case "length-not-minimal":
      case "length-too-small":
        return this.#fail("WIRE_BAD_HEADER", message, 1);
      case "length-over-limit":
        return this.#fail("WIRE_LENGTH_OVER_LIMIT", message, 1);
      case "not-zlib":
        return this.#fail("WIRE_NOT_ZLIB", message, this.#headerCount - 2);
    }
  }

  /** @param within where in the frame the trouble is */
  #fail(code: WireErrorCode, problem: string, within: number, options?: ErrorOptions): never {
    throw this.#ended(new WireError(code, problem, this.#place(within), options));
  }

  #failSize(rawBytes: number | null, body: Buffer): never {
    throw this.#ended(new WrongSizeError(this.#pictureBytes, rawBytes, body, this.#place(this.#headerBytes)));
  }

  #place(within: number): WireError["place"] {
    return { frame: this.#index, frameOffset: this.#frameOffset, offset: this.#frameOffset + within };
  }

  #ended(error: WireError): WireError {
    this.#failure = error;
    return error;
  }
}
