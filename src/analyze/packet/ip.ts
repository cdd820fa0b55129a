/** IPv4 (RFC 791) and IPv6 (RFC 8200): from the network header to the transport header. */
import type { Cursor, Undecoded } from "./cursor.ts";
import { Fragments } from "./fragments.ts";
import { ipProtocolName } from "./names.ts";
import type { Segment } from "./segment.ts";

export const PROTOCOL_TCP = 6;
const PROTOCOL_IPIP = 4;
const PROTOCOL_IPV6_IN_IP = 41;
const MAX_TUNNELS = 8;

const ETHERTYPE_IPV4 = 0x0800;

/** A fragment was taken; its datagram is not whole yet. Not a name: such packets are counted apart. */
export const FRAGMENT = "IP fragment";

export class IpLayer {
  readonly fragments = new Fragments();

  /**
   * Moves the cursor to the TCP header, following extension headers, IP-in-IP tunnels and fragments. `cursor.wireEnd` is
   * then the end of the segment as the IP header states it: padding of short Ethernet frames is left behind.
   */
  decode(c: Cursor, segment: Segment): Undecoded {
    segment.reassembled = false;
    segment.lengthFromCapture = false;
    for (let depth = 0; depth < MAX_TUNNELS; depth++) {
      const failure = c.protocol === ETHERTYPE_IPV4 ? this.#ipv4(c, segment) : this.#ipv6(c, segment);
      if (failure !== null) return failure;
      if (c.protocol === PROTOCOL_TCP) return null;
      if (c.protocol === PROTOCOL_IPIP) c.protocol = ETHERTYPE_IPV4;
      else if (c.protocol !== PROTOCOL_IPV6_IN_IP) return ipProtocolName(c.protocol);
    }
    return "IP in IP, nested too deeply";
  }

  #ipv4(c: Cursor, segment: Segment): Undecoded {
    if (!c.has(20)) return "cut inside the IPv4 header";
    const first = c.u8(0);
    const headerLength = (first & 0x0f) * 4;
    if (first >> 4 !== 4 || headerLength < 20) return "malformed IPv4 header";
    const totalLength = c.u16(2);
    if (totalLength === 0) {
      // The network card was to fill it in (segmentation offload): the capture's own length is the only one there is.
      segment.lengthFromCapture = true;
    } else {
      if (totalLength < headerLength) return "malformed IPv4 header";
      limit(c, c.offset + totalLength);
    }
    if (!c.has(headerLength)) return "cut inside the IPv4 header";
    segment.ipVersion = 4;
    segment.ipId = c.u16(4);
    segment.ttl = c.u8(8);
    segment.source[0] = c.i32(12);
    segment.destination[0] = c.i32(16);
    const fragment = c.u16(6) & 0x3fff; // more-fragments bit and offset
    c.protocol = c.u8(9);
    c.offset += headerLength;
    if (fragment === 0) return null;
    return this.#fragment(c, segment, segment.ipId, (fragment & 0x1fff) * 8, (fragment & 0x2000) !== 0);
  }

  #ipv6(c: Cursor, segment: Segment): Undecoded {
    if (!c.has(40)) return "cut inside the IPv6 header";
    if (c.u8(0) >> 4 !== 6) return "malformed IPv6 header";
    const payloadLength = c.u16(4);
    // Length 0: a jumbogram (RFC 2675) or an offloaded super-segment; either way the capture's length holds.
    if (payloadLength === 0) segment.lengthFromCapture = true;
    else limit(c, c.offset + 40 + payloadLength);
    segment.ipVersion = 6;
    segment.ipId = -1;
    segment.ttl = c.u8(7);
    for (let i = 0; i < 4; i++) {
      segment.source[i] = c.i32(8 + 4 * i);
      segment.destination[i] = c.i32(24 + 4 * i);
    }
    let next = c.u8(6);
    c.offset += 40;
    for (;;) {
      switch (next) {
        case 0: // hop-by-hop options
        case 43: // routing
        case 60: // destination options
        case 135: // mobility
        case 139: // host identity
        case 140: // shim6
          if (!c.has(8)) return "cut inside an IPv6 extension header";
          next = this.#skip(c, 8 + c.u8(1) * 8);
          break;
        case 51: // authentication header: its length counts 4-byte words, less two
          if (!c.has(8)) return "cut inside an IPv6 extension header";
          next = this.#skip(c, (c.u8(1) + 2) * 4);
          break;
        case 44: {
          if (!c.has(8)) return "cut inside an IPv6 extension header";
          const offsetAndFlag = c.u16(2);
          const id = c.i32(4);
          next = c.protocol = c.u8(0);
          c.offset += 8;
          if ((offsetAndFlag & 0xfff9) === 0) break; // an atomic fragment (RFC 6946) is whole as it is
          const piece = this.#fragment(c, segment, id, offsetAndFlag & 0xfff8, (offsetAndFlag & 1) !== 0);
          if (piece !== null) return piece;
          break; // more extension headers may stand at the front of the whole
        }
        default:
          c.protocol = next;
          return c.offset <= c.end ? null : "cut inside an IPv6 extension header";
      }
    }
  }

  #skip(c: Cursor, length: number): number {
    const next = c.u8(0);
    c.offset += length;
    return next;
  }

  #fragment(c: Cursor, segment: Segment, id: number, offset: number, more: boolean): Undecoded {
    const whole = this.fragments.add(c, segment, id, offset, more);
    if (whole === null) return FRAGMENT;
    c.data = whole;
    c.offset = 0;
    c.end = whole.length;
    c.wireEnd = whole.length;
    segment.reassembled = true;
    return null;
  }
}

/** The IP header's own end; a header that claims more than was on the wire is not believed. */
function limit(c: Cursor, end: number): void {
  if (end < c.wireEnd) c.wireEnd = end;
  if (end < c.end) c.end = end;
}
