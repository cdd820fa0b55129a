/**
 * Messages of the catalogue: text with places for values. `{name}` stands for a value, `{name#word|words}` for one of two
 * words, by whether that value is 1; `` `text` `` is code, `**text**` strong.
 */

/** Names of the places in a message, from its literal type. */
export type Places<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}`
  ? (Place extends `${infer Name}#${string}` ? Name : Place) | Places<Rest>
  : never;

export type Token =
  | { readonly kind: "text" | "code" | "strong"; readonly text: string }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "plural"; readonly name: string; readonly one: string; readonly other: string };

const TOKENS = /\{(\w+)(?:#([^|}]*)\|([^}]*))?\}|`([^`]+)`|\*\*([^*]+)\*\*/g;

/** @returns the message's parts in order; code and strong parts hold no places */
export function parseMessage(message: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of message.matchAll(TOKENS)) {
    if (match.index > end) tokens.push({ kind: "text", text: message.slice(end, match.index) });
    const [whole, name, one, other, code, strong] = match;
    if (code !== undefined) tokens.push({ kind: "code", text: code });
    else if (strong !== undefined) tokens.push({ kind: "strong", text: strong });
    else if (name !== undefined && one !== undefined) tokens.push({ kind: "plural", name, one, other: other ?? "" });
    else tokens.push({ kind: "value", name: name ?? "" });
    end = match.index + whole.length;
  }
  if (end < message.length) tokens.push({ kind: "text", text: message.slice(end) });
  return tokens;
}

/** Names of a message's places, sorted: two translations of one message have the same. */
export function placesOf(message: string): string[] {
  const names = parseMessage(message).flatMap((token) => ("name" in token ? [token.name] : []));
  return [...new Set(names)].sort();
}
