/** LINKTYPE_ number to the bytes in front of the IP header, and where its EtherType stands; -1: there is none. */
const LINKS: ReadonlyMap<number, readonly [headerBytes: number, etherType: number]> = new Map([
  [0, [4, -1]], // NULL
  [1, [14, 12]], // EN10MB
  [101, [0, -1]], // RAW
  [113, [16, 14]], // LINUX_SLL
  [276, [20, 0]], // LINUX_SLL2
]);
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const IPV6_HEADER_BYTES = 40;

/** How long a packet was on the wire by its own IP header, link header included; null when that can't be told. */
export function ipPacketLength(data: Uint8Array, offset: number, captured: number, linkType: number): number | null {
  const link = LINKS.get(linkType);
  if (link === undefined || captured < link[0] + IPV6_HEADER_BYTES) return null;
  const [headerBytes, typeAt] = link;
  const ip = offset + headerBytes;
  const version = data[ip]! >> 4;
  if (typeAt >= 0) {
    const etherType = (data[offset + typeAt]! << 8) | data[offset + typeAt + 1]!;
    if (etherType !== (version === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6)) return null;
  }
  const stated = (at: number): number => (data[ip + at]! << 8) | data[ip + at + 1]!;
  // 0 is what segmentation offload leaves there (RFC 791 and RFC 8200 allow no such packet, but for jumbograms).
  if (version === 4) return stated(2) === 0 ? null : headerBytes + stated(2);
  if (version === 6) return stated(4) === 0 ? null : headerBytes + IPV6_HEADER_BYTES + stated(4);
  return null;
}
