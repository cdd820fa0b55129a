/** Names of people: as they are shown, and when two are the same. */
import { fitting } from "./text.ts";

/** As a reader counts them. */
export const MAX_NAME_CHARACTERS = 32;
/** A character can be made of any number of code points. */
export const MAX_NAME_BYTES = 128;
/** Of somebody who gave none. */
export const NAMELESS = "guest";

/** A colon ends the name in front of each message, so it can't be part of one. */
const NOT_IN_NAMES = /(?:(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}:\s])+/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** @returns the name without what could harm, cut where it is too long; NAMELESS where nothing is left */
export function cleanName(text: string): string {
  // Segmenting takes long: what is far too long is cut before.
  const start = text.slice(0, 16 * MAX_NAME_BYTES);
  const name = shortened(start.replace(NOT_IN_NAMES, " ").trim(), MAX_NAME_CHARACTERS, MAX_NAME_BYTES);
  return VISIBLE.test(name) ? name : NAMELESS;
}

/** @returns what two names have in common that people would take for the same */
export function nameKey(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u200c\u200d\s]/gu, "");
}

/**
 * @param name a clean one
 * @param isTaken asked with a `nameKey`
 * @returns the name, or where somebody has it, one with a number: Bob (2)
 */
export function uniqueName(name: string, isTaken: (key: string) => boolean): string {
  let unique = name;
  for (let n = 2; isTaken(nameKey(unique)); n++) {
    const number = ` (${n})`;
    unique = shortened(name, MAX_NAME_CHARACTERS - number.length, MAX_NAME_BYTES - number.length) + number;
  }
  return unique;
}

function shortened(name: string, characters: number, bytes: number): string {
  let length = 0;
  let count = 0;
  for (const { segment } of CHARACTERS.segment(name)) {
    if (++count > characters) break;
    length += segment.length;
  }
  const short = name.slice(0, length);
  return short.slice(0, fitting(short, bytes)).trimEnd();
}
