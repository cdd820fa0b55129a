/** What is no TCP, or none that can be read, is counted under a name. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { concat, ethernet, hex, ipv4, ipv6, LINK_TYPES, nullLoopback, udp, writePcap } from "../support/packets.ts";
import { Decoding } from "./decoding.ts";
import { packet4, packet6, PPP, segment4, segment6, V4, V6 } from "./forms.ts";

const rest = new Uint8Array(46);
const type = (etherType: number, payload: Uint8Array = rest): Uint8Array => ethernet({ payload, etherType });
const protocol = (number: number): Uint8Array =>
  ethernet({ payload: ipv4({ ...V4, protocol: number, payload: rest }) });
const next = (number: number): Uint8Array => ethernet({ payload: ipv6({ ...V6, nextHeader: number, payload: rest }) });
const changed = (packet: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = Uint8Array.from(packet);
  copy[at] = value;
  return ethernet({ payload: copy });
};
const nested = (depth: number): Uint8Array => {
  let payload = packet4;
  for (let i = 0; i < depth; i++) payload = ipv4({ ...V4, protocol: 4, payload });
  return ethernet({ payload });
};

const CASES: readonly (readonly [name: string, packet: Uint8Array, linkType?: number])[] = [
  ["ARP", type(0x0806)],
  ["LLDP", type(0x88cc)],
  ["EAPOL", type(0x888e)],
  ["PPPoE discovery", type(0x8863)],
  ["IEEE 802.3 LLC", type(0x0026)],
  ["EtherType 0xbeef", type(0xbeef)],
  ["EtherType 0x05dd", type(0x05dd)],
  ["ARP", ethernet({ payload: rest, etherType: 0x0806, vlans: [{ vid: 5 }] })],
  ["UDP", ethernet({ payload: ipv4({ ...V4, protocol: 17, payload: udp(1, 2, rest) }) })],
  ["ICMP", protocol(1)],
  ["IGMP", protocol(2)],
  ["GRE", protocol(47)],
  ["ESP", protocol(50)],
  ["SCTP", protocol(132)],
  ["IP protocol 253", protocol(253)],
  ["ICMPv6", next(58)],
  ["UDP", next(17)],
  ["IPv6 without next header", next(59)],
  ["MPLS pseudowire", ethernet({ payload: concat(hex("00010140 00000000"), rest), etherType: 0x8847 })],
  ["PPP protocol 0xc021", concat(hex("ff03 c021 0101 0004"), rest), PPP],
  ["loopback with an unknown address family", nullLoopback(packet4, "little", 7), LINK_TYPES.null],
  ["raw packet that is not IP", hex("00112233"), LINK_TYPES.raw],
  ["link type 147", packet4, 147],
  ["malformed IPv4 header", changed(packet4, 0, 0x55)],
  ["malformed IPv4 header", changed(packet4, 0, 0x44)],
  ["malformed IPv4 header", ethernet({ payload: ipv4({ ...V4, payload: segment4(), totalLength: 19 }) })],
  ["malformed IPv6 header", ethernet({ payload: concat(hex("45"), packet6.slice(1)), etherType: 0x86dd })],
  ["cut inside the IPv4 header", ethernet({ payload: packet4.slice(0, 19), etherType: 0x0800, pad: false })],
  ["cut inside the IPv6 header", ethernet({ payload: packet6.slice(0, 39), etherType: 0x86dd, pad: false })],
  [
    "cut inside an IPv6 extension header",
    ethernet({ payload: ipv6({ ...V6, nextHeader: 60, payload: hex("06ff0000") }), pad: false }),
  ],
  ["cut inside an IPv6 extension header", concat(next(60).slice(0, 55), hex("ff"), rest)],
  ["cut inside the TCP header", ethernet({ payload: ipv4({ ...V4, payload: segment4().slice(0, 15) }) })],
  ["malformed TCP header", ethernet({ payload: ipv4({ ...V4, payload: segment4({ dataOffset: 4 }) }) })],
  [
    "malformed TCP header",
    ethernet({ payload: ipv4({ ...V4, payload: segment4({ dataOffset: 15, payload: hex("00") }) }) }),
  ],
  ["malformed TCP header", ethernet({ payload: ipv6({ ...V6, payload: segment6({ dataOffset: 0 }) }) })],
  ["IP in IP, nested too deeply", nested(8)],
  ["cut inside the link header", hex("0011"), LINK_TYPES.ethernet],
  ["cut inside the link header", new Uint8Array(0), LINK_TYPES.raw],
];

describe("a packet that is not decoded", () => {
  it.each(CASES.map(([name, ...given]) => ({ name, given })))(
    "is called $name",
    ({ name, given: [packet, linkType] }) => {
      expect(new Decoding().take(linkType ?? LINK_TYPES.ethernet, packet)).toBe(name);
    },
  );

  it("up to seven tunnels deep is decoded", () => {
    expect(new Decoding().take(LINK_TYPES.ethernet, nested(7))).toMatchObject({ sourcePort: 9000 });
  });

  it("is counted in the report under its name, with the first one's number", async () => {
    const packets = CASES.filter(([, , linkType]) => linkType === undefined);
    const data = [...packets, ...packets].map(([, packet], i) => ({ data: packet, time: BigInt(i) }));
    const { capture, streams } = await analyze(writePcap(data));
    const expected = new Map<string, { packets: number; first_packet: number }>();
    for (const [i, [name]] of packets.entries()) {
      const known = expected.get(name) ?? { packets: 0, first_packet: i + 1 };
      expected.set(name, { ...known, packets: known.packets + 2 });
    }
    expect(streams).toEqual([]);
    expect(capture.packets).toBe(data.length);
    expect(new Map(capture.undecoded.map(({ name, ...counts }) => [name, counts]))).toEqual(expected);
  });

  it("of any link type at all has a name", () => {
    for (let linkType = 0; linkType < 400; linkType++) {
      for (const packet of [packet4, packet6, rest, new Uint8Array(0)]) {
        const outcome = new Decoding().take(linkType, packet);
        expect(typeof outcome === "object" || outcome.length > 3, `link type ${linkType}`).toBe(true);
      }
    }
  });
});
