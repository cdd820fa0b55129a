/** Where a name ends that nothing delimits: what can't be in a name is no part of it. */
import { MAX_NAME_BYTES } from "./words.ts";

const SPACE = 0x20;
const DELETE = 0x7f;

/**
 * How many of these bytes can be a file's name: UTF-8 (RFC 3629) without control characters, and no longer than names can
 * be. Separators of folders count, so that a path is seen as one, and not as a name with data behind it; so does a character
 * that is cut off by the end of `bytes`, as more may come.
 */
export function plausibleLength(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length === 0 || at + length > MAX_NAME_BYTES) return at;
    at += length;
  }
  return Math.min(at, bytes.length);
}

/** @returns bytes of the character at `at`, as its first byte states it; 0 when a name can't hold it */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return first < SPACE || first === DELETE ? 0 : 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let i = 1; i < length && at + i < bytes.length; i++) {
    const [least, most] = i === 1 ? secondByte(first) : [0x80, 0xbf];
    const byte = bytes[at + i] ?? 0;
    if (byte < least || byte > most) return 0;
  }
  return length;
}

/** Neither overlong forms, nor surrogates, nor what is over U+10FFFF; nor the control characters from U+0080 on. */
function secondByte(first: number): readonly [least: number, most: number] {
  switch (first) {
    case 0xc2:
      return [0xa0, 0xbf];
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}

/** Endings by which a name is found where its file's bytes follow at once. Several in a row belong together: .tar.gz. */
const ENDINGS =
  "7z aac avi bat bin bmp bz2 cfg class conf cpp cs css csv dat db dll doc docx exe flac gif go gz hpp htm html ico " +
  "ini ipynb iso jar java jpeg jpg js json jsx key log lua m4a md mkv mov mp3 mp4 mpeg mpg npy npz odp ods odt ogg pcap " +
  "pcapng pdf php pkl pkt png ppm ppt pptx ps py rar rb rs rtf sh sql srt svg tar tex tif tiff toml ts tsv tsx txt wav " +
  "webm webp wmv xls xlsx xml xz yaml yml zip zst";
const LONGEST_FIRST = ENDINGS.split(" ").sort((a, b) => b.length - a.length);
const KNOWN_ENDING = new RegExp(`.(?:\\.(?:${LONGEST_FIRST.join("|")}))+`, "isu");

/**
 * A guess, for bytes of which the first are a name and others may not be.
 *
 * @param plausible the bytes that can be a name, as text
 * @returns the name: up to its first known ending; null: there is nothing to guess by
 */
export function guessName(plausible: string): string | null {
  const found = KNOWN_ENDING.exec(plausible);
  return found === null ? null : plausible.slice(0, found.index + found[0].length);
}
