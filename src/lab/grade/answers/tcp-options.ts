/**
 * TCP options under the names that people and programs give them: "MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128" is
 * Wireshark's Info column, "TCP Option - Window scale: 7 (multiply by 128)" its packet details, "wscale 7" tcpdump's.
 * Kinds are those of IANA's TCP parameters (RFC 9293 3.1, RFC 7323, RFC 2018, RFC 7413).
 */
import { foldedWords } from "./plain-text.ts";

/** The first is what the option is called here; all as `foldedWords` leaves them. */
const NAMES: readonly (readonly string[])[] = [
  ["maximum segment size", "mss", "max segment size", "mss option"],
  [
    "sack permitted",
    ...["sack_perm", "sack perm", "sack-permitted", "sack_permitted", "sackok"],
    ...["selective acknowledgment permitted", "selective acknowledgement permitted"],
  ],
  ["window scale", "ws", "wscale", "window scaling", "window scale factor", "win scale"],
  ["timestamps", "timestamp", "ts", "tsval", "tsecr", "tsopt", "ecr", "tcp timestamps"],
  ["no-operation", "nop", "no operation", "no-op", "no-operation (nop)"],
  ["end of option list", "eol", "end of options list"],
  ["fast open", "tfo", "tcp fast open", "fast open cookie", "tcp fast open cookie"],
];

const OPTION_OF = new Map(NAMES.flatMap((names) => names.map((name) => [name, names[0]!] as const)));
const PREFIX = /^tcp option - /;
/** "=1460", ": 7 (multiply by 128)", " 7", " val 12 ecr 0". */
const VALUE = /\s*(?:[=:].*| \(.*| \d.*| val .*)$/;

/** @returns what an option is called here, whatever value stands with it; null for what is none */
export function tcpOption(words: string): string | null {
  const folded = foldedWords(words).replace(PREFIX, "");
  return OPTION_OF.get(folded) ?? OPTION_OF.get(foldedWords(folded.replace(VALUE, ""))) ?? null;
}

/** @returns all names of an option */
export function namesOfTcpOption(option: string): readonly string[] {
  return NAMES.find(([first]) => first === option) ?? [];
}

/** @returns the options of a line of Wireshark's Info column or tcpdump's, each once; null for any other text */
export function tcpOptionsIn(line: string): string[] | null {
  const words = foldedWords(line)
    .split(/[\s,]+/)
    .filter((word) => !/^\d+$/.test(word) && word !== "val");
  if (words.length < 2) return null;
  const options: string[] = [];
  for (const word of words) {
    const option = tcpOption(word);
    if (option === null) return null;
    if (option !== options.at(-1)) options.push(option);
  }
  return options;
}
