/** What a wire format gives to a peer: bytes in, frames out, and back. No sockets, no files, no clock. */

export interface PictureSize {
  /** Pixels, both at least 1. */
  readonly width: number;
  readonly height: number;
}

export interface DecoderOptions extends PictureSize {
  /** Largest body (as it is on the wire) to believe, bytes; at least what a picture of this size can need. */
  readonly maxBodyBytes?: number;
}

export interface DecodedFrame extends PictureSize {
  /** Of this stream, from 0. */
  readonly index: number;
  /** Where its first header byte stands in the stream, bytes from 0. */
  readonly offset: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
  /** RGB, rows top down, no padding: width x height x 3 bytes. The caller's to keep. */
  readonly pixels: Buffer;
  /** The body, where it is one zlib stream (RFC 1950) that inflates to `pixels`; else null. The caller's to keep. */
  readonly encoded: Buffer | null;
}

/**
 * An incremental decoder. Give it bytes however they arrive, then take frames until there is none; a frame is decoded
 * only when it is asked for, so whoever asks sets the pace.
 *
 * Every method throws a WireError where the stream can't be right, and the same one ever after. Frames taken before
 * stay good.
 */
export interface WireDecoder {
  /** Bytes of the stream that frames were made of so far, and that the unfinished one holds. */
  readonly offset: number;
  /** `data` must stay as it is until `next` has returned null. */
  push(data: Uint8Array): void;
  /** @returns the next whole frame, or null when more bytes are needed */
  next(): DecodedFrame | null;
  /** The pixels of an earlier frame are needed no more: those of a later one may be written over them. */
  reuse?(pixels: Buffer): void;
  /** The stream has ended: fine between two frames, an error inside one. */
  end(): void;
}

/** What peers of one format may do differently, and don't tell each other. */
export interface FormatVariant {
  /** Of the field in front of each frame that says how long it is; not given: the usual one, or found out. */
  readonly sizeField?: string | undefined;
  /** Of pickle; not given: one that every Python 3 of today reads. */
  readonly protocol?: number | undefined;
}

/** What peers of a format do where nobody says otherwise. */
export interface Habits {
  readonly port: number;
  readonly shows: "screen" | "camera";
  /** A camera's picture is made so wide, at its own shape, pixels; null: left as it is. */
  readonly cameraWidth: number | null;
  /** Kind of file that viewers save frames as. */
  readonly savedAs: "png" | "jpg";
}

/** serve: the sharer listens, and viewers come to it; push: the other way round. */
export type Role = "serve" | "push";

export interface WireFormat {
  readonly name: string;
  readonly usualPort: number;
  /** Of sharers that serve, and of those that push, with their viewers. */
  readonly habits: Readonly<Record<Role, Habits>>;
  /** Whether each frame says how large its picture is; otherwise both ends must be told. */
  readonly sizeOnWire: boolean;
  /** @throws RangeError when the format has no such variant; formats without any don't have it */
  variant?(choice: FormatVariant): WireFormat;
  createDecoder(options: DecoderOptions): WireDecoder;
  /** Whether these can be the first bytes of a stream of it, and hardly those of any other. False where too few are there. */
  looksLike(firstBytes: Buffer): boolean;
  /**
   * @param pixels RGB, rows top down, no padding
   * @param level of compression, 0 to 9, for formats that compress
   * @param memory of an earlier frame that nobody needs any more, to write over: taking it anew from the system costs
   *   more than all the rest for large pictures
   * @returns a whole frame, header and body
   */
  encode(size: PictureSize, pixels: Uint8Array, level: number, memory?: Buffer): Buffer;
}
