import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PcapngBlocks, pcap } from "../support/capture-bytes.ts";
import { pushAll, read } from "./recording.ts";

const data = Buffer.from("a packet of 21 bytes!");
const b = new PcapngBlocks(true);
const pcapng = Buffer.concat([b.section(), b.interface({ linkType: 101 }), b.enhancedPacket({ data })]);

const CASES = [
  { name: "pcap + pcap", parts: [pcap([{ data }]), pcap([{ data }], { network: 113 })], links: [1, 113] },
  {
    name: "pcap + pcap of the other byte order, in nanoseconds",
    parts: [pcap([{ data }]), pcap([{ data }], { bigEndian: true, nanoseconds: true, network: 0 })],
    links: [1, 0],
  },
  {
    name: "pcap + pcap with a time zone",
    parts: [pcap([{ data }]), pcap([{ data }], { timeZone: 3600 })],
    links: [1, 1],
  },
  { name: "an empty pcap + pcap", parts: [pcap([]), pcap([{ data }, { data }])], links: [1, 1] },
  { name: "pcap + pcapng", parts: [pcap([{ data }]), pcapng], links: [1, 101] },
  { name: "pcapng + pcap", parts: [pcapng, pcap([{ data }])], links: [101, 1] },
  { name: "pcapng + pcap, big-endian", parts: [pcapng, pcap([{ data }], { bigEndian: true })], links: [101, 1] },
  { name: "modified pcap + pcap", parts: [pcap([{ data }], { modified: true }), pcap([{ data }])], links: [1, 1] },
];

describe.each(CASES)("$name", ({ parts, links }) => {
  it("is read as one capture, with a warning that names where the second begins", () => {
    const { result, sink } = pushAll([Buffer.concat(parts)]);
    expect(result).toMatchObject({ truncated: false, error: null });
    expect(sink.packets.map((packet) => packet.number)).toEqual([1, 2]);
    expect(sink.packets.map((packet) => packet.hex)).toEqual([data.toString("hex"), data.toString("hex")]);
    expect(sink.all("interface").map((call) => call.info.linkType)).toEqual(links);
    expect(sink.all("warning").map((call) => call.warning)).toMatchObject([
      { code: "appended-capture", offset: parts[0]!.length },
    ]);
  });

  it("is read as one as two gzip members too", async () => {
    const { result, sink } = await read(Buffer.concat(parts.map((part) => gzipSync(part))));
    expect(result).toMatchObject({ compressed: true, truncated: false, error: null });
    expect(sink.packets).toHaveLength(2);
    expect(sink.warningCodes).toEqual(["appended-capture"]);
  });
});

it("pcapng + pcapng is a capture of two sections, as the format has it: no warning", () => {
  const { sink } = pushAll([pcapng, pcapng]);
  expect(sink.packets).toHaveLength(2);
  expect(sink.warningCodes).toEqual([]);
});

it("many appended files are warned of once", () => {
  const { sink } = pushAll(Array.from({ length: 50 }, () => pcap([{ data }])));
  expect(sink.packets).toHaveLength(50);
  expect(sink.all("interface")).toHaveLength(50);
  expect(sink.warningCodes).toEqual(["appended-capture"]);
});

describe("a record of the second 0xa1b2c3d4, in the year 2055, begins like a pcap file header but is none with", () => {
  const none = Buffer.alloc(0);
  // Where a file header has its version, time zone and accuracy, a record has its microseconds and its two lengths.
  const version = (major: number, minor: number): number => minor * 0x10000 + major;
  it.each([
    { what: "a version never defined", record: { fraction: version(3, 4), data: none } },
    { what: "a minor version never defined", record: { fraction: version(2, 5), data: none } },
    {
      what: "no time zone on earth",
      record: { fraction: version(2, 4), data: Buffer.alloc(14 * 3600 + 1), original: 0 },
    },
    { what: "no number of digits", record: { fraction: version(2, 4), data, original: 10 } },
  ])("$what", ({ record }) => {
    const { result, sink } = pushAll([pcap([{ seconds: 0xa1b2c3d4, ...record }, { data }])]);
    expect(result.error).toBeNull();
    expect(sink.packets.map((packet) => packet.seconds)).toEqual([0xa1b2c3d4, 1_700_000_000]);
    expect(sink.warningCodes).not.toContain("appended-capture");
  });
});
