/** One TCP segment in every form in which a packet can carry it. */
import {
  concat,
  ethernet,
  hex,
  ipv4,
  ipv6,
  LINK_TYPES,
  linuxSll,
  linuxSll2,
  loop,
  nullLoopback,
  patternPayload,
  tcp,
  type TcpFields,
} from "../support/packets.ts";

export interface Form {
  readonly name: string;
  readonly linkType: number;
  /** One packet, or the fragments of one. */
  readonly packets: readonly Uint8Array[];
  /** What tshark says of the addresses is the outermost header's. */
  readonly tunnelled?: true;
  /** tshark 4.0 does not follow it. */
  readonly unknownToTshark?: true;
}

export const V4 = { source: "10.1.2.3", destination: "192.168.200.100" } as const;
export const V6 = { source: "2001:db8::a:1", destination: "fe80::5054:ff:fe12:3456" } as const;
const OUTER4 = { source: "172.16.0.1", destination: "172.16.0.2" } as const;
const OUTER6 = { source: "2001:db8:ffff::1", destination: "2001:db8:ffff::2" } as const;
export const PPP = 9;
export const PPP_HDLC = 50;
export const PPPOE = 51;
export const RAW_OPENBSD = 14;

const FIELDS: TcpFields = {
  sourcePort: 9000,
  destinationPort: 51_234,
  seq: 0xfedc_ba98,
  ack: 0x8123_4567,
  flags: "PA",
  window: 0xabcd,
  options: [{ kind: "nop" }, { kind: "nop" }, { kind: "timestamps", value: 0xdead_beef, echo: 77 }],
  payload: patternPayload(11),
};

export function segment4(more: Partial<TcpFields> = {}): Uint8Array {
  return tcp({ ...FIELDS, ...more }, V4.source, V4.destination);
}
export function segment6(more: Partial<TcpFields> = {}): Uint8Array {
  return tcp({ ...FIELDS, ...more }, V6.source, V6.destination);
}

export const packet4 = ipv4({ ...V4, payload: segment4(), id: 0xbeef, ttl: 61 });
export const packet6 = ipv6({ ...V6, payload: segment6(), hopLimit: 61 });

const eth = (name: string, payload: Uint8Array, more: Omit<Form, "name" | "linkType" | "packets"> = {}): Form => ({
  name,
  linkType: LINK_TYPES.ethernet,
  packets: [ethernet({ payload })],
  ...more,
});

const ppp = (payload: Uint8Array, protocol: string): Uint8Array => concat(hex(protocol), payload);
const pppoe = (payload: Uint8Array): Uint8Array =>
  concat(hex("11 00 0017"), Uint8Array.of((payload.length + 2) >> 8, (payload.length + 2) & 255), ppp(payload, "0021"));

/** The TCP segment cut into fragments of at most `size` bytes. */
export function fragments4(size: number, segment = segment4(), id = 7): Uint8Array[] {
  return cut(segment, size).map(({ offset, bytes, more }) =>
    ipv4({ ...V4, id, fragmentOffset: offset, moreFragments: more, payload: bytes }),
  );
}
export function fragments6(size: number, segment = segment6(), nextHeader = 6): Uint8Array[] {
  return cut(segment, size).map(({ offset, bytes, more }) =>
    ipv6({ ...V6, nextHeader, extensions: [{ kind: "fragment", offset, more, id: 0x1234_5678 }], payload: bytes }),
  );
}
function cut(bytes: Uint8Array, size: number): { offset: number; bytes: Uint8Array; more: boolean }[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
    offset: i * size,
    bytes: bytes.slice(i * size, (i + 1) * size),
    more: (i + 1) * size < bytes.length,
  }));
}

const tags = (name: string, ...vlans: { tpid?: number; vid: number }[]): Form[] => [
  { name: `${name}, IPv4`, linkType: 1, packets: [ethernet({ payload: packet4, vlans })] },
  { name: `${name}, IPv6`, linkType: 1, packets: [ethernet({ payload: packet6, vlans })] },
];

/** An authentication header, whose length counts otherwise than that of other extension headers. */
const authentication = concat(hex("06 04 0000 00000001 00000002"), patternPayload(12));
const destinationOptions = hex("06 00 01 04 00000000");
const longOptions = { kind: "destination", body: concat(hex("01 0c"), new Uint8Array(12)) } as const;

export const FORMS: readonly Form[] = [
  eth("Ethernet, IPv4", packet4),
  eth("Ethernet, IPv6", packet6),
  { name: "Ethernet without padding", linkType: 1, packets: [ethernet({ payload: packet4, pad: false })] },
  {
    name: "Ethernet, padded",
    linkType: 1,
    packets: [ethernet({ payload: ipv4({ ...V4, payload: segment4({ payload: hex("7a"), options: [] }) }) })],
  },
  {
    name: "Ethernet with a frame check sequence",
    linkType: 1,
    packets: [concat(ethernet({ payload: packet4 }), hex("01020304"))],
  },
  ...tags("802.1Q", { vid: 5 }),
  ...tags("802.1ad", { tpid: 0x88a8, vid: 100 }),
  ...tags("QinQ", { tpid: 0x88a8, vid: 100 }, { vid: 5 }),
  ...tags("old QinQ", { tpid: 0x9100, vid: 100 }, { vid: 5 }),
  ...tags("three tags", { vid: 1 }, { vid: 2 }, { vid: 3 }),
  { name: "PPPoE, IPv4", linkType: 1, packets: [ethernet({ payload: packet4, pppoeSession: 0x17 })] },
  { name: "PPPoE, IPv6", linkType: 1, packets: [ethernet({ payload: packet6, pppoeSession: 0x17 })] },
  {
    name: "PPPoE in a VLAN",
    linkType: 1,
    packets: [ethernet({ payload: packet4, pppoeSession: 1, vlans: [{ vid: 7 }] })],
  },
  ...[[16], [16, 17], [16, 17, 0xfffff]].flatMap((mpls): Form[] => [
    { name: `MPLS, ${mpls.length} labels, IPv4`, linkType: 1, packets: [ethernet({ payload: packet4, mpls })] },
    { name: `MPLS, ${mpls.length} labels, IPv6`, linkType: 1, packets: [ethernet({ payload: packet6, mpls })] },
  ]),
  { name: "MPLS in a VLAN", linkType: 1, packets: [ethernet({ payload: packet4, mpls: [16], vlans: [{ vid: 7 }] })] },
  { name: "Linux cooked, IPv4", linkType: LINK_TYPES.sll, packets: [linuxSll(packet4)] },
  { name: "Linux cooked, IPv6", linkType: LINK_TYPES.sll, packets: [linuxSll(packet6, 4)] },
  {
    name: "Linux cooked, in a VLAN",
    linkType: LINK_TYPES.sll,
    packets: [linuxSll(concat(hex("0005 0800"), packet4), 0, 0x8100)],
  },
  { name: "Linux cooked 2, IPv4", linkType: LINK_TYPES.sll2, packets: [linuxSll2(packet4)] },
  { name: "Linux cooked 2, IPv6", linkType: LINK_TYPES.sll2, packets: [linuxSll2(packet6, 4)] },
  { name: "loopback, little-endian, IPv4", linkType: LINK_TYPES.null, packets: [nullLoopback(packet4)] },
  { name: "loopback, big-endian, IPv4", linkType: LINK_TYPES.null, packets: [nullLoopback(packet4, "big")] },
  ...[10, 23, 24, 28, 30].flatMap((family): Form[] =>
    (["little", "big"] as const).map((order) => ({
      name: `loopback, ${order}-endian, IPv6 as ${family}`,
      linkType: LINK_TYPES.null,
      packets: [nullLoopback(packet6, order, family)],
      // Linux's and Windows' own numbers, under which no program is known to write.
      ...((family === 10 || family === 23) && { unknownToTshark: true as const }),
    })),
  ),
  { name: "OpenBSD loopback, IPv4", linkType: LINK_TYPES.loop, packets: [loop(packet4)] },
  { name: "OpenBSD loopback, IPv6", linkType: LINK_TYPES.loop, packets: [loop(packet6)] },
  ...[LINK_TYPES.rawBsd, RAW_OPENBSD, LINK_TYPES.raw].flatMap((linkType): Form[] => [
    { name: `raw IP as ${linkType}, IPv4`, linkType, packets: [packet4] },
    { name: `raw IP as ${linkType}, IPv6`, linkType, packets: [packet6] },
  ]),
  { name: "link type IPv4", linkType: LINK_TYPES.ipv4, packets: [packet4] },
  { name: "link type IPv6", linkType: LINK_TYPES.ipv6, packets: [packet6] },
  { name: "PPP", linkType: PPP, packets: [ppp(packet4, "0021")] },
  { name: "PPP, IPv6", linkType: PPP, packets: [ppp(packet6, "0057")] },
  { name: "PPP with address and control", linkType: PPP, packets: [ppp(packet4, "ff03 0021")] },
  { name: "PPP with a compressed protocol", linkType: PPP, packets: [ppp(packet4, "21")] },
  { name: "PPP in HDLC-like framing", linkType: PPP_HDLC, packets: [ppp(packet4, "ff03 0021")] },
  { name: "PPPoE as link type", linkType: PPPOE, packets: [pppoe(packet4)] },

  eth("IPv4 options", ipv4({ ...V4, payload: segment4(), options: hex("94 04 0000 07 07 04 0a000001 01") })),
  eth("IPv4 options, as many as fit", ipv4({ ...V4, payload: segment4(), options: new Uint8Array(40).fill(1) })),
  eth("IPv4 total length 0", ipv4({ ...V4, payload: segment4({ payload: patternPayload(3000) }), totalLength: 0 })),
  eth("IPv6 payload length 0", ipv6({ ...V6, payload: segment6({ payload: patternPayload(3000) }), payloadLength: 0 })),
  eth("a segment without payload", ipv4({ ...V4, payload: segment4({ payload: new Uint8Array(0) }) })),
  eth(
    "a SYN with all options",
    ipv4({
      ...V4,
      payload: segment4({
        flags: "S",
        payload: new Uint8Array(0),
        options: [
          { kind: "mss", value: 1460 },
          { kind: "sackPermitted" },
          { kind: "timestamps", value: 5, echo: 0 },
          { kind: "windowScale", shift: 14 },
          { kind: "fastOpen", cookie: hex("0102030405060708") },
        ],
      }),
    }),
  ),
  ...(["hopByHop", "destination", "routing"] as const).map((kind) =>
    eth(`IPv6 ${kind} header`, ipv6({ ...V6, payload: segment6(), extensions: [{ kind }] })),
  ),
  eth(
    "IPv6, four extension headers",
    ipv6({
      ...V6,
      payload: segment6(),
      extensions: [{ kind: "hopByHop" }, { kind: "destination" }, { kind: "routing" }, longOptions],
    }),
  ),
  eth("IPv6 authentication header", ipv6({ ...V6, nextHeader: 51, payload: concat(authentication, segment6()) })),
  eth("IPv6 atomic fragment", ipv6({ ...V6, payload: segment6(), extensions: [{ kind: "fragment" }] })),
  eth("IPv4 in IPv4", ipv4({ ...OUTER4, protocol: 4, payload: packet4 }), { tunnelled: true }),
  eth("IPv6 in IPv4", ipv4({ ...OUTER4, protocol: 41, payload: packet6 }), { tunnelled: true }),
  eth("IPv4 in IPv6", ipv6({ ...OUTER6, nextHeader: 4, payload: packet4 }), { tunnelled: true }),
  eth("IPv6 in IPv6", ipv6({ ...OUTER6, nextHeader: 41, payload: packet6 }), { tunnelled: true }),
  eth(
    "IPv4 in IPv4 in IPv6",
    ipv6({ ...OUTER6, nextHeader: 4, payload: ipv4({ ...OUTER4, protocol: 4, payload: packet4 }) }),
    { tunnelled: true },
  ),
  { name: "IPv4 fragments", linkType: 1, packets: fragments4(16).map((payload) => ethernet({ payload })) },
  { name: "IPv6 fragments", linkType: 1, packets: fragments6(16).map((payload) => ethernet({ payload })) },
  {
    name: "IPv6 fragments with an extension header inside",
    linkType: 1,
    packets: fragments6(24, concat(destinationOptions, segment6()), 60).map((payload) => ethernet({ payload })),
  },
  {
    name: "fragments of a tunnel",
    linkType: 1,
    packets: cut(packet4, 24).map(({ offset, bytes, more }) =>
      ethernet({
        payload: ipv4({ ...OUTER4, protocol: 4, id: 9, fragmentOffset: offset, moreFragments: more, payload: bytes }),
      }),
    ),
    tunnelled: true,
  },
];
