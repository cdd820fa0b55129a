/**
 * The Info column of a TCP segment, as Wireshark's TCP dissector composes it: marks of its own analysis in brackets,
 * ports, flags, numbers, options, and a note on reassembly at the end:
 *
 *     [TCP Dup ACK 255#4] 40978 → 9000 [ACK] Seq=1 Ack=176903 Win=261120 Len=0 TSval=… TSecr=… SLE=192831 SRE=197175
 *
 * The marks and notes are left out: sharelab does its own analysis.
 */
import { ACK, FIN, MAX_SACK_BLOCKS, PSH, RST, SYN, URG } from "../../packet/segment.ts";
import { parsePort } from "./services.ts";

/** The numbers of one segment as the list shows them: not unscaled, maybe relative. -1: not shown. */
export interface TcpNumbers {
  sourcePort: number;
  destinationPort: number;
  flags: number;
  seq: number;
  ack: number;
  window: number;
  length: number;
  urgentPointer: number;
  mss: number;
  windowShift: number;
  sackPermitted: boolean;
  tsVal: number;
  tsEcr: number;
  /** Left and right edges in turn. */
  sack: number[];
  /** The list shows options where there are any. */
  optionsKnown: boolean;
}

/**
 * "port-name": a service's name that can't be turned back into its port; "damaged": begins as a TCP segment's Info and
 * doesn't go on as one; "other": anything else.
 */
export type InfoProblem = "port-name" | "damaged" | "other";

/** Bits 8 and up (AE, formerly NS) have no place in {@link Segment.flags}: its width is the header's flags byte. */
const FLAGS: ReadonlyMap<string, number> = new Map([
  ["FIN", FIN],
  ["SYN", SYN],
  ["RST", RST],
  ["PSH", PSH],
  ["ACK", ACK],
  ["URG", URG],
  ["ECE", 0x40],
  ["ECN", 0x40],
  ["CWR", 0x80],
  ["NS", 0],
  ["AE", 0],
  ["Reserved", 0],
  ["None", 0],
  ["<None>", 0],
]);

const MAX_32_BITS = 0xffff_ffff;
/** 65,535 with the largest shift, 14 (RFC 7323 section 2.3). */
const MAX_WINDOW = 65_535 * 2 ** 14;
/** Offload engines hand over at most 512 KiB at once (Linux's BIG TCP); far above that a length is damage. */
const MAX_LENGTH = 0xff_ffff;

/** An Info of a TCP segment is much shorter; what lies behind is some other protocol's. */
const LOOKED_AT = 4096;

/**
 * Whether a token is the arrow between two ports or addresses: `→`, in old versions `->` and `>`, or what a wrong code
 * page makes of the three bytes of `→` (`â†’`, `ΓåÆ`, `ÔåÆ`, `?`, U+FFFD).
 */
export function isArrow(token: string): boolean {
  return token === "->" || token === "<-" || /^[^\sA-Za-z0-9:.,;'"()[\]{}_/\\<=+*#-]{1,3}$/u.test(token);
}

/** `←`, which tshark prints when Destination stands left of Source, and its bytes in three wrong code pages. */
export function isLeftArrow(token: string): boolean {
  return token === "←" || token === "<-" || token === "â†\u0090" || token === "ΓåÉ" || token === "ÔåÉ";
}

const HEAD = /^(?:\[[^\]]{0,200}\]\s*)*([^\s[]\S*)\s+(\S{1,3})\s+(\S+)\s+\[([A-Za-z<>, ]{0,80})\](?=\s|$)/;
/** As much of {@link HEAD} as shows that a TCP or a UDP segment was meant. */
const PORTS = /^(?:\[[^\]]{0,200}\]\s*)*([^\s[]\S*)\s+(\S{1,3})\s+(\S+)/;

export function parseTcpInfo(info: string): TcpNumbers | InfoProblem {
  const text = info.slice(0, LOOKED_AT).trim();
  const head = HEAD.exec(text);
  if (head === null) return mentionsPorts(text) ? "damaged" : "other";
  const flags = parseFlags(head[4]!);
  if (!isArrow(head[2]!)) return "other";
  const numbers = flags === null ? null : parseNumbers(text.slice(head[0].length), flags);
  if (numbers === null) return "damaged";
  const sourcePort = parsePort(head[1]!);
  const destinationPort = parsePort(head[3]!);
  if (sourcePort === null || destinationPort === null) return "port-name";
  return Object.assign(numbers, { sourcePort, destinationPort });
}

function mentionsPorts(text: string): boolean {
  const match = PORTS.exec(text);
  return match !== null && isArrow(match[2]!) && parsePort(match[1]!) !== null;
}

function parseFlags(text: string): number | null {
  let flags = 0;
  for (const name of text.split(",")) {
    const bit = FLAGS.get(name.trim());
    if (bit === undefined) return null;
    flags |= bit;
  }
  return flags;
}

/** Null when a number is missing, is none, or is out of its range. */
function parseNumbers(text: string, flags: number): TcpNumbers | null {
  const shown = new Map<string, number>();
  const edges: number[] = [];
  let sackPermitted = false;
  for (const token of text.split(/\s+/)) {
    // The note on reassembly: "[TCP segment of a reassembled PDU]", "[TCP PDU reassembled in 12]".
    if (token.startsWith("[")) break;
    const [key = "", value] = token.split("=", 2);
    if (key === "SACK_PERM") sackPermitted = true;
    const limit = LIMITS.get(key);
    if (limit === undefined) continue;
    if (value === undefined || !/^\d{1,10}$/.test(value) || Number(value) > limit) return null;
    if (key === "SLE" || key === "SRE") addEdge(edges, key, Number(value));
    else if (!shown.has(key)) shown.set(key, Number(value));
  }
  const get = (key: string, older = key): number => shown.get(key) ?? shown.get(older) ?? -1;
  if (get("Seq") < 0 || get("Win") < 0 || get("Len") < 0 || ((flags & ACK) !== 0 && get("Ack") < 0)) return null;
  return {
    sourcePort: 0,
    destinationPort: 0,
    flags,
    seq: get("Seq"),
    ack: Math.max(get("Ack"), 0),
    window: get("Win"),
    length: get("Len"),
    urgentPointer: (flags & URG) !== 0 ? Math.max(get("Urg"), 0) : 0,
    mss: get("MSS"),
    windowShift: shown.has("WS") ? windowShift(get("WS")) : -1,
    sackPermitted,
    optionsKnown: true,
    tsVal: get("TSval", "TSV"),
    tsEcr: get("TSecr", "TSER"),
    sack: edges.slice(0, 2 * Math.min(MAX_SACK_BLOCKS, Math.floor(edges.length / 2))),
  };
}

/** Keys that hold a number, with the largest it can be. TSV and TSER: old Wiresharks. */
const LIMITS: ReadonlyMap<string, number> = new Map([
  ["Seq", MAX_32_BITS],
  ["Ack", MAX_32_BITS],
  ["Win", MAX_WINDOW],
  ["Len", MAX_LENGTH],
  ["Urg", 65_535],
  ["MSS", 65_535],
  ["WS", 16_384],
  ["TSval", MAX_32_BITS],
  ["TSecr", MAX_32_BITS],
  ["TSV", MAX_32_BITS],
  ["TSER", MAX_32_BITS],
  ["SLE", MAX_32_BITS],
  ["SRE", MAX_32_BITS],
]);

/** Keeps `edges` in pairs: a right edge without a left one is dropped, and a second left one replaces the first. */
function addEdge(edges: number[], key: "SLE" | "SRE", value: number): void {
  const open = edges.length % 2 === 1;
  if (key === "SLE" && open) edges.pop();
  if (key === "SLE" || open) edges.push(value);
}

/**
 * `WS=256` is the multiplier. Old Wiresharks printed the shift count there, which shows where the number is 0 or no power
 * of two; else it is read as the multiplier.
 */
function windowShift(shown: number): number {
  const shift = Math.log2(shown);
  if (Number.isInteger(shift)) return shift;
  return shown <= 14 ? shown : -1;
}
