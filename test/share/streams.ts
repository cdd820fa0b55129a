/** Bytes of a zlib-rgb stream, good and bad, built without the project's encoder. */
import { constants, deflateSync } from "node:zlib";

/** N, the length and the body; `length` may lie. */
export function message(body: Uint8Array, length: number | bigint = body.length): Buffer {
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  return Buffer.concat([Uint8Array.of(bytes.length), bytes, body]);
}

/** A small zlib stream that inflates to so many zero bytes. */
export function zlibBomb(bytes: number): Buffer {
  return deflateSync(Buffer.alloc(bytes), { level: 9, strategy: constants.Z_RLE });
}
