/** Options behind a pcapng block's fixed fields (draft-ietf-opsawg-pcapng section 3.5). */

/** A comment; the same code in every block. */
export const OPT_COMMENT = 1;
/** Code and length, before an option's value. */
const OPTION_HEADER_BYTES = 4;
const OPT_END = 0;

/**
 * Calls `take` for each option in data[start .. end), with where its value lies. An option that says it is longer than the
 * block ends the walk: what it says can't be told from what follows it.
 *
 * @returns whether every option lay inside the block
 */
export function eachOption(
  view: DataView,
  start: number,
  end: number,
  little: boolean,
  take: (code: number, at: number, length: number) => void,
): boolean {
  let at = start;
  while (end - at >= OPTION_HEADER_BYTES) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPT_END) return true;
    at += OPTION_HEADER_BYTES;
    if (length > end - at) return false;
    take(code, at, length);
    at += (length + 3) & ~3;
  }
  return true;
}

/** An option's text: UTF-8, without the zero bytes some writers end it with (the draft says there are none). */
export function optionText(data: Buffer, at: number, length: number): string {
  let end = at + length;
  while (end > at && data[end - 1] === 0) end--;
  return data.toString("utf8", at, end);
}
