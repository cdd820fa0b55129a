/** UTF-8 (RFC 3629) in pieces: a segment can end inside a character. */
import { isUtf8 } from "node:buffer";

/** Control characters that no line of a chat has: all but tab, line feed, carriage return, escape. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/;

/** @returns how many bytes at the end begin a character that is not whole, 0 to 3 */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 1;
    if (length <= back) return 0;
    // Only if it can still become one: not every second byte may follow every first one.
    return isStart(bytes.subarray(bytes.length - back), length) ? back : 0;
  }
  return 0;
}

/** The bytes are text without control characters; a character that is cut off at the end may be one. */
export function isText(bytes: Uint8Array): boolean {
  const whole = bytes.subarray(0, bytes.length - unfinishedBytes(bytes));
  return isUtf8(whole) && !BINARY.test(Buffer.from(whole).toString("latin1"));
}

/** Whether the byte goes on with a character. */
export function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function isStart(bytes: Uint8Array, length: number): boolean {
  for (const [first, second] of [
    [0x80, 0x80],
    [0xbf, 0xbf],
    [0x90, 0xbf],
  ] as const) {
    const tried = Buffer.from([...bytes, first, second, 0x80].slice(0, length));
    if (isUtf8(tried)) return true;
  }
  return false;
}
