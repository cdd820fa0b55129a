/** What is shown of what people write. */

/**
 * Control and format characters, and the line separators: they could steer a terminal or turn the reading direction. The
 * two joiners stay, because emoji and several scripts are made with them.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LINE_END = /\r\n|[\r\n]/u;

/** @returns the text with every such character as its number; a tab as a space */
export function harmlessText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === "\t") return " ";
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
    return code < 0x1_0000 ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
  });
}

/** @returns its lines, harmless, without those that are blank, none with white space at its end */
export function harmlessLines(text: string): string[] {
  return text
    .split(LINE_END)
    .map((line) => harmlessText(line).trimEnd())
    .filter((line) => line !== "");
}

/**
 * Cuts a text between two characters, behind a space where there is one in the second half.
 *
 * @param room bytes of UTF-8 for each piece, at least 4
 * @returns pieces that make the text again when they are joined; at least one
 */
export function piecesOf(text: string, room: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > room) {
    const length = fitting(rest, room);
    const space = rest.lastIndexOf(" ", length - 1) + 1;
    const cut = space > length / 2 ? space : length;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}

/** @returns how many UTF-16 units from the start fit into so many bytes, with no character cut */
export function fitting(text: string, room: number): number {
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) return length;
    length += character.length;
  }
  return length;
}
