/**
 * Makes text from a packet, a file or a peer harmless for a terminal: control characters, which could move the cursor or
 * change colours, and those that reverse the reading direction, are shown as their numbers.
 */
export function harmless(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Control and format characters (Unicode categories Cc and Cf), and the two line separators. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
