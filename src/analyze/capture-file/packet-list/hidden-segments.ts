import type { IpAddress } from "./address.ts";
import type { PacketRow } from "./row.ts";

/** Protocols that never run over TCP, or that have a list's line of their own beside a connection's: nothing is hidden. */
const NEVER_TCP = new Set(
  [
    ...["ARP", "ICMP", "ICMPv6", "IGMP", "IGMPv2", "IGMPv3", "UDP", "QUIC", "MDNS", "LLMNR", "NBNS", "SSDP", "DHCP"],
    ...["DHCPv6", "NTP", "TFTP", "STUN", "RTP", "RTCP", "DTLS", "SNMP", "DCCP", "SCTP", "IPv4", "IPv6", "WireGuard"],
  ].map((name) => name.toUpperCase()),
);

/** More pairs than any list of a lab has. */
const MAX_PAIRS = 4096;

/**
 * Whether a line under another protocol's name may be a TCP segment whose numbers that protocol's Info has taken the
 * place of: HTTP does so, and any that Wireshark's heuristics see in a stream of pictures. The list doesn't say what
 * carries a protocol; told is one between two hosts that the list has TCP segments of.
 */
export class HiddenSegments {
  readonly #pairs = new Set<string>();

  suspects(row: PacketRow): boolean {
    if (row.tcp !== null) {
      if (this.#pairs.size < MAX_PAIRS) this.#pairs.add(pair(row.tcp.source, row.tcp.destination));
      return false;
    }
    if (row.hosts === null || row.remark !== null || NEVER_TCP.has(row.name.toUpperCase())) return false;
    return this.#pairs.has(pair(...row.hosts));
  }
}

function pair(a: IpAddress, b: IpAddress): string {
  const [one, other] = [a.words.join("."), b.words.join(".")];
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
