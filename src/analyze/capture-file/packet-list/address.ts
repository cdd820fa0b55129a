/** IPv4 and IPv6 literals as Wireshark prints them in Source and Destination. */

/** The words of {@link Segment.source}: four signed 32-bit words, an IPv4 address in the first. */
export interface IpAddress {
  readonly version: 4 | 6;
  readonly words: readonly [number, number, number, number];
}

/** Null for anything that isn't a literal: a host name, a MAC address, a vendor's name for one. */
export function parseIp(text: string): IpAddress | null {
  if (text.includes(":")) return parseIpv6(text);
  const word = ipv4Word(text);
  return word === null ? null : { version: 4, words: [word, 0, 0, 0] };
}

function ipv4Word(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  let word = 0;
  for (let i = 1; i <= 4; i++) {
    const byte = Number(match[i]);
    if (byte > 255) return null;
    word = (word << 8) | byte;
  }
  return word;
}

/** RFC 4291 section 2.2, all three forms; "::" stands for one or more groups of zeros, once. */
function parseIpv6(text: string): IpAddress | null {
  if (text.length > 45) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const front = groups(halves[0]!, halves.length === 1);
  const back = halves.length === 2 ? groups(halves[1]!, true) : [];
  if (front === null || back === null) return null;
  const gap = 8 - front.length - back.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return null;
  const all = [...front, ...new Array<number>(gap).fill(0), ...back];
  const word = (i: number): number => (all[2 * i]! << 16) | all[2 * i + 1]!;
  return { version: 6, words: [word(0), word(1), word(2), word(3)] };
}

/** @param last these groups end the address, so that they may close with a dotted quad */
function groups(text: string, last: boolean): number[] | null {
  if (text === "") return [];
  const out: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      out.push(Number.parseInt(part, 16));
      continue;
    }
    const word = last && i === parts.length - 1 ? ipv4Word(part) : null;
    if (word === null) return null;
    out.push(word >>> 16, word & 0xffff);
  }
  return out;
}

/** Whether a token may stand in Source or Destination: an IP literal, a MAC address, or Wireshark's name for a MAC. */
export function looksLikeAddress(text: string): boolean {
  return (
    /^(?:\S+_)?(?:[0-9a-f]{2}[:-]){2}(?:(?:[0-9a-f]{2}[:-]){3})?[0-9a-f]{2}$/i.test(text) ||
    text === "Broadcast" ||
    parseIp(text) !== null
  );
}
