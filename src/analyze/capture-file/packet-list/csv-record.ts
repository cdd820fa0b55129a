/** Records of comma-separated values, RFC 4180, with any one-character separator. */

/** Separators of `tshark -E separator=` and of spreadsheets in countries that write decimals with a comma. */
export const SEPARATORS = [",", ";", "\t", "|"] as const;

/**
 * The fields of a record. "open": the text ends inside quotes, so that the record goes on in the next line; "damaged":
 * there is something between a closing quote and the separator.
 *
 * Single quotes are taken too (`tshark -E quote=s`).
 */
export function splitRecord(text: string, separator: string): string[] | "open" | "damaged" {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quote = text[at];
    if (quote !== '"' && quote !== "'") {
      const end = text.indexOf(separator, at);
      fields.push(end === -1 ? text.slice(at) : text.slice(at, end));
      if (end === -1) return fields;
      at = end + 1;
      continue;
    }
    const close = closingQuote(text, at + 1, quote);
    if (close === -1) return "open";
    fields.push(text.slice(at + 1, close).replaceAll(quote + quote, quote));
    if (close + 1 === text.length) return fields;
    if (text[close + 1] !== separator) return "damaged";
    at = close + 2;
  }
}

/** The quote that isn't doubled; -1: none. */
function closingQuote(text: string, from: number, quote: string): number {
  let at = text.indexOf(quote, from);
  while (at !== -1 && text[at + 1] === quote) at = text.indexOf(quote, at + 2);
  return at;
}
