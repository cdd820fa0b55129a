import type { Endpoint } from "../tcp/stream-table.ts";
import type { EndpointReport } from "./report.ts";

export function endpointReport(end: Endpoint): EndpointReport {
  return { ip: end.ipVersion === 6 ? ipv6(end.address) : ipv4(end.address[0] ?? 0), port: end.port };
}

function ipv4(word: number): string {
  return [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255].join(".");
}

/** The text form of RFC 5952: lower case, no leading zeros, the longest run of zero groups left out. */
function ipv6(words: readonly number[]): string {
  const groups: number[] = [];
  for (const word of words) groups.push(word >>> 16, word & 0xffff);
  let start = -1;
  let length = 1; // a single zero group is not shortened
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > length) {
      start = i;
      length = end - i;
    }
    i = Math.max(i, end - 1);
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return start < 0 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`;
}
