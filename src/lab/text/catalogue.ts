/** The catalogue of messages: every sentence that reports show, by id, in each language. */
import { LANGUAGE_CODES, type LanguageCode } from "./codes.ts";
import { en } from "./en/index.ts";
import { tr } from "./tr/index.ts";
import { turkishFacts } from "./tr/facts.ts";
import type { Places } from "./message.ts";

export type MessageId = keyof typeof en;
export type Messages = Readonly<Record<MessageId, string>>;
/** Values for the places of a message; its places are known from the English text. */
export type ValuesOf<Id extends MessageId, Value> = Readonly<Record<Places<(typeof en)[Id]>, Value>>;

export interface Language {
  readonly code: LanguageCode;
  /** Its own name. */
  readonly name: string;
  readonly messages: Messages;
  /** Labels of facts by their id; where there is none, the fact's own English one holds. */
  readonly facts: Readonly<Record<string, string>>;
}

const BY_CODE: Readonly<Record<LanguageCode, Language>> = {
  en: { code: "en", name: "English", messages: en, facts: {} },
  tr: { code: "tr", name: "Türkçe", messages: tr, facts: turkishFacts },
};

export const LANGUAGES: readonly Language[] = LANGUAGE_CODES.map((code) => BY_CODE[code]);

export const ENGLISH = BY_CODE.en;

export function languageByCode(code: string): Language | undefined {
  return LANGUAGES.find((language) => language.code === code);
}
