/** Packet numbers as people write them: "4, 17", "#4 and 17", "packets 4-8". */
import { plainText } from "./plain-text.ts";

const MAX_PACKETS = 100_000;

/** @returns the numbers in the order written, or null for what is no list of packet numbers */
export function readPackets(text: string): number[] | null {
  const plain = plainText(text)
    .replace(/\b(?:packets?|pkts?|frames?|nos?|numbers?|nr)\b\.?/gi, " ")
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
