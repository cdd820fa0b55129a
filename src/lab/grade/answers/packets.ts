/** Packet numbers as people write them: "4, 17", "#4 and 17", "packets 4-8". */
import { plainText } from "./plain-text.ts";

const MAX_PACKETS = 100_000;
/** Longer texts are no answer with packets behind it. */
const MAX_ANSWER = 500;
/** What follows a packet's number in brackets, and is none itself: "1 (SYN), 2 (SYN, ACK)". */
const REMARK = /(?<=\d ?)[([][^()[\]\d]*[)\]]/g;
const WORDS = /\b(?:packets?|pkts?|frames?|nos?|numbers?|nr)\b\.?/gi;
/** At the end of an answer: "(packets 1 and 3)", "[1, 3]", "in packet 4", "#4". */
const AT_END =
  /[,;:.]?\s*(?:\(?(?:see |cf\.? |in |from |at |between )?((?:(?:packets?|pkts?|frames?)\b\.?|#)[^()[\]]*)\)?|(\[[^()[\]]*\]))\s*\.?$/i;

/** @returns the numbers in the order written, or null for what is no list of packet numbers */
export function readPackets(text: string): number[] | null {
  const plain = plainText(text)
    .replace(REMARK, " ")
    .replace(/-?->|=>|[→⇒>]/g, " ")
    .replace(WORDS, " ")
    .replace(/#|\[|\]|\(|\)/g, " ")
    .replace(/\b(?:and|und)\b|[,;&+]/gi, " ")
    .replace(/\b(?:to|through|bis)\b|\.\.+|\u2026/gi, "-")
    .replace(/\s*-\s*/g, "-")
    .trim();
  if (plain === "") return [];
  const found: number[] = [];
  for (const word of plain.split(/\s+/)) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?\.?$/.exec(word);
    if (match === null) return null;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first || last - first + found.length >= MAX_PACKETS) return null;
    for (let number = first; number <= last; number++) found.push(number);
  }
  return found;
}

/**
 * Takes the packets that stand behind an answer as evidence off it.
 *
 * @param text an answer as written: "0.94 ms (packets 1 and 3)"
 * @returns the answer without them, and they alone, as written; null where there are none
 */
export function apartFromPackets(text: string): { readonly text: string; readonly packets: string | null } {
  const found = text.length > MAX_ANSWER ? null : AT_END.exec(text);
  const [behind = "", named, bracketed] = found ?? [];
  const packets = named ?? bracketed ?? "";
  const before = text.slice(0, text.length - behind.length).trim();
  // "packet 4" alone is the answer.
  return before === "" || (readPackets(packets)?.length ?? 0) === 0
    ? { text, packets: null }
    : { text: before, packets };
}
