/**
 * Link layers: from the packet's first byte to its network header. Numbers are LINKTYPE_ values
 * (https://www.tcpdump.org/linktypes.html). Adding one is adding a row to {@link LINK_LAYERS}.
 */
import type { Cursor, Undecoded } from "./cursor.ts";
import { etherTypeName, pppProtocolName } from "./names.ts";

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const CUT = "cut inside the link header";

/** Moves the cursor to the network header; `protocol` is then an IPv4 or IPv6 EtherType. */
type LinkLayer = (cursor: Cursor) => Undecoded;

/** LINKTYPE_ETHERNET: destination (6), source (6), EtherType (2). */
function ethernet(c: Cursor): Undecoded {
  if (!c.has(14)) return CUT;
  c.protocol = c.u16(12);
  c.offset += 14;
  return c.protocol === ETHERTYPE_IPV4 ? null : afterEtherType(c);
}

/** Tags and shims between the EtherType and IP: 802.1Q, 802.1ad (QinQ), PPPoE sessions, MPLS, in any nesting. */
function afterEtherType(c: Cursor): Undecoded {
  for (;;) {
    switch (c.protocol) {
      case ETHERTYPE_IPV4:
      case ETHERTYPE_IPV6:
        return null;
      case 0x8100: // IEEE 802.1Q
      case 0x88a8: // IEEE 802.1ad
      case 0x9100: // QinQ before 802.1ad was written
      case 0x9200:
        if (!c.has(4)) return CUT;
        c.protocol = c.u16(2);
        c.offset += 4;
        break;
      case 0x8847: // MPLS unicast
      case 0x8848: // MPLS multicast
        return mpls(c);
      case 0x8864:
        return pppoeSession(c);
      default:
        return etherTypeName(c.protocol);
    }
  }
}

/** RFC 3032: entries of 4 bytes, the last with its bottom-of-stack bit; what follows is told by its first four bits. */
function mpls(c: Cursor): Undecoded {
  for (;;) {
    if (!c.has(4)) return CUT;
    const bottom = (c.u8(2) & 0x01) !== 0;
    c.offset += 4;
    if (bottom) break;
  }
  return ipByVersion(c, "MPLS pseudowire");
}

/** RFC 2516 section 4: version and type (1), code (1), session (2), length (2), then a PPP frame. */
function pppoeSession(c: Cursor): Undecoded {
  if (!c.has(8)) return CUT;
  const end = c.offset + 6 + c.u16(4);
  if (end >= c.offset + 8 && end < c.wireEnd) {
    c.wireEnd = end;
    if (end < c.end) c.end = end;
  }
  c.offset += 6;
  return ppp(c);
}

/** RFC 1661 section 2, with or without the HDLC-like framing's address and control bytes (RFC 1662). */
function ppp(c: Cursor): Undecoded {
  if (c.has(2) && c.u16(0) === 0xff03) c.offset += 2;
  if (!c.has(2)) return CUT;
  // A protocol field whose first byte is odd was compressed to that one byte (RFC 1661 section 6.5).
  const compressed = (c.u8(0) & 0x01) !== 0;
  const protocol = compressed ? c.u8(0) : c.u16(0);
  c.offset += compressed ? 1 : 2;
  if (protocol === 0x0021) c.protocol = ETHERTYPE_IPV4;
  else if (protocol === 0x0057) c.protocol = ETHERTYPE_IPV6;
  else return pppProtocolName(protocol);
  return null;
}

/** LINKTYPE_LINUX_SLL: packet type (2), ARPHRD (2), address length (2), address (8), protocol (2). */
function linuxSll(c: Cursor): Undecoded {
  if (!c.has(16)) return CUT;
  c.protocol = c.u16(14);
  c.offset += 16;
  return afterEtherType(c);
}

/** LINKTYPE_LINUX_SLL2: protocol (2), reserved (2), interface (4), ARPHRD (2), packet type (1), length (1), address (8). */
function linuxSll2(c: Cursor): Undecoded {
  if (!c.has(20)) return CUT;
  c.protocol = c.u16(0);
  c.offset += 20;
  return afterEtherType(c);
}

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family, in the capturing host's byte order or in network order. */
function loopback(c: Cursor): Undecoded {
  if (!c.has(4)) return CUT;
  const value = c.i32(0);
  const family = (value & 0xffff) === 0 ? (value >>> 24) | ((value >>> 8) & 0xff00) : value;
  c.offset += 4;
  switch (family) {
    case 2:
      c.protocol = ETHERTYPE_IPV4;
      return null;
    case 10: // Linux
    case 23: // Windows
    case 24: // NetBSD, OpenBSD
    case 28: // FreeBSD
    case 30: // macOS
      c.protocol = ETHERTYPE_IPV6;
      return null;
    default:
      return "loopback with an unknown address family";
  }
}

/** No link header: the IP version field tells. */
function rawIp(c: Cursor): Undecoded {
  return ipByVersion(c, "raw packet that is not IP");
}

function ipByVersion(c: Cursor, otherwise: string): Undecoded {
  if (!c.has(1)) return CUT;
  const version = c.u8(0) >> 4;
  if (version === 4) c.protocol = ETHERTYPE_IPV4;
  else if (version === 6) c.protocol = ETHERTYPE_IPV6;
  else return otherwise;
  return null;
}

/** LINKTYPE_ number to its decoder. */
export const LINK_LAYERS: ReadonlyMap<number, LinkLayer> = new Map<number, LinkLayer>([
  [0, loopback],
  [1, ethernet],
  [9, ppp],
  [12, rawIp], // DLT_RAW of most systems, found in files
  [14, rawIp], // DLT_RAW of OpenBSD
  [50, ppp],
  [51, pppoeSession],
  [101, rawIp],
  [108, loopback],
  [113, linuxSll],
  [228, rawIp],
  [229, rawIp],
  [276, linuxSll2],
]);
