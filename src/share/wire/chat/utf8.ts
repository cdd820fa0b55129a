/** UTF-8 (RFC 3629) as it comes off a connection: cut anywhere, and not always UTF-8. */
import { isUtf8 } from "node:buffer";

const INVALID = 0;
const CUT = -1;

/** The range of the second byte where it is narrower than 80..BF (RFC 3629 section 4), by the first byte. */
const SECOND: Readonly<Record<number, readonly [least: number, most: number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};
const USUAL = [0x80, 0xbf] as const;

/** @returns text in which every byte that is no UTF-8 stands as its number, such as \xe9: nothing is lost */
export function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = characterAt(bytes, at);
    text += length > 0 ? bytes.toString("utf8", at, at + length) : `\\x${bytes.toString("hex", at, at + 1)}`;
    at += Math.max(length, 1);
  }
  return text;
}

/** Whether it can be the begin of a text. */
export function isText(bytes: Uint8Array): boolean {
  return !bytes.includes(0) && isUtf8(bytes.subarray(0, bytes.length - unfinishedBytes(bytes)));
}

/** @returns how many bytes at the end begin a character that is not whole, 0 to 3 */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const at = bytes.length - back;
    const isContinuation = (bytes[at]! & 0xc0) === 0x80;
    if (!isContinuation) return characterAt(bytes, at) === CUT ? back : 0;
  }
  return 0;
}

/** @returns the length of the character that begins here, INVALID, or CUT where the bytes end inside it */
function characterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = lengthBy(first);
  for (let n = 1; n < length; n++) {
    const byte = bytes[at + n];
    if (byte === undefined) return CUT;
    const [least, most] = (n === 1 ? SECOND[first] : undefined) ?? USUAL;
    if (byte < least || byte > most) return INVALID;
  }
  return length;
}

function lengthBy(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return INVALID;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
