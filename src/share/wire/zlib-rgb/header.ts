/**
 * The header of a zlib-rgb frame: one byte N, then N bytes with the length L of the zlib stream that follows, unsigned,
 * big-endian, in the fewest bytes that hold it. No version, no checksum, no picture size.
 */

export const ZLIB_RGB_PORT = 9000;

/** N is at most 8: no peer can hold a longer frame. */
export const MAX_LENGTH_BYTES = 8;
/** The shortest zlib stream there is, of no bytes at all: header (2), an empty block (2), Adler-32 (4). */
export const MIN_ZLIB_BYTES = 8;
/** Largest N, its length, and the first two bytes of the zlib stream. */
export const MAX_PROBE_BYTES = 1 + MAX_LENGTH_BYTES + 2;

/** What is wrong with bytes that stand where a header should. */
export type HeaderProblem =
  | { readonly code: "bad-length-of-length"; readonly value: number }
  | { readonly code: "length-not-minimal" }
  | { readonly code: "length-too-small"; readonly value: bigint }
  | { readonly code: "length-over-limit"; readonly value: bigint; readonly limit: number }
  | { readonly code: "not-zlib"; readonly value: number };

export interface FrameHeader {
  /** 1 + N. */
  readonly headerBytes: number;
  /** L. */
  readonly bodyBytes: number;
}

/**
 * Reads a header and looks at the first two bytes of the zlib stream behind it.
 *
 * @param bytes from the frame's first byte on
 * @param count how many of them there are
 * @param limit largest L to believe
 * @returns the header, what is wrong with it, or null when more bytes are needed to tell
 */
export function readHeader(
  bytes: Uint8Array,
  start: number,
  count: number,
  limit: number,
): FrameHeader | HeaderProblem | null {
  if (count < 1) return null;
  const lengthBytes = bytes[start]!;
  if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES) return { code: "bad-length-of-length", value: lengthBytes };
  if (count < 2) return null;
  if (bytes[start + 1] === 0) return { code: "length-not-minimal" };
  if (count < 1 + lengthBytes) return null;
  let length = 0n;
  for (let i = 1; i <= lengthBytes; i++) length = (length << 8n) | BigInt(bytes[start + i]!);
  if (length > BigInt(limit)) return { code: "length-over-limit", value: length, limit };
  if (length < MIN_ZLIB_BYTES) return { code: "length-too-small", value: length };
  if (count < 1 + lengthBytes + 2) return null;
  const first = bytes[start + 1 + lengthBytes]!;
  const second = bytes[start + 2 + lengthBytes]!;
  if (!isZlibHeader(first, second)) return { code: "not-zlib", value: (first << 8) | second };
  return { headerBytes: 1 + lengthBytes, bodyBytes: Number(length) };
}

/** CMF and FLG of RFC 1950 section 2.2: deflate, a window of at most 32 KiB, no preset dictionary, the check bits right. */
export function isZlibHeader(cmf: number, flg: number): boolean {
  return (cmf & 0x0f) === 8 && cmf >> 4 <= 7 && (flg & 0x20) === 0 && ((cmf << 8) | flg) % 31 === 0;
}

/** @returns the header of a frame whose zlib stream has `bodyBytes` bytes */
export function writeHeader(bodyBytes: number): Uint8Array {
  const digits: number[] = [];
  for (let rest = bodyBytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.from([digits.length, ...digits]);
}

export function describeHeaderProblem(problem: HeaderProblem): string {
  switch (problem.code) {
    case "bad-length-of-length":
      return `the length-of-length byte is ${problem.value}, not 1 to ${MAX_LENGTH_BYTES}`;
    case "length-not-minimal":
      return "the length begins with a zero byte, which no peer writes";
    case "length-too-small":
      return `the length is ${problem.value}, less than the ${MIN_ZLIB_BYTES} bytes of the shortest zlib stream`;
    case "length-over-limit":
      return `the length is ${problem.value} bytes, over the limit of ${problem.limit}`;
    case "not-zlib":
      return `0x${problem.value.toString(16).padStart(4, "0")} is not how a zlib stream begins`;
  }
}
