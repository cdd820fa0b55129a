/** Messages of the catalogue as markup. */
import type { Language, MessageId, ValuesOf } from "../../text/catalogue.ts";
import { parseMessage, type Token } from "../../text/message.ts";
import { count } from "../units.ts";
import { html, join, type Html } from "./markup.ts";

/** A value in a message: a number is grouped by thousands and chooses singular and plural; a string is escaped. */
export type Value = number | string | Html;

/** The message with its values; a message without places needs none. */
export type Say = <Id extends MessageId>(id: Id, ...values: Arguments<ValuesOf<Id, Value>>) => Html;

type Arguments<Values> = keyof Values extends never ? [] : [Values];

export function sayIn(language: Language): Say {
  const parsed = new Map<MessageId, Token[]>();
  return (id, ...values) => {
    let tokens = parsed.get(id);
    if (tokens === undefined) parsed.set(id, (tokens = parseMessage(language.messages[id])));
    const given = (values[0] ?? {}) as Readonly<Record<string, Value>>;
    return join(tokens.map((token) => tokenHtml(token, given)));
  };
}

function tokenHtml(token: Token, values: Readonly<Record<string, Value>>): Html {
  switch (token.kind) {
    case "text":
      return html`${token.text}`;
    case "code":
      return html`<code>${token.text}</code>`;
    case "strong":
      return html`<strong>${token.text}</strong>`;
    case "plural":
      return html`${values[token.name] === 1 ? token.one : token.other}`;
    case "value": {
      const value = values[token.name];
      return html`${typeof value === "number" ? count(value) : value}`;
    }
  }
}

/** Text alone, for titles, descriptions and attributes. */
export function textOf(markup: Html): string {
  return markup
    .toString()
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:amp|lt|gt|quot|#39|#96);/g, (entity) => ENTITIES[entity] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#96;": "`",
};
