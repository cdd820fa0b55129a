/** zlib-rgb streams for the decoder, and what it must make of them by the plainest means. */
import { deflateSync, inflateSync, type ZlibOptions } from "node:zlib";
import { InflatePool } from "../../src/analyze/frames/inflate-pool.ts";
import type { FrameDecoder, FrameRecord } from "../../src/analyze/frames/types.ts";
import { zlibRgb } from "../../src/analyze/frames/zlib-rgb/format.ts";
import type { MissingReason } from "../../src/analyze/tcp/reassembly.ts";

export const LIMIT = 2 ** 20;

/** N, then the length in N bytes, as the format's description has it. */
export function headerOf(length: number | bigint): Buffer {
  let digits = BigInt(length).toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  return Buffer.from([digits.length / 2, ...Buffer.from(digits, "hex")]);
}

export function frameOf(body: Uint8Array): Buffer {
  return Buffer.concat([headerOf(body.length), body]);
}

export function picture(raw: Uint8Array, options: ZlibOptions = {}): Buffer {
  return frameOf(deflateSync(raw, options));
}

/** Bytes that do not compress; the same for the same salt. */
export function noise(length: number, salt = 1): Buffer {
  let state = salt;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

/** What comes of a stream: bytes with the packet that brought them, or a hole. */
export type Part =
  { readonly bytes: Uint8Array; readonly packet: number } | { readonly hole: number; readonly why?: MissingReason };

export interface Decoded {
  readonly frames: readonly FrameRecord[];
  readonly whole: number;
  readonly incomplete: number;
  readonly lostBytes: number;
  readonly notes: FrameDecoder["notes"];
}

export interface DecodeOptions {
  /** The stream's first byte is the first ever sent; true by default. */
  readonly fromStart?: boolean;
  readonly inflate?: boolean;
  readonly maxFrameBytes?: number;
}

export async function decode(parts: Iterable<Part>, options: DecodeOptions = {}): Promise<Decoded> {
  const maxFrameBytes = options.maxFrameBytes ?? LIMIT;
  const pool = options.inflate === false ? null : new InflatePool(maxFrameBytes);
  const decoder = zlibRgb.createDecoder({ inflate: pool, maxFrameBytes });
  decoder.start(options.fromStart ?? true);
  const lent = Buffer.alloc(1 << 16);
  for (const part of parts) {
    if ("hole" in part) {
      decoder.missing(part.hole, part.why ?? "lost");
      continue;
    }
    for (let at = 0; at < part.bytes.length; at += lent.length - 3) {
      const piece = part.bytes.subarray(at, at + lent.length - 3);
      lent.fill(0x78).set(piece, 3); // only lent: what is kept must be copied
      decoder.data(lent, 3, piece.length, part.packet, part.packet * 1000);
    }
  }
  decoder.end();
  await pool?.idle();
  const { frames, whole, incomplete, lostBytes, notes } = decoder;
  return { frames, whole, incomplete, lostBytes, notes };
}

/** The stream cut at these places, a packet a part, numbered from 1. */
export function cutAt(stream: Uint8Array, ...places: readonly number[]): Part[] {
  const ends = [...places, stream.length];
  return ends.map((end, i) => ({ bytes: stream.subarray(ends[i - 1] ?? 0, end), packet: i + 1 }));
}

export function cutInto(stream: Uint8Array, size: number): Part[] {
  const places = Array.from({ length: Math.ceil(stream.length / size) - 1 }, (_, i) => (i + 1) * size);
  return cutAt(stream, ...places);
}

/** What a frame's record must say, told from the packet of every byte of the stream. */
export type Expected = Pick<
  FrameRecord,
  | "offset"
  | "headerBytes"
  | "compressedBytes"
  | "rawBytes"
  | "sizeField"
  | "array"
  | "firstPacket"
  | "lastPacket"
  | "completePacket"
  | "segments"
  | "startTime"
  | "completeTime"
  | "whole"
  | "intact"
  | "problem"
  | "missingBytes"
>;

/** Whole frames of a stream of which every byte is there. */
export function expectedFrames(frames: readonly Uint8Array[], parts: readonly Part[]): Expected[] {
  const packets = parts.flatMap((part) =>
    "hole" in part ? [] : Array.from({ length: part.bytes.length }, () => part.packet),
  );
  let offset = 0;
  return frames.map((bytes) => {
    const own = packets.slice(offset, offset + bytes.length);
    const headerBytes = 1 + bytes[0]!;
    const first = own[0]!;
    // In a stream, what comes behind is complete only when what stands before it is.
    const complete = Math.max(...packets.slice(0, offset + bytes.length));
    const expected = {
      offset,
      headerBytes,
      compressedBytes: bytes.length - headerBytes,
      rawBytes: inflateSync(bytes.subarray(headerBytes)).length,
      sizeField: null,
      array: null,
      firstPacket: first,
      lastPacket: own.at(-1)!,
      completePacket: complete,
      segments: own.filter((packet, i) => packet !== own[i - 1]).length,
      startTime: first * 1000,
      completeTime: complete * 1000,
      whole: true,
      intact: true,
      problem: null,
      missingBytes: 0,
    };
    offset += bytes.length;
    return expected;
  });
}
