/** What is written can be read: by our own reader for any content, and by Wireshark's programs without a word. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileKind } from "../../src/analyze/capture-file/write/registry.ts";
import { fileTarget, GzipTarget } from "../../src/analyze/capture-file/write/target.ts";
import { CaptureWriter } from "../../src/analyze/capture-file/write/writer.ts";
import { requireTools } from "../support/tools.ts";
import { encoders, PLAIN, readBack, record, type Given, type GivenPacket } from "./write.ts";

const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: "binary", maxLength: 40 }));
/** Text that comes back as it went: no zero bytes at its end, which readers take for padding, and no lone surrogates. */
const kept = text.map((one) => Buffer.from(one).toString("utf8").replace(/\0+$/, "") || "-");
const maybe = fc.option(kept);

const packet: fc.Arbitrary<GivenPacket> = fc
  .record({
    bytes: fc.uint8Array({ maxLength: 90 }),
    beyond: fc.nat(100_000),
    seconds: fc.nat(2 ** 32 - 1),
    nanoseconds: fc.nat(999_999_999),
    direction: fc.constantFrom("inbound", "outbound", null),
    comment: maybe,
  })
  .map(({ bytes, beyond, ...rest }) => ({ ...rest, bytes, original: bytes.length + beyond }));

const count = fc.option(fc.nat(2 ** 31));
const given: fc.Arbitrary<Given> = fc.record({
  section: fc.record({ application: maybe, os: maybe, hardware: maybe, comments: fc.array(kept, { maxLength: 3 }) }),
  from: fc.record({
    name: maybe,
    description: maybe,
    linkType: fc.nat(65535),
    snaplen: fc.option(fc.integer({ min: 64, max: 262_144 })),
    timeDigits: fc.constantFrom(0, 3, 6, 9),
    filter: maybe,
    os: maybe,
  }),
  packets: fc.array(packet, { maxLength: 8 }),
  statistics: fc.option(
    fc.record({
      startTime: fc.nat(2 ** 40),
      endTime: fc.nat(2 ** 40),
      received: count,
      droppedByInterface: count,
      droppedBySystem: count,
      delivered: fc.nat(1000),
    }),
  ),
});

describe("a pcapng", () => {
  it("gives back whatever was put in", () => {
    fc.assert(
      fc.property(given, (one) => {
        const { sink, result } = readBack(Buffer.concat(record(encoders.pcapng(), one)));
        expect(result).toMatchObject({ format: "pcapng", truncated: false, error: null });
        expect(sink.all("warning")).toEqual([]);
        expect(sink.all("interface").map(({ info }) => info)).toEqual([one.from]);
        const unit = 10 ** (9 - one.from.timeDigits);
        expect(sink.packets).toEqual(
          one.packets.map(({ bytes, original, seconds, nanoseconds }, index) => ({
            kind: "packet",
            number: index + 1,
            hex: Buffer.from(bytes).toString("hex"),
            original,
            seconds,
            nanoseconds: Math.floor(nanoseconds / unit) * unit,
            interface: 0,
          })),
        );
        const told = [
          ...one.section.comments.map((comment) => ({ packet: null, text: comment })),
          ...one.packets.flatMap(({ comment }, index) =>
            comment === null ? [] : { packet: index + 1, text: comment },
          ),
        ];
        expect(sink.all("comment").map(({ comment }) => comment)).toEqual(told);
        const { droppedByInterface = null, droppedBySystem = null } = one.statistics ?? {};
        const known = droppedByInterface !== null || droppedBySystem !== null;
        const dropped = (droppedByInterface ?? 0) + (droppedBySystem ?? 0);
        expect(sink.all("dropped").map((call) => call.count)).toEqual(known ? [dropped] : []);
      }),
    );
  });

  it("is whole behind every record", () => {
    fc.assert(
      fc.property(given, (one) => {
        const pieces = record(encoders.pcapng(), one);
        for (let kept = 1; kept <= pieces.length; kept++) {
          const { sink, result } = readBack(Buffer.concat(pieces.slice(0, kept)));
          expect(result.truncated).toBe(false);
          expect(sink.packets.length).toBe(Math.min(kept - 1, one.packets.length));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("cuts a text that is longer than an option can be, where a character ends", () => {
    const comment = "é".repeat(40_000);
    const packets = [{ ...SOME_PACKET, comment }];
    const { sink } = readBack(Buffer.concat(record(encoders.pcapng(), { ...PLAIN, packets })));
    expect(sink.all("comment").at(-1)?.comment.text).toBe("é".repeat(32_767));
  });
});

describe("a pcap", () => {
  it("gives back packets, lengths, nanoseconds and the link type", () => {
    fc.assert(
      fc.property(given, (one) => {
        const { sink, result } = readBack(Buffer.concat(record(encoders.pcap(), one)));
        expect(result).toMatchObject({ format: "pcap", truncated: false, error: null });
        expect(sink.all("interface")[0]?.info).toMatchObject({ linkType: one.from.linkType, timeDigits: 9 });
        expect(
          sink.packets.map(({ hex, original, seconds, nanoseconds }) => [hex, original, seconds, nanoseconds]),
        ).toEqual(one.packets.map((p) => [Buffer.from(p.bytes).toString("hex"), p.original, p.seconds, p.nanoseconds]));
      }),
      { numRuns: 50 },
    );
  });
});

const FRAME = Buffer.concat([
  Buffer.from("00000000000000000000000008004500003400004000400600007f0000017f0000019c402328", "hex"),
  Buffer.alloc(40, 7),
]);
const SOME_PACKET: GivenPacket = {
  bytes: FRAME,
  original: FRAME.length,
  seconds: 1_763_693_870,
  nanoseconds: 123_456_789,
  direction: null,
  comment: null,
};

function folder(): string {
  return mkdtempSync(join(tmpdir(), "sharelab-capture-"));
}

describe.skipIf(!requireTools("tshark", "capinfos"))("Wireshark's programs", () => {
  const statistics = {
    startTime: 1_763_693_870_000,
    endTime: 1_763_693_871_500,
    received: 12,
    droppedByInterface: 1,
    droppedBySystem: 2,
    delivered: 3,
  };
  const packets: GivenPacket[] = [
    SOME_PACKET,
    { ...SOME_PACKET, bytes: FRAME.subarray(0, 61), nanoseconds: 999_999_999, direction: "inbound", comment: "cut" },
    { ...SOME_PACKET, direction: "outbound" },
  ];

  it("read a pcapng without a warning, with all it says", () => {
    const path = join(folder(), "x.pcapng");
    writeFileSync(path, Buffer.concat(record(encoders.pcapng(), { ...PLAIN, packets, statistics })));
    const capinfos = spawnSync("capinfos", [path], { encoding: "utf8" });
    expect([capinfos.status, capinfos.stderr]).toEqual([0, ""]);
    for (const words of [
      "pcapng",
      "nanoseconds (9)",
      "Number of packets:   3",
      "Capture application: sharelab 0",
      "Capture oper-sys:    Linux 6",
      "Capture hardware:    a machine",
      "Capture comment:     first",
      "Capture comment:     second",
      "Name = lo",
      "Description = Loopback",
      "Filter string = tcp port 9000",
      "Capture length = 262144",
      "Number of stat entries = 1",
    ]) {
      expect(capinfos.stdout).toContain(words);
    }
    const fields = ["frame.time_epoch", "frame.len", "frame.cap_len", "frame.packet_flags_direction", "frame.comment"];
    const asked = ["-n", "-r", path, "-T", "fields", ...fields.flatMap((name) => ["-e", name])];
    const tshark = spawnSync("tshark", asked, { encoding: "utf8" });
    // Debian's tshark may say that root should not run it; nothing of the file.
    expect(tshark.stderr.replace(/^Running as user "root".*\n/m, "")).toBe("");
    expect(tshark.stdout.replaceAll(/[ \t]+$/gm, "")).toBe(
      [
        `1763693870.123456789\t${FRAME.length}\t${FRAME.length}`,
        `1763693870.999999999\t${FRAME.length}\t61\t0x00000001\tcut`,
        `1763693870.123456789\t${FRAME.length}\t${FRAME.length}\t0x00000002\n`,
      ].join("\n"),
    );
  });

  it("read a pcap without a warning", () => {
    const path = join(folder(), "x.pcap");
    writeFileSync(path, Buffer.concat(record(encoders.pcap(), { ...PLAIN, packets })));
    const capinfos = spawnSync("capinfos", ["-t", "-E", "-c", "-S", "-a", path], { encoding: "utf8" });
    expect([capinfos.status, capinfos.stderr]).toEqual([0, ""]);
    expect(capinfos.stdout).toContain("nanosecond pcap");
    expect(capinfos.stdout).toContain("1763693870.123456789");
  });

  it("read a gzipped one, each flush a member of its own, whole behind any of them", async () => {
    const path = join(folder(), "x.pcapng.gz");
    const target = new GzipTarget(await fileTarget(path, false));
    const whole = record(encoders.pcapng(), { ...PLAIN, packets });
    const sizes: number[] = [];
    for (const piece of whole) {
      await target.write(piece);
      sizes.push(target.stored);
    }
    await target.close();
    const stored = readFileSync(path);
    expect(gunzipSync(stored)).toEqual(Buffer.concat(whole));
    for (const [index, size] of sizes.entries()) {
      expect(gunzipSync(stored.subarray(0, size))).toEqual(Buffer.concat(whole.slice(0, index + 1)));
    }
    expect(execFileSync("capinfos", ["-c", path], { encoding: "utf8" })).toContain("3");
  });
});

describe("a recording's file", () => {
  it.each([
    ["a.pcapng", "pcapng", false],
    ["a.pcap", "pcap", false],
    ["A.PCAP.GZ", "pcap", true],
    ["a.pcapng.gz", "pcapng", true],
    ["pcap", "pcapng", false],
    ["", "pcapng", false],
  ])("%s is %s", (name, format, compressed) => {
    const kind = fileKind(name);
    expect([kind.encoder.format, kind.compressed]).toEqual([format, compressed]);
  });

  it("holds all records in order, however large they are and however they come", async () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 60, 1500, 65_549, 700_000, 1_200_000), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(fc.boolean()), async (lengths, waits) => {
        const path = join(folder(), "x.pcapng");
        const handed: Buffer[] = [];
        const writer = new CaptureWriter(await fileTarget(path, false), (records) => handed.push(Buffer.from(records)));
        const packets = lengths.map((length, index) => ({
          ...SOME_PACKET,
          bytes: Buffer.alloc(length, index + 1),
          original: length,
        }));
        const encoder = encoders.pcapng();
        encoder.begin(writer.records, PLAIN.section, PLAIN.from);
        for (const [index, { bytes, seconds, nanoseconds }] of packets.entries()) {
          encoder.packet(writer.records, bytes, 0, bytes.length, bytes.length, seconds, nanoseconds, null, null);
          writer.added();
          if (waits[index] === true) await new Promise((resolve) => setImmediate(resolve));
        }
        await writer.close();
        const expected = Buffer.concat(record(encoders.pcapng(), { ...PLAIN, packets }));
        expect(readFileSync(path).equals(expected)).toBe(true);
        expect(Buffer.concat(handed).equals(expected)).toBe(true);
        expect(writer.stored).toBe(expected.length);
      }),
      { numRuns: 30 },
    );
  });

  it("is not replaced unless that was asked for", async () => {
    const path = join(folder(), "x.pcapng");
    writeFileSync(path, "precious");
    await expect(fileTarget(path, false)).rejects.toMatchObject({ code: "CAPTURE_FILE_EXISTS" });
    expect(readFileSync(path, "utf8")).toBe("precious");
    await (await fileTarget(path, true)).close();
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("that can't be made is told with the reason", async () => {
    await expect(fileTarget(join(folder(), "no", "x.pcapng"), false)).rejects.toMatchObject({
      code: "CAPTURE_WRITE_FAILED",
      message: expect.stringContaining("there is no such folder") as string,
    });
    await expect(fileTarget(folder(), true)).rejects.toMatchObject({ code: "CAPTURE_WRITE_FAILED" });
  });

  it.skipIf(process.platform !== "linux")("tells a full disk, once, and keeps what was written", async () => {
    const writer = new CaptureWriter(await fileTarget("/dev/full", true));
    encoders.pcapng().begin(writer.records, PLAIN.section, PLAIN.from);
    writer.added();
    await expect(writer.close()).rejects.toMatchObject({
      message: expect.stringContaining("the disk is full") as string,
    });
    expect(writer.failure).not.toBeNull();
  });
});
