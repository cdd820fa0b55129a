/** Keys that stand twice in one object of JSON: JSON.parse takes the last one and says nothing. */

export interface TwiceKey {
  readonly key: string;
  readonly line: number;
  readonly column: number;
}

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/**
 * @param text that JSON.parse takes
 * @returns each place where a key stands again, in the order of the text, at most so many
 */
export function twiceKeys(text: string, most: number): TwiceKey[] {
  const found: { readonly key: string; readonly at: number }[] = [];
  /** Keys of the objects around; null for a list. */
  const around: (Set<string> | null)[] = [];
  let last: { readonly text: string; readonly at: number } | null = null;
  for (const match of text.matchAll(TOKENS)) {
    const [token] = match;
    if (token === "{") around.push(new Set());
    else if (token === "[") around.push(null);
    else if (token === "}" || token === "]") around.pop();
    else if (token !== ":") last = { text: token, at: match.index };
    else if (last !== null) {
      // Only what stands in front of a colon is a key.
      const key = JSON.parse(last.text) as string;
      const keys = around.at(-1);
      if (keys?.has(key) === true) found.push({ key, at: last.at });
      if (found.length === most) break;
      keys?.add(key);
    }
  }
  return found.map(({ key, at }) => {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    return { key, line, column: at - before.lastIndexOf("\n") };
  });
}
