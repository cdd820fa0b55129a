/**
 * Small valid captures of every kind, as pieces: a cut between two pieces is a cut at a record boundary. The first piece
 * of each is its file header.
 */
import { frame, LINK_TYPES, tcpPacket } from "../support/packets.ts";
import type { PcapOptions } from "../support/capture-bytes.ts";
import { pcap, PcapngBlocks, pcapHeader, pcapRecord } from "../support/capture-bytes.ts";

export interface Sample {
  readonly name: string;
  readonly pieces: readonly Buffer[];
  readonly packets: number;
  /** tshark 4.0 reads it to its end. */
  readonly tsharkReads: boolean;
}

/** A TCP segment in Ethernet: 60 bytes at least, 54 and the payload beyond. */
export function ethernetFrame(payloadBytes: number): Uint8Array {
  return frame(LINK_TYPES.ethernet, segment(payloadBytes));
}

function segment(payloadBytes: number): Uint8Array {
  return tcpPacket({
    source: "10.0.0.1",
    destination: "10.0.0.2",
    sourcePort: 5000,
    destinationPort: 40_000,
    seq: 1000 + payloadBytes,
    ack: 7,
    flags: "PA",
    window: 500,
    payload: Buffer.alloc(payloadBytes, 0x61),
  });
}

function pcapPieces(options: PcapOptions): Buffer[] {
  const last = options.nanoseconds === true ? 999_999_999 : 999_999;
  return [
    pcapHeader(options),
    pcapRecord({ seconds: 1_700_000_000, fraction: 1, data: ethernetFrame(9) }, options),
    pcapRecord({ seconds: 1_700_000_000, fraction: last, data: ethernetFrame(0), original: 1500 }, options),
    pcapRecord({ seconds: 3_000_000_000, fraction: 0, data: Buffer.alloc(0), original: 60 }, options),
  ];
}

function pcapngPieces(bigEndian: boolean): Buffer[] {
  const b = new PcapngBlocks(bigEndian);
  return [
    b.section([b.text(4, "sharelab's tests"), b.text(1, "taken in room 3")]),
    b.interface({
      snaplen: 65_535,
      options: [
        b.text(2, "eth0"),
        b.text(3, "the uplink"),
        { code: 11, value: Buffer.from("\0tcp port 5000") },
        b.text(12, "Linux 6.1"),
        b.text(1, "mirror port"),
        b.byte(9, 9),
      ],
    }),
    b.enhancedPacket({ time: 1_700_000_000_123_456_789n, data: ethernetFrame(9), options: [b.text(1, "look: SYN")] }),
    b.nameResolution(),
    b.decryptionSecrets(Buffer.from("CLIENT_RANDOM 00 11\n")),
    b.block(0x0077_7777, Buffer.from("whatever")),
    b.interface({ linkType: 101, snaplen: 40, options: [b.byte(9, 0x80 | 20), b.u64(14, -3600n)] }),
    b.enhancedPacket({
      interface: 1,
      time: (1_700_003_600n << 20n) | 524_288n,
      data: segment(2).subarray(0, 40),
      original: 42,
      options: [b.u64(4, 3n)],
    }),
    b.statistics(0, [b.u64(4, 100n), b.u64(5, 2n), b.u64(7, 5n)]),
    b.statistics(1, [b.u64(5, 4n)]),
  ];
}

function oldBlocks(bigEndian: boolean): Buffer[] {
  const b = new PcapngBlocks(bigEndian);
  return [
    b.section(),
    b.interface({ snaplen: 60 }),
    b.packet({ time: 1_700_000_000_000_001n, data: ethernetFrame(11), drops: 2, options: [b.text(1, "old block")] }),
    b.simplePacket(ethernetFrame(6), 60),
    b.simplePacket(ethernetFrame(100).subarray(0, 60), 154),
    b.custom(Buffer.from("copied by editors")),
    b.custom(Buffer.from("not copied"), false),
    b.packet({ time: 1_700_000_001_000_000n, data: ethernetFrame(13), drops: 0xffff }),
  ];
}

const b = new PcapngBlocks();
const big = new PcapngBlocks(true);
/** A second section that numbers its interfaces from 0 again. */
const twoSections = [
  b.section(),
  b.interface({ options: [b.text(2, "first")] }),
  b.enhancedPacket({ data: ethernetFrame(1) }),
  big.section(),
  big.interface({ linkType: 101, options: [big.text(2, "second"), big.byte(9, 3)] }),
  big.enhancedPacket({ time: 1_700_000_000_123n, data: segment(3) }),
];

export const SAMPLES: readonly Sample[] = [
  ...[false, true].flatMap((bigEndian) => {
    const order = bigEndian ? "big-endian" : "little-endian";
    return [
      { name: `pcap, microseconds, ${order}`, pieces: pcapPieces({ bigEndian }), packets: 3, tsharkReads: true },
      {
        name: `pcap, nanoseconds, ${order}`,
        pieces: pcapPieces({ bigEndian, nanoseconds: true }),
        packets: 3,
        tsharkReads: true,
      },
      {
        name: `pcap, modified, ${order}`,
        pieces: pcapPieces({ bigEndian, modified: true }),
        packets: 3,
        tsharkReads: true,
      },
      { name: `pcapng, ${order}`, pieces: pcapngPieces(bigEndian), packets: 2, tsharkReads: true },
      {
        name: `pcapng, obsolete and custom blocks, ${order}`,
        pieces: oldBlocks(bigEndian),
        packets: 6,
        tsharkReads: true,
      },
    ];
  }),
  { name: "pcapng, two sections", pieces: twoSections, packets: 2, tsharkReads: true },
  {
    name: "pcap + pcap of the other order and resolution",
    pieces: [...pcapPieces({}), ...pcapPieces({ bigEndian: true, nanoseconds: true })],
    packets: 6,
    tsharkReads: false,
  },
  { name: "pcap + pcapng", pieces: [...pcapPieces({}), ...pcapngPieces(true)], packets: 5, tsharkReads: false },
  { name: "pcapng + pcap", pieces: [...pcapngPieces(false), ...pcapPieces({})], packets: 5, tsharkReads: false },
  {
    name: "pcap, modified + pcap",
    pieces: [...pcapPieces({ modified: true }), ...pcapPieces({})],
    packets: 6,
    tsharkReads: false,
  },
];

/** A pcap with this many packets, for what only needs some. */
export function somePcap(packets: number): Buffer {
  return pcap(Array.from({ length: packets }, (_, index) => ({ fraction: index, data: ethernetFrame(index % 50) })));
}
