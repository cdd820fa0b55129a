/** What can be wrong with a stream of frames. Codes are stable; the message says what is wrong, `offset` says where. */

export type WireErrorCode =
  /** The bytes where a frame should begin are no header. */
  | "WIRE_BAD_HEADER"
  /** A header states a length that no frame here can have. */
  | "WIRE_LENGTH_OVER_LIMIT"
  /** The body doesn't begin as a zlib stream does. */
  | "WIRE_NOT_ZLIB"
  /** The body is damaged, or its zlib stream doesn't end within the stated length. */
  | "WIRE_DOES_NOT_INFLATE"
  /** The zlib stream ends before the stated length does. */
  | "WIRE_LEFT_OVER"
  /** The body inflates to a picture of another size. */
  | "WIRE_WRONG_SIZE"
  /** The body is no pickle of a picture, or one that does more than hold it. */
  | "WIRE_BAD_PICKLE"
  /** The stream ended inside a frame. */
  | "WIRE_CUT";

export interface WirePlace {
  /** Frame of the stream, from 0. */
  readonly frame: number;
  /** Where that frame's header begins, bytes from the start of the stream. */
  readonly frameOffset: number;
  /** Where the bytes in question begin. */
  readonly offset: number;
}

export class WireError extends Error {
  readonly code: WireErrorCode;
  readonly place: WirePlace;

  constructor(code: WireErrorCode, problem: string, place: WirePlace, options?: ErrorOptions) {
    super(`At stream offset ${place.offset} (frame ${place.frame + 1}): ${problem}.`, options);
    this.name = new.target.name;
    this.code = code;
    this.place = place;
  }
}

export class WrongSizeError extends WireError {
  readonly expectedBytes: number;
  /** Inflated length; null when it is over `expectedBytes`, where inflating was stopped. */
  readonly rawBytes: number | null;
  /** The compressed picture, for whoever wants to know how large it would have been. */
  readonly body: Uint8Array;

  constructor(expectedBytes: number, rawBytes: number | null, body: Uint8Array, place: WirePlace) {
    const got = rawBytes === null ? "more" : `${rawBytes}`;
    super("WIRE_WRONG_SIZE", `the picture has ${got} bytes, not the ${expectedBytes} expected`, place);
    this.expectedBytes = expectedBytes;
    this.rawBytes = rawBytes;
    this.body = body;
  }
}
