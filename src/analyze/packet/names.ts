/** Names for what is counted but not decoded, as Wireshark's Protocol column has them where it has one. */

const ETHERTYPES: Readonly<Record<number, string>> = {
  0x0806: "ARP",
  0x0842: "WOL",
  0x8035: "RARP",
  0x809b: "AppleTalk",
  0x8137: "IPX",
  0x8863: "PPPoE discovery",
  0x888e: "EAPOL",
  0x8899: "Realtek",
  0x88cc: "LLDP",
  0x88e5: "MACsec",
  0x88f7: "PTPv2",
  0x8902: "CFM",
  0x9000: "Ethernet loopback test",
};

const IP_PROTOCOLS: Readonly<Record<number, string>> = {
  0: "IPv6 hop-by-hop",
  1: "ICMP",
  2: "IGMP",
  17: "UDP",
  33: "DCCP",
  47: "GRE",
  50: "ESP",
  58: "ICMPv6",
  59: "IPv6 without next header",
  88: "EIGRP",
  89: "OSPF",
  103: "PIM",
  112: "VRRP",
  115: "L2TPv3",
  132: "SCTP",
  136: "UDP-Lite",
};

// Unknown numbers come from the file, so the names made for them are kept: one string a number, at most 65,536 of each.
const made = new Map<string, string>();
function remember(text: string): string {
  const known = made.get(text);
  if (known !== undefined) return known;
  made.set(text, text);
  return text;
}

/** IEEE EtherType; values up to 1500 are an IEEE 802.3 length. */
export function etherTypeName(type: number): string {
  if (type <= 1500) return "IEEE 802.3 LLC";
  return ETHERTYPES[type] ?? remember(`EtherType 0x${type.toString(16).padStart(4, "0")}`);
}

/** IANA protocol number. */
export function ipProtocolName(protocol: number): string {
  return IP_PROTOCOLS[protocol] ?? remember(`IP protocol ${protocol}`);
}

export function pppProtocolName(protocol: number): string {
  return remember(`PPP protocol 0x${protocol.toString(16).padStart(4, "0")}`);
}
