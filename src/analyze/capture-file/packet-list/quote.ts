/** Text out of the file is untrusted: what reaches a message is short and can't steer a terminal. */

/** Longest piece of a file's text in a message, in UTF-16 code units. */
const QUOTED = 60;

/** `"text"`, cut to 60 characters, with control characters (C0, DEL, C1, bidi and line separators) as \u escapes. */
export function quote(text: string): string {
  const cut = text.length > QUOTED;
  const shown = text
    .slice(0, QUOTED)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029"\\]/gu, (unit) =>
      unit === '"' || unit === "\\" ? `\\${unit}` : `\\u${unit.codePointAt(0)!.toString(16).padStart(4, "0")}`,
    );
  return `"${shown}${cut ? "…" : ""}"`;
}

/**
 * A protocol's name for the report: at most 60 characters, and a copy. V8 makes a substring of 13 characters or more a
 * view that keeps its whole parent alive, here a block of the file.
 */
export function detachedName(text: string): string {
  const name = text.trim().slice(0, QUOTED);
  return name.length < 13 ? name : Buffer.from(name, "utf16le").toString("utf16le");
}
