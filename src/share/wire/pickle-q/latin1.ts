/** Between bytes and how pickles of protocol 2 have them: as a text of so many characters, in UTF-8. */
import { PickleError } from "./machine.ts";

const LAST_OF_ASCII = 0x7f;

/**
 * @returns a byte for each character
 * @throws PickleError when it is no UTF-8, or has a character that no byte is written as
 */
export function latin1OfUtf8(text: Buffer): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  let count = 0;
  for (let i = 0; i < text.length; count++) {
    const first = text[i++]!;
    if (first <= LAST_OF_ASCII) {
      bytes[count] = first;
      continue;
    }
    const second = text[i++] ?? 0;
    // Two bytes, 110000xx 10xxxxxx: more than 0xff needs more.
    if ((first !== 0xc2 && first !== 0xc3) || (second & 0xc0) !== 0x80) {
      throw new PickleError("its pixels are a text that is not latin1", 0);
    }
    bytes[count] = ((first & 0x03) << 6) | (second & 0x3f);
  }
  return bytes.subarray(0, count);
}

export function utf8OfLatin1(bytes: Uint8Array): Buffer {
  const text = Buffer.allocUnsafeSlow(bytes.length + bytes.reduce((sum, byte) => sum + (byte >> 7), 0));
  let at = 0;
  for (const byte of bytes) {
    if (byte > LAST_OF_ASCII) text[at++] = 0xc0 | (byte >> 6);
    text[at++] = byte > LAST_OF_ASCII ? 0x80 | (byte & 0x3f) : byte;
  }
  return text;
}
