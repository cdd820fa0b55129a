/** One way to write what people write in several: spaces, minus signs, digits, micro signs, superscripts. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** Where a script's ten digits begin: full width, Arabic-Indic, Persian, Devanagari. */
const DIGIT_ZEROS = [0xff10, 0x0660, 0x06f0, 0x0966];

/** @returns the text with plain spaces, hyphens, digits, quotes and one micro sign; superscripts as "^2" */
export function plainText(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, "")
    .replace(/\s+/gu, " ")
    .replace(/[\u2212\u2010-\u2015\ufe63\uff0d]/g, "-")
    .replace(/\uff0b/g, "+")
    .replace(/[\u2018\u2019\u02bc\u2032]/g, "'")
    .replace(/[\u00d7\u2715\u2a2f]/g, "x")
    .replace(/[\u00b7\u22c5\u2217]/g, "*")
    .replace(/[\u03bc]/g, "\u00b5")
    .replace(/\u066b|\uff0c/g, ",")
    .replace(/\u066c/g, "'")
    .replace(/\uff0e/g, ".")
    .replace(/\uff05|\u066a/g, "%")
    .replace(/[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, plainDigit)
    .replace(/\u207b?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, superscript)
    .trim();
}

function plainDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  return String(code - (DIGIT_ZEROS.find((zero) => code >= zero && code < zero + 10) ?? code));
}

function superscript(run: string): string {
  const digits = Array.from(run).map((character) => (character === "\u207b" ? "-" : SUPERSCRIPTS.indexOf(character)));
  return `^${digits.join("")}`;
}

/** For comparing words: compatible forms folded, case folded, one space, no punctuation at the ends. */
export function foldedWords(text: string): string {
  return plainText(text)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^["'“”«»([]+|["'“”«»)\].,;:!?]+$/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}
