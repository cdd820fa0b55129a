/** Languages there are texts in (BCP 47), apart from the texts: a command line names them without loading any. */
export const LANGUAGE_CODES = ["en", "tr"] as const;

export type LanguageCode = (typeof LANGUAGE_CODES)[number];
