/** Names of files from a network, made harmless: nothing in one leads anywhere, and every system takes it. */

/** Characters of the name that stay; the rest is cut in front of the ending. */
const MAX_CHARACTERS = 80;
const MAX_BYTES = 180;

/**
 * @param name as it came: a path, with any characters, or empty
 * @returns a name without separators, control characters, marks that turn the reading direction, or what a shell or a
 * file system takes for something else
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}._ ()-]/gu, "_")
    .replace(/\s+/g, " ")
    .replace(/^[. -]+|[. ]+$/g, "");
  if (plain === "") return "unnamed";
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? "";
  let start = "";
  let characters = 0;
  for (const character of plain.slice(0, plain.length - ending.length)) {
    const longer = start + character;
    if (++characters > MAX_CHARACTERS || Buffer.byteLength(longer + ending) > MAX_BYTES) break;
    start = longer;
  }
  return start + ending;
}
