/** @returns the name in quotes, in printable ASCII whatever is in it: names from the network may hold anything */
export function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
