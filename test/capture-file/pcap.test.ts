import { describe, expect, it } from "vitest";
import { UnknownFormatError } from "../../src/analyze/errors.ts";
import { linkTypeName } from "../../src/analyze/capture-file/link-types.ts";
import { pcap } from "../support/capture-bytes.ts";
import { pushAll } from "./recording.ts";

const data = Buffer.from("a packet of 21 bytes!");

describe("a pcap file", () => {
  it.each([
    { order: "little-endian", bigEndian: false },
    { order: "big-endian", bigEndian: true },
  ])("of microseconds, $order", ({ bigEndian }) => {
    const { result, sink } = pushAll([
      pcap([{ seconds: 12, fraction: 345_678, data, original: 1500 }], { bigEndian, snaplen: 96, network: 113 }),
    ]);
    expect(result.format).toBe("pcap");
    expect(sink.calls).toEqual([
      {
        kind: "interface",
        info: { name: null, description: null, linkType: 113, snaplen: 96, timeDigits: 6, filter: null, os: null },
      },
      {
        kind: "packet",
        number: 1,
        hex: data.toString("hex"),
        original: 1500,
        seconds: 12,
        nanoseconds: 345_678_000,
        interface: 0,
      },
    ]);
  });

  it("of nanoseconds keeps every digit", () => {
    const { sink } = pushAll([pcap([{ seconds: 1, fraction: 999_999_999, data }], { nanoseconds: true })]);
    expect(sink.all("interface")[0]!.info.timeDigits).toBe(9);
    expect(sink.packets[0]).toMatchObject({ seconds: 1, nanoseconds: 999_999_999 });
  });

  it("of the modified kind has longer record headers", () => {
    const { sink } = pushAll([pcap([{ data }, { data }], { modified: true })]);
    expect(sink.packets.map((packet) => packet.hex)).toEqual([data.toString("hex"), data.toString("hex")]);
  });

  it("counts seconds without a sign, to the year 2106", () => {
    expect(pushAll([pcap([{ seconds: 0xffff_ffff, data }])]).sink.packets[0]!.seconds).toBe(4_294_967_295);
  });

  it("may carry the length of the frame check sequence above its link type", () => {
    const { sink } = pushAll([pcap([], { network: 0x4400_0001 })]);
    expect(sink.all("interface")[0]!.info.linkType).toBe(1);
  });

  it("with a snaplen of 0 has no limit", () => {
    expect(pushAll([pcap([], { snaplen: 0 })]).sink.all("interface")[0]!.info.snaplen).toBeNull();
  });

  it("without packets is a capture without packets", () => {
    const { result, sink } = pushAll([pcap([])]);
    expect(result).toMatchObject({ truncated: false, error: null, bytes: 24 });
    expect(sink.packets).toEqual([]);
  });

  it.each([
    { version: [2, 0], exchanged: true },
    { version: [2, 2], exchanged: true },
    { version: [2, 3], exchanged: true },
    { version: [2, 4], exchanged: false },
  ] as const)("of version $version has its two lengths in that version's order", ({ version, exchanged }) => {
    const record = exchanged ? { data, captured: 99, original: data.length } : { data, original: 99 };
    const { sink } = pushAll([pcap([record], { version })]);
    expect(sink.packets[0]).toMatchObject({ hex: data.toString("hex"), original: 99 });
  });

  it("of a version never defined is not read", () => {
    expect(() => pushAll([pcap([{ data }], { version: [3, 1] })])).toThrow(UnknownFormatError);
  });

  it("that says more bytes were captured than there were is read, with one warning", () => {
    const odd = { data, original: 4 };
    const { result, sink } = pushAll([pcap([{ data }, odd, odd])]);
    expect(result.error).toBeNull();
    expect(sink.packets).toHaveLength(3);
    expect(sink.all("warning").map((call) => call.warning)).toMatchObject([
      { code: "captured-above-original", packet: 2 },
    ]);
  });

  it("with more than a second's worth of microseconds carries the seconds over, with one warning", () => {
    const { sink } = pushAll([pcap([{ seconds: 5, fraction: 2_500_000, data }])]);
    expect(sink.packets[0]).toMatchObject({ seconds: 7, nanoseconds: 500_000_000 });
    expect(sink.warningCodes).toEqual(["time-fraction-overflow"]);
  });

  it("believes a record longer than the snaplen, up to 262,144 bytes or the snaplen if that is more", () => {
    const long = Buffer.alloc(262_144, 1);
    expect(pushAll([pcap([{ data: long }], { snaplen: 96 })]).result.error).toBeNull();
    const longer = Buffer.alloc(300_000, 1);
    expect(pushAll([pcap([{ data: longer }], { snaplen: 300_000 })]).result.error).toBeNull();
    expect(pushAll([pcap([{ data: longer }], { snaplen: 96 })]).result.error).not.toBeNull();
  });
});

describe("link type names", () => {
  it.each([
    [0, "NULL"],
    [1, "EN10MB"],
    [101, "RAW"],
    [113, "LINUX_SLL"],
    [276, "LINUX_SLL2"],
    [147, "LINKTYPE_147"],
  ])("%i is %s", (number, name) => {
    expect(linkTypeName(number)).toBe(name);
  });
});
