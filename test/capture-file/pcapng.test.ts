import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PcapngClock } from "../../src/analyze/capture-file/pcapng-clock.ts";
import { UnknownFormatError } from "../../src/analyze/errors.ts";
import { PcapngBlocks } from "../support/capture-bytes.ts";
import { pushAll } from "./recording.ts";

const data = Buffer.from("a packet of 21 bytes!");

describe.each([
  { order: "little-endian", bigEndian: false },
  { order: "big-endian", bigEndian: true },
])("pcapng, $order", ({ bigEndian }) => {
  const b = new PcapngBlocks(bigEndian);
  const readBlocks = (...blocks: readonly Buffer[]) => pushAll([Buffer.concat([b.section(), ...blocks])]);

  it("describes its interfaces", () => {
    const { sink } = readBlocks(
      b.interface({
        linkType: 276,
        snaplen: 128,
        options: [
          b.text(2, "any"),
          b.text(3, "Pseudo-device für alles"),
          { code: 11, value: Buffer.from("\0host 10.0.0.1") },
          b.text(12, "Linux\0\0"),
          b.byte(9, 6),
        ],
      }),
    );
    expect(sink.all("interface").map((call) => call.info)).toEqual([
      {
        name: "any",
        description: "Pseudo-device für alles",
        linkType: 276,
        snaplen: 128,
        timeDigits: 6,
        filter: "host 10.0.0.1",
        os: "Linux",
      },
    ]);
  });

  it("keeps no filter that is a program and not text", () => {
    const { sink } = readBlocks(b.interface({ options: [{ code: 11, value: Buffer.from([1, 2, 3]) }] }));
    expect(sink.all("interface")[0]!.info.filter).toBeNull();
  });

  it.each([
    { resolution: 0, time: 5n, seconds: 5, nanoseconds: 0, digits: 0 },
    { resolution: 3, time: 5_123n, seconds: 5, nanoseconds: 123_000_000, digits: 3 },
    { resolution: 6, time: 1_700_000_000_000_001n, seconds: 1_700_000_000, nanoseconds: 1000, digits: 6 },
    { resolution: 9, time: 1_700_000_000_999_999_999n, seconds: 1_700_000_000, nanoseconds: 999_999_999, digits: 9 },
    { resolution: 12, time: 5_000_000_001_999n, seconds: 5, nanoseconds: 1, digits: 9 },
    { resolution: 127, time: 2n ** 64n - 1n, seconds: 0, nanoseconds: 0, digits: 9 },
    { resolution: 0x80 | 1, time: 3n, seconds: 1, nanoseconds: 500_000_000, digits: 1 },
    { resolution: 0x80 | 32, time: (7n << 32n) | 1n, seconds: 7, nanoseconds: 0, digits: 9 },
    { resolution: 0x80 | 32, time: (7n << 32n) | (1n << 31n), seconds: 7, nanoseconds: 500_000_000, digits: 9 },
  ])("if_tsresol $resolution: $time is $seconds s and $nanoseconds ns", (row) => {
    const { sink } = readBlocks(
      b.interface({ options: [b.byte(9, row.resolution)] }),
      b.enhancedPacket({ time: row.time, data }),
    );
    expect(sink.all("interface")[0]!.info.timeDigits).toBe(row.digits);
    expect(sink.packets[0]).toMatchObject({ seconds: row.seconds, nanoseconds: row.nanoseconds });
  });

  it("says once that times finer than a nanosecond are rounded down", () => {
    const picoseconds = b.interface({ options: [b.byte(9, 12)] });
    expect(readBlocks(picoseconds, picoseconds).sink.warningCodes).toEqual(["time-rounded-down"]);
  });

  it.each([3600n, -3600n, -1_700_000_000n])("if_tsoffset adds %i seconds", (offset) => {
    const { sink } = readBlocks(
      b.interface({ options: [b.u64(14, offset)] }),
      b.enhancedPacket({ time: 1_000_000_250_000n, data }),
    );
    expect(sink.packets[0]).toMatchObject({ seconds: 1_000_000 + Number(offset), nanoseconds: 250_000_000 });
  });

  it("a Simple Packet Block has no time and ends at its interface's snaplen", () => {
    const { sink } = readBlocks(
      b.interface({ snaplen: 10 }),
      b.simplePacket(data.subarray(0, 10), 21),
      b.simplePacket(data.subarray(0, 7)),
    );
    expect(sink.packets).toMatchObject([
      { hex: data.subarray(0, 10).toString("hex"), original: 21, seconds: Number.NaN, nanoseconds: 0 },
      { hex: data.subarray(0, 7).toString("hex"), original: 7 },
    ]);
  });

  it("a Simple Packet Block can hold no more than its block has room for", () => {
    const { sink } = readBlocks(b.interface(), b.simplePacket(Buffer.alloc(8, 1), 1500));
    expect(sink.packets).toMatchObject([{ hex: "01".repeat(8), original: 1500 }]);
  });

  it("a Packet Block has a 16-bit interface and the drops before it", () => {
    const { sink } = readBlocks(
      b.interface(),
      b.interface(),
      b.packet({ interface: 1, drops: 4, data }),
      b.packet({ interface: 1, drops: 3, data }),
      b.packet({ interface: 0, drops: 0xffff, data }),
    );
    expect(sink.packets.map((packet) => packet.interface)).toEqual([1, 1, 0]);
    expect(sink.all("dropped")).toEqual([
      { kind: "dropped", interface: 1, count: 4 },
      { kind: "dropped", interface: 1, count: 3 },
    ]);
  });

  it("drops are the sum of the interface's and the system's, since the capture began", () => {
    const { sink } = readBlocks(
      b.interface(),
      b.statistics(0, [b.u64(5, 2n), b.u64(7, 5n)]),
      b.statistics(0, [b.u64(5, 4n), b.u64(7, 5n)]),
      b.statistics(0, [b.u64(5, 4n), b.u64(7, 5n)]),
    );
    expect(sink.all("dropped").map((call) => call.count)).toEqual([7, 2, 0]);
  });

  it("statistics that count no drops say so; those that don't count them say nothing", () => {
    const none = readBlocks(b.interface(), b.statistics(0, [b.u64(4, 10n), b.u64(5, 0n)]));
    expect(none.sink.all("dropped").map((call) => call.count)).toEqual([0]);
    const silent = readBlocks(b.interface(), b.statistics(0, [b.u64(4, 10n)]));
    expect(silent.sink.all("dropped")).toEqual([]);
  });

  it("drops told with the packets and once more in the statistics are counted once", () => {
    const { sink } = readBlocks(
      b.interface(),
      b.enhancedPacket({ data, options: [b.u64(4, 6n)] }),
      b.statistics(0, [b.u64(5, 10n)]),
    );
    expect(sink.all("dropped").map((call) => call.count)).toEqual([6, 4]);
  });

  it("statistics of an interface that was never described are left out, with a warning", () => {
    const { result, sink } = readBlocks(b.statistics(3, [b.u64(5, 10n)]));
    expect(result.error).toBeNull();
    expect(sink.all("dropped")).toEqual([]);
    expect(sink.warningCodes).toEqual(["statistics-without-interface"]);
  });

  it("gives the comments of the section, an interface and a packet, in the file's order", () => {
    const { sink } = pushAll([
      Buffer.concat([
        b.section([b.text(1, "all of it")]),
        b.interface({ options: [b.text(1, "this port")] }),
        b.enhancedPacket({ data }),
        b.enhancedPacket({ data, options: [b.text(1, "Übertragung"), b.text(1, "and again")] }),
      ]),
    ]);
    expect(sink.all("comment").map((call) => call.comment)).toEqual([
      { packet: null, text: "all of it" },
      { packet: null, text: "this port" },
      { packet: 2, text: "Übertragung" },
      { packet: 2, text: "and again" },
    ]);
  });

  it("an option longer than its block costs the options behind it, not the packet", () => {
    const { result, sink } = readBlocks(
      b.interface(),
      b.enhancedPacket({ data, options: [b.text(1, "kept"), { code: 1, value: Buffer.from("lost"), length: 9999 }] }),
      b.enhancedPacket({ data }),
    );
    expect(result.error).toBeNull();
    expect(sink.packets).toHaveLength(2);
    expect(sink.all("comment").map((call) => call.comment.text)).toEqual(["kept"]);
    expect(sink.warningCodes).toEqual(["bad-options"]);
  });

  it("names the block types it does not know once, at the end", () => {
    const unknown = b.block(0x0000_4711, Buffer.from("?"));
    const { sink } = readBlocks(
      b.interface(),
      unknown,
      b.block(0x8000_0001, data),
      unknown,
      b.enhancedPacket({ data }),
    );
    expect(sink.packets).toHaveLength(1);
    expect(sink.all("warning")).toHaveLength(1);
    expect(sink.calls.at(-1)).toMatchObject({ warning: { code: "unknown-blocks" } });
    expect(sink.all("warning")[0]!.warning.message).toMatch(/0x00004711 \(2\), 0x80000001 \(1\)/);
  });

  it("gives a number to the blocks that Wireshark shows as a line of their own", () => {
    const { sink } = readBlocks(
      b.interface(),
      b.custom(data),
      b.block(9, Buffer.from("__REALTIME_TIMESTAMP=1\n")),
      b.enhancedPacket({ data }),
    );
    expect(sink.all("undecoded")).toMatchObject([
      { number: 1, name: "custom block" },
      { number: 2, name: "systemd-journal" },
    ]);
    expect(sink.packets[0]!.number).toBe(3);
  });

  it("rounds a block length that is no multiple of four up, as Wireshark does", () => {
    const odd = b.block(6, Buffer.concat([b.enhancedPacket({ data }).subarray(8, 28), data]), { front: 53, back: 53 });
    const { result, sink } = readBlocks(b.interface(), odd, b.enhancedPacket({ data }));
    expect(result.error).toBeNull();
    expect(sink.packets).toHaveLength(2);
    expect(sink.warningCodes).toEqual(["unpadded-block-length"]);
  });

  it("of a version never defined is not read", () => {
    expect(() => pushAll([b.section([], [2, 0])])).toThrow(UnknownFormatError);
  });
});

describe("sections", () => {
  it("number their interfaces from 0 each; the report counts over the whole file", () => {
    const little = new PcapngBlocks();
    const big = new PcapngBlocks(true);
    const { sink, result } = pushAll([
      Buffer.concat([
        little.section(),
        little.interface(),
        little.interface({ linkType: 101 }),
        little.enhancedPacket({ interface: 1, data }),
        big.section(),
        big.interface({ linkType: 113 }),
        big.enhancedPacket({ interface: 0, data }),
      ]),
    ]);
    expect(result.error).toBeNull();
    expect(sink.packets.map((packet) => [packet.number, packet.interface])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(sink.warningCodes).toEqual([]);
  });
});

describe("the clock", () => {
  it("agrees with exact arithmetic for every resolution and any 64 bits", () => {
    const anyTime = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), anyTime, (resolution, time) => {
        const units = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
        const clock = new PcapngClock(resolution, 0);
        clock.set(Number(time >> 32n), Number(time & 0xffff_ffffn));
        expect(clock.seconds).toBe(Number(time / units));
        expect(clock.nanoseconds).toBe(Number(((time % units) * 1_000_000_000n) / units));
      }),
      { numRuns: 20_000 },
    );
  });
});
