/**
 * Whole packets as bytes, built layer by layer from the inside out, for tests that must not trust the product's own
 * parser. Every length and checksum is right unless a field is overridden.
 */

export const TCP_FLAGS = { F: 0x01, S: 0x02, R: 0x04, P: 0x08, A: 0x10, U: 0x20, E: 0x40, C: 0x80, N: 0x100 } as const;

/** "SA" -> 0x12. The letters are those of TCP_FLAGS; "" is a segment with no flag at all. */
export function flagBits(letters: string): number {
  let bits = 0;
  for (const letter of letters) {
    const bit = (TCP_FLAGS as Record<string, number>)[letter];
    if (bit === undefined) throw new Error(`no TCP flag ${letter}`);
    bits |= bit;
  }
  return bits;
}

export function flagLetters(bits: number): string {
  return Object.entries(TCP_FLAGS)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([letter]) => letter)
    .join("");
}

export type TcpOption =
  | { kind: "mss"; value: number }
  | { kind: "windowScale"; shift: number }
  | { kind: "sackPermitted" }
  | { kind: "sack"; blocks: readonly (readonly [number, number])[] }
  | { kind: "timestamps"; value: number; echo: number }
  | { kind: "fastOpen"; cookie?: Uint8Array }
  | { kind: "nop" }
  | { kind: "eol" }
  | { kind: "raw"; bytes: Uint8Array };

export interface TcpFields {
  sourcePort: number;
  destinationPort: number;
  seq: number;
  ack?: number;
  /** Letters of TCP_FLAGS, "A" by default. */
  flags?: string;
  window?: number;
  urgent?: number;
  options?: readonly TcpOption[];
  /** How the options are filled up to a multiple of four bytes. */
  padding?: "nop" | "eol";
  payload?: Uint8Array;
  checksum?: number;
  /** In 32-bit words, when it must be wrong. */
  dataOffset?: number;
}

export interface Ipv4Fields {
  source: string;
  destination: string;
  payload: Uint8Array;
  protocol?: number;
  id?: number;
  ttl?: number;
  tos?: number;
  dontFragment?: boolean;
  moreFragments?: boolean;
  /** In bytes, a multiple of eight. */
  fragmentOffset?: number;
  options?: Uint8Array;
  /** 0 is what segmentation offload leaves in captures. */
  totalLength?: number;
  checksum?: number;
}

export type Ipv6Extension =
  | { kind: "hopByHop"; body?: Uint8Array }
  | { kind: "destination"; body?: Uint8Array }
  | { kind: "routing"; body?: Uint8Array }
  | { kind: "fragment"; offset?: number; more?: boolean; id?: number };

export interface Ipv6Fields {
  source: string;
  destination: string;
  payload: Uint8Array;
  nextHeader?: number;
  hopLimit?: number;
  trafficClass?: number;
  flowLabel?: number;
  extensions?: readonly Ipv6Extension[];
  payloadLength?: number;
}

export interface EthernetFields {
  payload: Uint8Array;
  source?: string;
  destination?: string;
  /** By default found from the payload's IP version. */
  etherType?: number;
  /** Outermost first: QinQ is [{tpid: 0x88a8, vid: 100}, {vid: 7}]. */
  vlans?: readonly { tpid?: number; vid: number; priority?: number }[];
  /** The payload goes into a PPPoE session (etherType is then 0x8864). */
  pppoeSession?: number;
  /** Label stack, outermost first (after the VLAN tags). */
  mpls?: readonly number[];
  /** Fill up to 60 bytes as a network card would; true by default. */
  pad?: boolean;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The bytes of hexadecimal text; spaces are ignored. */
export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s+/g, ""), "hex"));
}

const u8 = (...values: number[]): Uint8Array => Uint8Array.from(values, (value) => value & 0xff);
const u16 = (value: number): Uint8Array => u8(value >>> 8, value);
const u32 = (value: number): Uint8Array => u8(value >>> 24, value >>> 16, value >>> 8, value);
const u32le = (value: number): Uint8Array => u32(value).reverse();

export function internetChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** Four bytes for "10.0.0.1", sixteen for "fe80::1" (or "::ffff:10.0.0.1"). */
export function addressBytes(text: string): Uint8Array {
  if (!text.includes(":")) return Uint8Array.from(text.split("."), Number);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const plain = dotted
    ? `${dotted[1]!}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : text;
  const [head = "", tail] = plain.split("::");
  const groups = (part: string): number[] => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  return concat(...[...first, ...zeros, ...last].map(u16));
}

/** A payload whose bytes depend on where in the stream they stand, so that a retransmission carries the same bytes. */
export function patternPayload(length: number, offset = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((offset + i) * 31 + ((offset + i) >>> 8)) & 0xff);
}

function optionBytes(option: TcpOption): Uint8Array {
  switch (option.kind) {
    case "mss":
      return concat(u8(2, 4), u16(option.value));
    case "windowScale":
      return u8(3, 3, option.shift);
    case "sackPermitted":
      return u8(4, 2);
    case "sack":
      return concat(u8(5, 2 + 8 * option.blocks.length), ...option.blocks.flatMap(([l, r]) => [u32(l), u32(r)]));
    case "timestamps":
      return concat(u8(8, 10), u32(option.value), u32(option.echo));
    case "fastOpen": {
      const cookie = option.cookie ?? new Uint8Array(0);
      return concat(u8(34, 2 + cookie.length), cookie);
    }
    case "nop":
      return u8(1);
    case "eol":
      return u8(0);
    case "raw":
      return option.bytes;
  }
}

/** The TCP header and payload; the checksum is over the pseudo header of the addresses given. */
export function tcp(fields: TcpFields, source: string, destination: string): Uint8Array {
  const bare = concat(...(fields.options ?? []).map(optionBytes));
  const filler = fields.padding === "eol" ? 0 : 1;
  const options = concat(bare, new Uint8Array((4 - (bare.length % 4)) % 4).fill(filler));
  if (options.length > 40) throw new Error(`${options.length} bytes of TCP options do not fit`);
  const flags = flagBits(fields.flags ?? "A");
  const offset = fields.dataOffset ?? 5 + options.length / 4;
  const segment = concat(
    u16(fields.sourcePort),
    u16(fields.destinationPort),
    u32(fields.seq),
    u32(fields.ack ?? 0),
    u8((offset << 4) | (flags >>> 8), flags),
    u16(fields.window ?? 65535),
    u16(0),
    u16(fields.urgent ?? 0),
    options,
    fields.payload ?? new Uint8Array(0),
  );
  const from = addressBytes(source);
  const to = addressBytes(destination);
  const length = from.length === 4 ? u16(segment.length) : concat(u32(segment.length), u16(0));
  const pseudo = concat(from, to, from.length === 4 ? concat(u16(6), length) : concat(length, u16(6)));
  segment.set(u16(fields.checksum ?? internetChecksum(concat(pseudo, segment))), 16);
  return segment;
}

export function udp(sourcePort: number, destinationPort: number, payload: Uint8Array): Uint8Array {
  return concat(u16(sourcePort), u16(destinationPort), u16(8 + payload.length), u16(0), payload);
}

export function ipv4(fields: Ipv4Fields): Uint8Array {
  const bare = fields.options ?? new Uint8Array(0);
  const options = concat(bare, new Uint8Array((4 - (bare.length % 4)) % 4));
  const headerLength = 20 + options.length;
  const bits =
    (fields.dontFragment === false || fields.moreFragments === true ? 0 : 0x4000) |
    (fields.moreFragments === true ? 0x2000 : 0);
  const fragment = (fields.fragmentOffset ?? 0) / 8;
  const header = concat(
    u8(0x40 | (headerLength / 4), fields.tos ?? 0),
    u16(fields.totalLength ?? headerLength + fields.payload.length),
    u16(fields.id ?? 0),
    u16((fragment > 0 ? bits & 0x2000 : bits) | fragment),
    u8(fields.ttl ?? 64, fields.protocol ?? 6),
    u16(0),
    addressBytes(fields.source),
    addressBytes(fields.destination),
    options,
  );
  header.set(u16(fields.checksum ?? internetChecksum(header)), 10);
  return concat(header, fields.payload);
}

const EXTENSION_NUMBERS = { hopByHop: 0, destination: 60, routing: 43, fragment: 44 } as const;

function extensionBytes(extension: Ipv6Extension, next: number): Uint8Array {
  if (extension.kind === "fragment")
    return concat(
      u8(next, 0),
      u16((extension.offset ?? 0) | (extension.more === true ? 1 : 0)),
      u32(extension.id ?? 1),
    );
  // A routing header with nothing left to visit, or a PadN option filling the smallest header there is.
  const body = extension.body ?? (extension.kind === "routing" ? u8(0, 0, 0, 0, 0, 0) : u8(1, 4, 0, 0, 0, 0));
  if ((2 + body.length) % 8 !== 0) throw new Error("an IPv6 extension header is a multiple of eight bytes long");
  return concat(u8(next, (2 + body.length) / 8 - 1), body);
}

export function ipv6(fields: Ipv6Fields): Uint8Array {
  const extensions = fields.extensions ?? [];
  const last = fields.nextHeader ?? 6;
  const numbers = [...extensions.map(({ kind }) => EXTENSION_NUMBERS[kind] as number), last];
  const body = concat(...extensions.map((extension, i) => extensionBytes(extension, numbers[i + 1]!)), fields.payload);
  return concat(
    u32(((6 << 28) | ((fields.trafficClass ?? 0) << 20) | (fields.flowLabel ?? 0)) >>> 0),
    u16(fields.payloadLength ?? body.length),
    u8(numbers[0]!, fields.hopLimit ?? 64),
    addressBytes(fields.source),
    addressBytes(fields.destination),
    body,
  );
}

/** An IP packet of the version its addresses have, with everything else at its default. */
export function tcpPacket(
  fields: TcpFields & { source: string; destination: string; ipId?: number; ttl?: number },
): Uint8Array {
  const { source, destination } = fields;
  const payload = tcp(fields, source, destination);
  const ttl = fields.ttl ?? 64;
  return source.includes(":")
    ? ipv6({ source, destination, payload, hopLimit: ttl })
    : ipv4({ source, destination, payload, ttl, id: fields.ipId ?? 0 });
}

const isIpv6 = (packet: Uint8Array): boolean => (packet[0] ?? 0) >>> 4 === 6;
const etherTypeOf = (packet: Uint8Array): number => (isIpv6(packet) ? 0x86dd : 0x0800);
const macBytes = (text: string): Uint8Array => Uint8Array.from(text.split(":"), (part) => parseInt(part, 16));

export function ethernet(fields: EthernetFields): Uint8Array {
  let payload = fields.payload;
  let etherType = fields.etherType ?? etherTypeOf(payload);
  if (fields.pppoeSession !== undefined) {
    const ppp = concat(u16(isIpv6(payload) ? 0x0057 : 0x0021), payload);
    payload = concat(u8(0x11, 0), u16(fields.pppoeSession), u16(ppp.length), ppp);
    etherType = 0x8864;
  }
  const labels = fields.mpls ?? [];
  if (labels.length > 0) {
    const stack = labels.map((label, i) => u32(((label << 12) | (i === labels.length - 1 ? 0x100 : 0) | 64) >>> 0));
    payload = concat(...stack, payload);
    etherType = 0x8847;
  }
  const tags = (fields.vlans ?? []).map(({ tpid = 0x8100, vid, priority = 0 }) =>
    concat(u16(tpid), u16((priority << 13) | vid)),
  );
  const frame = concat(
    macBytes(fields.destination ?? "02:00:00:00:00:02"),
    macBytes(fields.source ?? "02:00:00:00:00:01"),
    ...tags,
    u16(etherType),
    payload,
  );
  return fields.pad === false || frame.length >= 60 ? frame : concat(frame, new Uint8Array(60 - frame.length));
}

/** Linux cooked capture, link type 113. */
export function linuxSll(payload: Uint8Array, packetType = 0, etherType = etherTypeOf(payload)): Uint8Array {
  return concat(u16(packetType), u16(1), u16(6), hex("020000000001 0000"), u16(etherType), payload);
}

/** Linux cooked capture version 2, link type 276. */
export function linuxSll2(
  payload: Uint8Array,
  packetType = 0,
  etherType = etherTypeOf(payload),
  interfaceIndex = 2,
): Uint8Array {
  return concat(
    u16(etherType),
    u16(0),
    u32(interfaceIndex),
    u16(1),
    u8(packetType, 6),
    hex("020000000001 0000"),
    payload,
  );
}

/** BSD loopback, link type 0; the family is in the byte order of the machine that captured (30 is IPv6 on macOS). */
export function nullLoopback(
  payload: Uint8Array,
  order: "little" | "big" = "little",
  family = isIpv6(payload) ? 30 : 2,
): Uint8Array {
  return concat(order === "little" ? u32le(family) : u32(family), payload);
}

/** OpenBSD loopback, link type 108; the family is big-endian. */
export function loop(payload: Uint8Array, family = isIpv6(payload) ? 24 : 2): Uint8Array {
  return concat(u32(family), payload);
}

export const LINK_TYPES = {
  null: 0,
  ethernet: 1,
  rawBsd: 12,
  raw: 101,
  loop: 108,
  sll: 113,
  ipv4: 228,
  ipv6: 229,
  sll2: 276,
} as const;

/** An IP packet under the given link type, with that link layer's defaults. */
export function frame(linkType: number, packet: Uint8Array): Uint8Array {
  switch (linkType) {
    case LINK_TYPES.ethernet:
      return ethernet({ payload: packet });
    case LINK_TYPES.sll:
      return linuxSll(packet);
    case LINK_TYPES.sll2:
      return linuxSll2(packet);
    case LINK_TYPES.null:
      return nullLoopback(packet);
    case LINK_TYPES.loop:
      return loop(packet);
    default:
      return packet;
  }
}

export interface CapturedPacket {
  data: Uint8Array;
  /** Nanoseconds since 1970. */
  time: bigint;
  originalLength?: number;
}

export function writePcap(
  packets: readonly CapturedPacket[],
  linkType: number = LINK_TYPES.ethernet,
  {
    nanosecond = true,
    snapLength = 262_144,
    order = "little",
  }: { nanosecond?: boolean; snapLength?: number; order?: "little" | "big" } = {},
): Buffer {
  const size = packets.reduce((sum, { data }) => sum + 16 + data.length, 24);
  const out = Buffer.alloc(size);
  const put32 = (value: number, at: number): unknown =>
    order === "little" ? out.writeUInt32LE(value, at) : out.writeUInt32BE(value, at);
  const put16 = (value: number, at: number): unknown =>
    order === "little" ? out.writeUInt16LE(value, at) : out.writeUInt16BE(value, at);
  put32(nanosecond ? 0xa1b23c4d : 0xa1b2c3d4, 0);
  put16(2, 4);
  put16(4, 6);
  put32(snapLength, 16);
  put32(linkType, 20);
  let at = 24;
  for (const { data, time, originalLength = data.length } of packets) {
    put32(Number(time / 1_000_000_000n), at);
    put32(Number((time % 1_000_000_000n) / (nanosecond ? 1n : 1000n)), at + 4);
    put32(data.length, at + 8);
    put32(originalLength, at + 12);
    out.set(data, at + 16);
    at += 16 + data.length;
  }
  return out;
}
