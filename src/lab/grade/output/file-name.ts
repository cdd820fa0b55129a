/** Names for files of students, safe on every system and one for each. */
import { createHash } from "node:crypto";

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const MAX_LENGTH = 80;

/**
 * Letters, digits and a few signs stay; all else is written as `%` and hexadecimal. A name that Windows reserves, one
 * that is long, and one that differs from another only in capitals gets a digest behind it.
 */
export function fileNames(ids: readonly string[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const folded = plain(id).toLowerCase();
    counts.set(folded, (counts.get(folded) ?? 0) + 1);
  }
  return new Map(
    ids.map((id) => {
      const name = plain(id);
      const clash = (counts.get(name.toLowerCase()) ?? 0) > 1;
      const bad = name === "" || name.length > MAX_LENGTH || RESERVED.test(name.split(".")[0]!) || clash;
      const digest = createHash("sha256").update(id).digest("hex").slice(0, 8);
      return [id, bad ? `${name.slice(0, MAX_LENGTH)}~${digest}` : name];
    }),
  );
}

function plain(id: string): string {
  return id
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_@,+-]/gu, (character) =>
      character === "." || character === " " ? character : encoded(character),
    )
    .replace(/^[. ]+|[. ]+$/g, (edge) => Array.from(edge).map(encoded).join(""));
}

function encoded(character: string): string {
  return [...Buffer.from(character, "utf8")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}
