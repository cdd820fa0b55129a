/**
 * Frames out of ffmpeg's `-f image2pipe -c:v ppm`: each one is its own header, which tells the size that nothing else
 * does, and RGB rows without padding. A header that is not where it should be can't go unseen, so no frame is torn.
 */
import type { PictureSize } from "../../wire/types.ts";
import { MAX_PICTURE_BYTES, pictureBytes } from "../../wire/picture-sizes.ts";

export interface RawFrame extends PictureSize {
  /** RGB, rows top down, no padding. */
  readonly pixels: Buffer;
}

/** The whole header of a frame as ffmpeg writes it. */
const HEADER = /^P6\n(\d{1,6}) (\d{1,6})\n255\n$/;
/** "P6", width and height of six digits, "255", and what is between them. */
const LONGEST_HEADER = 21;
const HEADER_LINES = 3;
const NEWLINE = 0x0a;

/** What is not a frame, or one that is too large. */
export class PpmError extends Error {}

export class PpmFrames {
  /** Memory for so many bytes. Called once a frame, and its contents are overwritten. */
  readonly #take: (bytes: number) => Buffer;
  #header = "";
  #lines = 0;
  #frame: RawFrame | null = null;
  #filled = 0;

  constructor(take: (bytes: number) => Buffer) {
    this.#take = take;
  }

  /** Whether the bytes so far end in the middle of a frame. */
  get unfinished(): boolean {
    return this.#header !== "" || this.#frame !== null;
  }

  /**
   * Takes bytes up to the end of a frame, and copies its pixels once.
   *
   * @param from where in `piece` to go on
   * @returns how many bytes were taken, and the frame when they complete one
   * @throws PpmError
   */
  push(piece: Buffer, from: number): { readonly taken: number; readonly frame: RawFrame | null } {
    let at = from;
    while (this.#frame === null && at < piece.length) this.#headerByte(piece[at++]!);
    const frame = this.#frame;
    if (frame === null) return { taken: at - from, frame: null };
    const copied = piece.copy(frame.pixels, this.#filled, at);
    at += copied;
    this.#filled += copied;
    if (this.#filled < frame.pixels.length) return { taken: at - from, frame: null };
    this.#frame = null;
    this.#filled = 0;
    return { taken: at - from, frame };
  }

  #headerByte(byte: number): void {
    this.#header += String.fromCharCode(byte);
    if (byte === NEWLINE) this.#lines++;
    if (this.#lines < HEADER_LINES && this.#header.length < LONGEST_HEADER) return;
    const match = HEADER.exec(this.#header);
    const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
    const bytes = pictureBytes(size);
    if (!(bytes > 0)) throw new PpmError(`ffmpeg wrote ${JSON.stringify(this.#header)} where a frame should begin`);
    if (bytes > MAX_PICTURE_BYTES) throw new PpmError(`a picture of ${size.width}x${size.height} is too large`);
    this.#header = "";
    this.#lines = 0;
    this.#frame = { ...size, pixels: this.#take(bytes) };
  }
}
