/** Where the name of a file ends that is sent: nothing delimits it, and the file's bytes may follow at once. */
import { isUtf8 } from "node:buffer";
import { MAX_NAME_BYTES } from "./words.ts";
import { unfinishedBytes } from "./utf8.ts";

/** Endings by which a name is found where its file's bytes follow at once. */
const ENDINGS =
  "7z avi bat bin bmp bz2 c class conf cpp css csv dat db doc docx exe flac gif gz h htm html ico ini ipynb iso jar java " +
  "jpeg jpg js json key log md mkv mov mp3 mp4 mpg npy odp ods odt ogg pcap pcapng pdf php png ppm ppt pptx py rar rtf " +
  "sh sql svg tar tex tif tiff ts tsv txt wav webm webp xls xlsx xml xz yaml yml zip zst";
const LONGEST_FIRST = ENDINGS.split(" ").sort((a, b) => b.length - a.length);
const KNOWN_ENDING = new RegExp(`^.+?(?:\\.(?:${LONGEST_FIRST.join("|")}))+`, "isu");

/** How many of the bytes can be a name: UTF-8 without control characters, no longer than names can be. */
export function plausibleLength(bytes: Buffer): number {
  const most = bytes.subarray(0, MAX_NAME_BYTES);
  const control = most.findIndex((byte) => byte < 0x20 || byte === 0x7f);
  const end = control < 0 ? most.length : control;
  if (isUtf8(most.subarray(0, end - unfinishedBytes(most.subarray(0, end))))) {
    return end === bytes.length ? end : end - unfinishedBytes(most.subarray(0, end));
  }
  let low = 0;
  for (let high = end; low < high;) {
    // The longest start that is UTF-8, a character that is cut off at its end included.
    const middle = (low + high + 1) >> 1;
    const tried = most.subarray(0, middle);
    if (isUtf8(tried.subarray(0, middle - unfinishedBytes(tried)))) low = middle;
    else high = middle - 1;
  }
  return low - unfinishedBytes(most.subarray(0, low));
}

/** @returns bytes of the name that is guessed: up to its first known ending, or all that can be one */
export function guessedLength(bytes: Buffer): number {
  const plausible = plausibleLength(bytes);
  const found = KNOWN_ENDING.exec(bytes.toString("utf8", 0, plausible));
  return found === null ? plausible : Buffer.byteLength(found[0]);
}
