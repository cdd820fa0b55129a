import { describe, expect, it } from "vitest";
import { CaptureFeed } from "../../src/analyze/capture-file/feed.ts";
import { CorruptCaptureError } from "../../src/analyze/errors.ts";
import { pcap, PcapngBlocks, pcapHeader, pcapRecord } from "../support/capture-bytes.ts";
import { pushAll, Recording } from "./recording.ts";

const MIB = 1024 * 1024;
const data = Buffer.from("a packet of 21 bytes!");
const b = new PcapngBlocks();
const sound = pcap([{ data }, { data }]);
const soundNg = Buffer.concat([b.section(), b.interface(), b.enhancedPacket({ data }), b.enhancedPacket({ data })]);

/** A packet behind the damage must never be read: nobody knows where it begins. */
const CORRUPT = [
  {
    name: "pcap: a captured length beyond every snaplen",
    front: sound,
    rest: pcapRecord({ data, captured: 262_145 }),
    says: /says it is 262145 bytes long; a packet of this file has at most 262144/,
  },
  {
    name: "pcap: a captured length of 4 GiB",
    front: sound,
    rest: pcapRecord({ data, captured: 0xffff_ffff }),
    says: /4294967295 bytes/,
  },
  {
    name: "pcap: a snaplen of 4 GiB is no reason to believe a record of 17 MiB",
    front: Buffer.concat([pcapHeader({ snaplen: 0xffff_ffff }), pcapRecord({ data }), pcapRecord({ data })]),
    rest: pcapRecord({ data, captured: 17 * MIB }),
    says: /has at most 16777216/,
  },
  {
    name: "pcapng: a packet of an interface never described",
    front: soundNg,
    rest: b.enhancedPacket({ interface: 7, data }),
    says: /is of interface 7, but its section has described 1/,
  },
  {
    name: "pcapng: an obsolete packet of an interface never described",
    front: soundNg,
    rest: b.packet({ interface: 1, data }),
    says: /is of interface 1/,
  },
  {
    name: "pcapng: a simple packet in a section without interfaces",
    front: soundNg,
    rest: Buffer.concat([b.section(), b.simplePacket(data)]),
    at: b.section().length,
    says: /is of interface 0, but its section has described 0/,
  },
  {
    name: "pcapng: a packet longer than its block",
    front: soundNg,
    rest: b.enhancedPacket({ data, captured: 25 }),
    says: /25 bytes of it were captured, but its block at byte \d+ has room for 24/,
  },
  {
    name: "pcapng: a block shorter than a block",
    front: soundNg,
    rest: b.block(0x99, data, { front: 8 }),
    says: /says it is 8 bytes long; it can't be shorter than 12/,
  },
  {
    name: "pcapng: a packet block shorter than its fixed fields",
    front: soundNg,
    rest: b.block(6, Buffer.alloc(16)),
    says: /says it is 28 bytes long; it can't be shorter than 32/,
  },
  {
    name: "pcapng: zeros where a block should be",
    front: soundNg,
    rest: Buffer.alloc(64),
    says: /says it is 0 bytes long/,
  },
  {
    name: "pcapng: a packet block of 17 MiB",
    front: soundNg,
    rest: b.block(6, data, { front: 17 * MIB }),
    says: /no such block is longer than 16777216/,
  },
  {
    name: "pcapng: a packet block's two lengths differ",
    front: soundNg,
    rest: b.block(6, b.enhancedPacket({ data }).subarray(8, -4), { back: 4 }),
    says: /says in front that it is 56 bytes long and at its end 4/,
  },
  {
    name: "pcapng: a skipped block's two lengths differ",
    front: soundNg,
    rest: b.block(0x0a, data, { back: 40 }),
    says: /says in front that it is 36 bytes long and at its end 40/,
  },
  {
    name: "pcapng: a skipped block of 4 GiB that the file doesn't hold",
    front: soundNg,
    rest: b.block(0x99, data, { front: 0xffff_fffc }),
    says: /says it is 4294967292 bytes long, but the file has only 36 more/,
  },
  {
    name: "pcapng: a section header without its byte-order magic",
    front: soundNg,
    rest: b.block(0x0a0d0d0a, Buffer.alloc(16)),
    says: /has no byte-order magic/,
  },
  {
    name: "pcapng: a second section of another version",
    front: soundNg,
    rest: b.section([], [2, 0]),
    says: /is of pcapng version 2\.0/,
  },
  {
    name: "pcapng: more interfaces than any machine has",
    front: soundNg,
    rest: Buffer.concat(Array.from({ length: 65_536 }, () => b.interface())),
    at: 65_535 * b.interface().length,
    says: /one more interface after 65536/,
  },
];

describe.each(CORRUPT)("$name", ({ front, rest, at, says }) => {
  const { result, sink } = pushAll([Buffer.concat([front, rest]), b.enhancedPacket({ data }), pcapRecord({ data })]);

  it("ends the reading with an error that names the place, the value and what to do", () => {
    // Where only the end of the file betrays it, what follows the damage is part of what is counted.
    const error = (says.source.includes("only 36 more") ? pushAll([front, rest]).result : result).error;
    expect(error).toBeInstanceOf(CorruptCaptureError);
    expect(error!.message).toMatch(says);
    expect(error!.place).toEqual({ offset: front.length + (at ?? 0), packet: 3 });
    expect(error!.remedy).toMatch(/The packets before it have been read/);
  });

  it("leaves what was read before standing, and reads nothing behind it", () => {
    expect(sink.packets.map((packet) => packet.number)).toEqual([1, 2]);
    expect(result.truncated).toBe(false);
  });
});

describe("damage at the very front of the packets", () => {
  it("is an error with nothing read, not an exception", () => {
    const { result, sink } = pushAll([pcap([{ data, captured: 0x7fff_ffff }])]);
    expect(result.error).toMatchObject({ code: "CAPTURE_CORRUPT", place: { offset: 24, packet: 1 } });
    expect(sink.packets).toEqual([]);
  });
});

describe("memory", () => {
  /** Buffers' memory that a step needed and still holds, MiB. */
  function held(step: () => unknown): number {
    const before = process.memoryUsage().arrayBuffers;
    const kept = step();
    const mib = (process.memoryUsage().arrayBuffers - before) / MIB;
    expect(kept).toBeDefined();
    return mib;
  }

  it("a length that the file doesn't hold allocates nothing", () => {
    const front = [
      Buffer.concat([pcapHeader({ snaplen: 16 * MIB }), pcapRecord({ data, captured: 16 * MIB })]),
      Buffer.concat([soundNg, b.block(6, data, { front: 16 * MIB })]),
    ];
    for (const bytes of front) {
      const mib = held(() => {
        const feeds = Array.from({ length: 20 }, () => new CaptureFeed(new Recording()));
        for (const feed of feeds) feed.push(bytes);
        return feeds;
      });
      expect(mib).toBeLessThan(4);
    }
  });

  it("a block that is only skipped is not held, however long", () => {
    const body = Buffer.alloc(MIB);
    const start = b.block(0x99, Buffer.alloc(0), { front: 200 * MIB + 12 }).subarray(0, 8);
    const sink = new Recording();
    const feed = new CaptureFeed(sink);
    const mib = held(() => {
      feed.push(Buffer.concat([soundNg, start]));
      for (let count = 0; count < 200; count++) feed.push(body);
      return feed;
    });
    expect(mib).toBeLessThan(1);
    const trailer = Buffer.alloc(4);
    trailer.writeUInt32LE(200 * MIB + 12);
    feed.push(trailer);
    feed.push(b.enhancedPacket({ data }));
    expect(feed.end()).toMatchObject({ error: null, truncated: false });
    expect(sink.packets).toHaveLength(3);
  });

  it("the longest record there may be is read, in pieces of any size", () => {
    const long = Buffer.alloc(16 * MIB - 64, 7);
    const bytes = Buffer.concat([soundNg, b.enhancedPacket({ data: long })]);
    for (const size of [64 * 1024, 5 * MIB + 1]) {
      const lengths: number[] = [];
      const sink = new Recording();
      sink.packet = (_number, _data, _offset, captured) => lengths.push(captured);
      const feed = new CaptureFeed(sink);
      for (let at = 0; at < bytes.length; at += size) feed.push(bytes.subarray(at, at + size));
      expect(feed.end().error).toBeNull();
      expect(lengths).toEqual([21, 21, long.length]);
    }
  });
});
