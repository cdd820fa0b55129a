import { deflateSync } from "node:zlib";
import { writeHeader } from "./header.ts";

/** A whole frame from a picture, all of it deflated anew. */
export function encodeFrame(pixels: Uint8Array, level: number): Buffer {
  return frameOf([deflateSync(pixels, { level })]);
}

/**
 * Header and zlib stream in one piece, so that one write sends both: viewers exist that read the length with one
 * `recv`, and a lone byte on the wire costs a segment.
 *
 * @param pieces of one zlib stream, in order
 */
export function frameOf(pieces: readonly Uint8Array[]): Buffer {
  const header = writeHeader(pieces.reduce((sum, piece) => sum + piece.length, 0));
  return Buffer.concat([header, ...pieces]);
}
