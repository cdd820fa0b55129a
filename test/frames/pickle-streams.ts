/** pickle-q streams as Python writes them, for the analyzer's decoder, and what it must make of them by the plainest means. */
import { InflatePool } from "../../src/analyze/frames/inflate-pool.ts";
import { pickleQ } from "../../src/analyze/frames/pickle-q/format.ts";
import { encodePickleFrame, type PickleProtocol } from "../../src/share/wire/pickle-q/encode.ts";
import { SIZE_FIELDS } from "../../src/share/wire/pickle-q/size-field.ts";
import type { DecodeOptions, Decoded, Expected, Part } from "./decoding.ts";
import { LIMIT, noise } from "./decoding.ts";

export const FIELDS = ["Q", ">Q", "<L", ">L"] as const;
export type Field = (typeof FIELDS)[number];

export interface Sent {
  readonly bytes: Buffer;
  readonly field: Field;
  readonly width: number;
  readonly height: number;
}

export function video(width: number, height: number, field: Field = "Q", protocol: PickleProtocol = 4): Sent {
  const pixels = noise(width * height * 3, width + height);
  const sizeField = SIZE_FIELDS.find((one) => one.name === field)!;
  return { bytes: encodePickleFrame({ width, height }, pixels, { sizeField, protocol }), field, width, height };
}

/** A pickle behind its size. */
export function framed(pickle: Uint8Array, field: Field = "Q", size = BigInt(pickle.length)): Buffer {
  const header = Buffer.alloc(field.endsWith("Q") ? 8 : 4);
  if (field === "Q") header.writeBigUInt64LE(size);
  else if (field === ">Q") header.writeBigUInt64BE(size);
  else if (field === "<L") header.writeUInt32LE(Number(size));
  else header.writeUInt32BE(Number(size));
  return Buffer.concat([header, pickle]);
}

export async function decodePickles(parts: Iterable<Part>, options: DecodeOptions = {}): Promise<Decoded> {
  const maxFrameBytes = options.maxFrameBytes ?? LIMIT;
  const pool = options.inflate === false ? null : new InflatePool(maxFrameBytes);
  const decoder = pickleQ.createDecoder({ inflate: pool, maxFrameBytes });
  decoder.start(options.fromStart ?? true);
  const lent = Buffer.alloc(1 << 16);
  for (const part of parts) {
    if ("hole" in part) {
      decoder.missing(part.hole, part.why ?? "lost");
      continue;
    }
    for (let at = 0; at < part.bytes.length; at += lent.length - 3) {
      const piece = part.bytes.subarray(at, at + lent.length - 3);
      lent.fill(0x80).set(piece, 3); // only lent: what is kept must be copied
      decoder.data(lent, 3, piece.length, part.packet, part.packet * 1000);
    }
  }
  decoder.end();
  await pool?.idle();
  const { frames, whole, incomplete, lostBytes, notes } = decoder;
  return { frames, whole, incomplete, lostBytes, notes };
}

/** Whole frames of a stream of which every byte is there. */
export function expectedPickles(sent: readonly Sent[], parts: readonly Part[]): Expected[] {
  const packets = parts.flatMap((part) =>
    "hole" in part ? [] : Array.from({ length: part.bytes.length }, () => part.packet),
  );
  let offset = 0;
  return sent.map(({ bytes, field, width, height }) => {
    const own = packets.slice(offset, offset + bytes.length);
    const headerBytes = field.endsWith("Q") ? 8 : 4;
    const complete = Math.max(...packets.slice(0, offset + bytes.length));
    const expected: Expected = {
      offset,
      headerBytes,
      compressedBytes: bytes.length - headerBytes,
      rawBytes: width * height * 3,
      sizeField: field,
      array: { shape: [height, width, 3], dtype: "uint8" },
      firstPacket: own[0]!,
      lastPacket: own.at(-1)!,
      completePacket: complete,
      segments: own.filter((packet, i) => packet !== own[i - 1]).length,
      startTime: own[0]! * 1000,
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
