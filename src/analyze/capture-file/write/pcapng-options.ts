/** Options of pcapng blocks, to be written (draft-ietf-opsawg-pcapng section 3.5). */
import { OPT_COMMENT } from "../pcapng-options.ts";

const MAX_OPTION_BYTES = 0xffff;
const ENCODER = new TextEncoder();

export interface PcapngOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** @returns no option for null and for an empty text */
export function textOption(code: number, text: string | null): PcapngOption[] {
  return text === null || text === "" ? [] : [{ code, value: utf8(text) }];
}

export function commentOptions(comments: readonly string[]): PcapngOption[] {
  return comments.flatMap((text) => textOption(OPT_COMMENT, text));
}

/** A 64-bit count; no option for null: not known is not 0. */
export function countOption(code: number, count: number | null): PcapngOption[] {
  if (count === null) return [];
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(BigInt(Math.max(0, Math.floor(count))));
  return [{ code, value }];
}

/** Bytes that the options take with their padding and the option that ends them; 0 without any. */
export function optionsLength(options: readonly PcapngOption[]): number {
  if (options.length === 0) return 0;
  return options.reduce((sum, { value }) => sum + 4 + padded(value.length), 4);
}

/** Writes the options. @returns where they end */
export function putOptions(bytes: Buffer, start: number, options: readonly PcapngOption[]): number {
  let at = start;
  for (const { code, value } of options) {
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt16LE(value.length, at + 2);
    bytes.set(value, at + 4);
    bytes.fill(0, at + 4 + value.length, at + 4 + padded(value.length));
    at += 4 + padded(value.length);
  }
  if (options.length === 0) return at;
  bytes.writeUInt32LE(0, at); // opt_endofopt
  return at + 4;
}

/** Rounded up to 32 bits. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Cut where a character ends when it is longer than an option can be. */
export function utf8(text: string): Uint8Array {
  const bytes = ENCODER.encode(text);
  if (bytes.length <= MAX_OPTION_BYTES) return bytes;
  let end = MAX_OPTION_BYTES;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
