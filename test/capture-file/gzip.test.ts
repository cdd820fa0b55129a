import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../src/analyze/capture-file/feed.ts";
import { EmptyCaptureError, UnknownFormatError } from "../../src/analyze/errors.ts";
import { cutInto, pushAll, read, Recording, streamOf } from "./recording.ts";
import { SAMPLES, somePcap } from "./samples.ts";

const plain = somePcap(3000);
const packed = gzipSync(plain);
const expected = pushAll([plain]);

/** What stored blocks (RFC 1951 section 3.2.4: 5 bytes of header, then the bytes themselves) hold, also where cut. */
function storedBytes(gz: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 10; at + 5 <= gz.length;) {
    const length = gz.readUInt16LE(at + 1);
    blocks.push(gz.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return Buffer.concat(blocks);
}

describe("a gzipped capture", () => {
  it.each(SAMPLES)("$name: reads as the capture inside", async ({ pieces }) => {
    const bytes = Buffer.concat(pieces);
    const gz = gzipSync(bytes);
    const { result, sink } = await read(gz);
    expect(sink).toEqual(pushAll([bytes]).sink);
    expect(result).toMatchObject({ compressed: true, bytes: gz.length, truncated: false, error: null });
  });

  it("may come in pieces of any size, and in several members with the cuts anywhere", async () => {
    const members = [...cutInto(plain, 7777)].map((part) => gzipSync(part));
    for (const size of [1009, 65_537]) {
      expect((await read(streamOf(cutInto(Buffer.concat(members), size)))).sink).toEqual(expected.sink);
    }
    const small = gzipSync(somePcap(3));
    expect((await read(streamOf(cutInto(small, 1)))).sink).toEqual(pushAll([somePcap(3)]).sink);
  });

  it("may have a name, a comment and extra fields in its header", async () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 0x1c, 0, 0, 0, 0, 0, 3]);
    const extra = Buffer.from([4, 0, 1, 2, 3, 4]);
    const fields = Buffer.concat([extra, Buffer.from("capture.pcap\0"), Buffer.from("a comment\0")]);
    const { sink } = await read(Buffer.concat([header, fields, packed.subarray(10)]));
    expect(sink).toEqual(expected.sink);
  });

  it("may be filled up with zeros, as tapes and some disks do", async () => {
    for (const zeros of [1, 511, 300_000]) {
      const { result, sink } = await read(Buffer.concat([packed, Buffer.alloc(zeros)]));
      expect(result).toMatchObject({ error: null, truncated: false });
      expect(sink).toEqual(expected.sink);
    }
  });

  it("that expands a thousandfold is dealt with as it expands", async () => {
    // Zeros behind the last packet are millions of packets of no bytes at the epoch; a piece of gzip holds 64 MiB of them.
    const mebibytes = 128;
    const zeros = gzipSync(Buffer.alloc(1024 * 1024));
    const bomb = Buffer.concat([gzipSync(somePcap(1)), ...Array.from({ length: mebibytes }, () => zeros)]);
    const before = process.memoryUsage().arrayBuffers;
    let packets = 0;
    let most = 0;
    const sink = new Recording();
    sink.packet = () => {
      if (++packets % 100_000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    };
    expect((await readCapture(bomb, sink)).error).toBeNull();
    expect(packets).toBe(1 + (mebibytes * 1024 * 1024) / 16);
    expect(most).toBeLessThan(48 * 1024 * 1024);
  });
});

describe("a gzip file cut short", () => {
  it("is read as far as it goes, wherever it is cut, and counts as truncated", async () => {
    for (let length = 400; length < packed.length; length += 211) {
      const { result, sink } = await read(packed.subarray(0, length));
      expect(result, `${length} bytes`).toMatchObject({
        truncated: true,
        compressed: true,
        error: null,
        bytes: length,
      });
      expect(sink.packets).toEqual(expected.sink.packets.slice(0, sink.packets.length));
      expect(sink.warningCodes).toEqual(["truncated-file"]);
    }
  });

  it("gives every packet when only its checksum is missing", async () => {
    for (let missing = 1; missing <= 8; missing++) {
      const { result, sink } = await read(packed.subarray(0, packed.length - missing));
      expect(result.truncated).toBe(true);
      expect(sink.packets).toEqual(expected.sink.packets);
      expect(sink.warningCodes).toEqual(["truncated-file"]);
    }
  });

  it("gives every byte that was inflated: with stored blocks that is every whole packet", async () => {
    const stored = gzipSync(plain, { level: 0 });
    const length = stored.length - 5000;
    const { sink } = await read(stored.subarray(0, length));
    expect(sink.packets).toEqual(pushAll([storedBytes(stored.subarray(0, length))]).sink.packets);
  });

  it("inside its own header is no capture", async () => {
    await expect(read(packed.subarray(0, 6))).rejects.toThrow(EmptyCaptureError);
    await expect(read(packed.subarray(0, 2))).rejects.toThrow(UnknownFormatError);
  });
});

describe("a damaged gzip file", () => {
  const flip = (at: number): Buffer => {
    const bytes = Buffer.from(gzipSync(plain, { level: 0 }));
    bytes[at]! ^= 0xff;
    return bytes;
  };

  it("with a wrong checksum gives every packet, and the error", async () => {
    const bytes = flip(gzipSync(plain, { level: 0 }).length - 6);
    for (const input of [bytes, Buffer.concat([bytes, Buffer.alloc(7)])]) {
      const { result, sink } = await read(input);
      expect(result.error).toMatchObject({ code: "CAPTURE_DECOMPRESSION_FAILED" });
      expect(result.error!.remedy).not.toBe("");
      expect(sink.packets).toEqual(expected.sink.packets);
    }
  });

  it("gives what was inflated before the damage", async () => {
    // The second stored block's length no longer fits its complement.
    const first = gzipSync(plain, { level: 0 }).readUInt16LE(11);
    const { result, sink } = await read(flip(10 + 5 + first + 1));
    expect(result.error).toMatchObject({ code: "CAPTURE_DECOMPRESSION_FAILED" });
    expect(sink.packets).toEqual(pushAll([plain.subarray(0, first)]).sink.packets);
    expect(sink.packets.length).toBeGreaterThan(100);
  });

  it("from a stream, which can't be read again, gives the error too", async () => {
    const bytes = flip(gzipSync(plain, { level: 0 }).length - 6);
    const { result } = await read(streamOf(cutInto(bytes, 10_000)));
    expect(result.error).toMatchObject({ code: "CAPTURE_DECOMPRESSION_FAILED" });
  });

  it("in its first block is an exception: nothing is known of what it holds", async () => {
    const bytes = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), Buffer.alloc(100, 0xff)]);
    await expect(read(bytes)).rejects.toMatchObject({ code: "CAPTURE_DECOMPRESSION_FAILED" });
  });

  it("with something else behind it gives the capture, and the error", async () => {
    const { result, sink } = await read(Buffer.concat([packed, Buffer.from("trailing garbage")]));
    expect(result.error).toMatchObject({ code: "CAPTURE_DECOMPRESSION_FAILED" });
    expect(sink.packets).toEqual(expected.sink.packets);
  });
});

describe("what a gzip file may hold besides a capture", () => {
  it("nothing", async () => {
    await expect(read(gzipSync(""))).rejects.toThrow(EmptyCaptureError);
  });

  it("another gzip file", async () => {
    await expect(read(gzipSync(packed))).rejects.toThrow(/gzip file inside a gzip file/);
  });

  it("a text", async () => {
    await expect(read(gzipSync("Dear diary"))).rejects.toThrow(UnknownFormatError);
  });
});

describe("a sink that throws", () => {
  it("is not taken for damage", async () => {
    const failing = new Recording();
    failing.packet = () => {
      throw new RangeError("the sink's own");
    };
    await expect(readCapture(packed, failing)).rejects.toThrow("the sink's own");
    await expect(readCapture(plain, failing)).rejects.toThrow("the sink's own");
  });
});
