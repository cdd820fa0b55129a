/**
 * Makes text from a packet, a file or a peer harmless for a terminal: control characters, which could move the cursor or
 * change colours, and those that reverse the reading direction, are shown as their numbers.
 */
export function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex -- finding control characters is the point
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
    },
  );
}
