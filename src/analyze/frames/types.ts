/** Application frames on a reassembled stream, mapped back to the packets that carried them. */
import type { StreamConsumer } from "../tcp/reassembly.ts";
import type { Recognition } from "../formats/recognition.ts";
import type { InflatePool } from "./inflate-pool.ts";

export interface FrameRecord {
  /** Of the first header byte, from the first payload byte of the direction. */
  readonly offset: number;
  readonly headerBytes: number;
  /** The length the header states; null when the header itself was cut off. */
  readonly compressedBytes: number | null;
  /** Length of the picture, inflated; null until it was read, and when it can't be. */
  rawBytes: number | null;
  /** How the header's length is written, for formats that have several ways; null for the others. */
  readonly sizeField: string | null;
  /** What the body says of itself, for formats whose bodies do; null until it was read, and when it can't be. */
  array: PictureArray | null;
  /** The packet of the first header byte, of the last body byte, and the one that made the last missing byte readable. */
  readonly firstPacket: number;
  readonly lastPacket: number;
  readonly completePacket: number;
  /** Segments that carried bytes of the frame. */
  readonly segments: number;
  /** When `firstPacket` and `completePacket` were captured, nanoseconds. */
  readonly startTime: number;
  readonly completeTime: number;
  /** Body bytes that are not in the capture. */
  readonly missingBytes: number;
  /** All bytes are there. */
  readonly whole: boolean;
  /** It can be read to its very end, checks included; null when that was not tried. */
  intact: boolean | null;
  /** Why it is not whole or not intact. */
  problem: string | null;
}

/** How a picture is laid out. */
export interface PictureArray {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** numpy's name of what each number in it is, such as "uint8". */
  readonly dtype: string;
}

/** Something between frames that the reader of the report must know. */
export interface FrameNote {
  readonly code: string;
  readonly message: string;
  readonly packet: number;
}

export interface FrameDecoder extends StreamConsumer {
  /** In stream order; at most {@link MAX_LISTED}, the rest is only counted. */
  readonly frames: readonly FrameRecord[];
  readonly whole: number;
  readonly incomplete: number;
  /** Bytes of the stream that are missing from the capture, or were skipped to find a frame's start. */
  readonly lostBytes: number;
  /** At least one frame, or the beginning of one, was recognised. */
  readonly recognised: boolean;
  readonly notes: readonly FrameNote[];
  /** What is done with bodies, in a word for people. */
  readonly verb: "inflated" | "read";
}

/** More frames than this are counted, but not listed: a report must not grow without bound. */
export const MAX_LISTED = 200_000;
const MAX_NOTES = 50;

export interface DecoderContext {
  /** Where whole frames go to be inflated; null when they are not to be. */
  readonly inflate: InflatePool | null;
  /** Largest body and largest inflated size that is believed, bytes. */
  readonly maxFrameBytes: number;
  /** Given each whole frame's body, before it is inflated and only lent, with its index in the list. */
  readonly onBody?: (body: Buffer, record: FrameRecord, index: number) => void;
}

/** A wire format whose frames the analyzer can decode. */
export interface FrameFormat {
  readonly name: string;
  readonly usualPorts: readonly number[];
  /**
   * Whether a direction that begins with these bytes can carry such frames.
   *
   * @param fromStart the direction's SYN was seen, so these are its first bytes
   */
  recognise(firstBytes: Uint8Array, fromStart: boolean): Recognition;
  createDecoder(context: DecoderContext): FrameDecoder;
}

export function addNote(notes: FrameNote[], note: FrameNote): void {
  if (notes.length < MAX_NOTES) notes.push(note);
}
