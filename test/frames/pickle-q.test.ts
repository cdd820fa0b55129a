/** pickle-q in the analyzer: every size field, every split, holes, streams joined late, and pickles that are no pictures. */
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import { cutAt, cutInto, noise, type Decoded, type Part } from "./decoding.ts";
import { decodePickles, expectedPickles, FIELDS, framed, video, type Field, type Sent } from "./pickle-streams.ts";

const sentWith = (field: Field): Sent[] => [
  video(3, 2, field),
  video(1, 1, field, 5),
  video(9, 7, field, 2),
  video(5, 4, field, 3),
];
const joined = (sent: readonly Sent[]): Buffer => Buffer.concat(sent.map(({ bytes }) => bytes));

describe.each(FIELDS)("a stream with the size field %s", (field) => {
  const sent = sentWith(field);
  const stream = joined(sent);

  it("cut in two at any byte", async () => {
    for (let at = 0; at < stream.length; at++) {
      const parts = at === 0 ? cutAt(stream) : cutAt(stream, at);
      const decoded = await decodePickles(parts);
      expect(decoded.frames, `cut at ${at}`).toEqual(expectedPickles(sent, parts));
      expect(decoded).toMatchObject({ whole: sent.length, incomplete: 0, lostBytes: 0, notes: [] });
    }
  });

  it("byte by byte, and in pieces of any size up to 40", async () => {
    for (let size = 1; size <= 40; size++) {
      const parts = cutInto(stream, size);
      expect((await decodePickles(parts)).frames, `pieces of ${size}`).toEqual(expectedPickles(sent, parts));
    }
  });

  it("that ends at any byte: whole frames before, then one that says what is missing", async () => {
    for (let length = 0; length < stream.length; length += 3) {
      const { frames, whole, incomplete, lostBytes } = await decodePickles(cutInto(stream.subarray(0, length), 50));
      const before = sent.filter((_, i) => joined(sent.slice(0, i + 1)).length <= length);
      const rest = length - joined(before).length;
      expect({ whole, incomplete, lostBytes }, `${length} bytes`).toEqual({
        whole: before.length,
        incomplete: rest > 0 ? 1 : 0,
        lostBytes: 0,
      });
      if (rest > 0) expect(frames.at(-1)).toMatchObject({ intact: false, whole: false, rawBytes: null, array: null });
    }
  });

  it("joined at any byte: the next frame is found, and the bytes before it are counted as lost", async () => {
    const starts = sent.map((_, i) => joined(sent.slice(0, i)).length);
    // The last 4 bytes of a big-endian field of 8 are a field of their own.
    const spared = field === ">Q" ? 4 : 0;
    for (let from = 0; from < stream.length; from++) {
      const decoded = await decodePickles(cutInto(stream.subarray(from), 31), { fromStart: false });
      expect(decoded.whole, `from ${from}`).toBe(starts.filter((start) => start + spared >= from).length);
      expect(decoded.frames.every(({ intact }) => intact === true)).toBe(true);
      expect(decoded.incomplete).toBe(0);
    }
  });
});

describe("a size that can be read either way round", () => {
  // 0x00000101 and 0x01010000; both are below the limit.
  const limit = 2 ** 27;
  it.each(["<L", ">L"] as const)("is told by the pickle: %s", async (field) => {
    let found = 0;
    for (let width = 1; width < 400; width++) {
      const sent = video(width, 1, field);
      const size = sent.bytes.length - 4;
      if ((size & 0xff) > 7) continue;
      found++;
      const two = [sent, video(4, 4, field)];
      for (const parts of [cutAt(joined(two)), cutInto(joined(two), 1), cutInto(joined(two), 100)])
        expect((await decodePickles(parts, { maxFrameBytes: limit })).frames).toEqual(expectedPickles(two, parts));
    }
    expect(found).toBeGreaterThan(10);
  });
});

describe("a hole", () => {
  const sent = [video(20, 10), video(30, 10), video(20, 20), video(10, 10)];
  const stream = joined(sent);
  const without = (from: number, count: number): Part[] => [
    ...cutInto(stream.subarray(0, from), 97),
    { hole: count },
    ...cutInto(stream.subarray(from + count), 97).map((part) => ({
      ...part,
      packet: ("packet" in part ? part.packet : 0) + 100,
    })),
  ];
  const offsets = sent.map((_, i) => joined(sent.slice(0, i)).length);

  it("anywhere costs the frames that it touches, and no other", async () => {
    for (let from = 0; from < stream.length - 40; from += 7) {
      const decoded = await decodePickles(without(from, 40));
      const hit = sent.filter((one, i) => offsets[i]! < from + 40 && offsets[i]! + one.bytes.length > from);
      const good = decoded.frames.filter(({ intact }) => intact === true);
      expect(
        good.map(({ offset }) => offset),
        `from ${from}`,
      ).toEqual(offsets.filter((_, i) => !hit.includes(sent[i]!)));
      expect(decoded.lostBytes).toBeGreaterThanOrEqual(40);
    }
  });

  it("says why bytes are missing", async () => {
    const parts: Part[] = [...cutAt(stream.subarray(0, 300)), { hole: 100, why: "snaplen" }];
    const { frames } = await decodePickles([...parts, { bytes: stream.subarray(400), packet: 9 }]);
    expect(frames[0]).toMatchObject({ missingBytes: 100, intact: false });
    expect(frames[0]?.problem).toBe("100 bytes of it were cut off by the capture's snaplen");
  });
});

describe("bytes between frames", () => {
  it("are skipped, with a note where they begin, whatever they are", async () => {
    const garbage = [Buffer.from("numpy.core numpy"), noise(700), Buffer.alloc(300), Buffer.alloc(50, 0x80)];
    for (const bytes of garbage) {
      const stream = Buffer.concat([video(8, 8).bytes, bytes, video(9, 9).bytes, bytes, video(7, 7).bytes]);
      for (const size of [1, 13, 500]) {
        const decoded = await decodePickles(cutInto(stream, size));
        expect(decoded).toMatchObject({ whole: 3, incomplete: 0, lostBytes: 2 * bytes.length });
        expect(decoded.notes[0]).toMatchObject({ code: "frame-header-invalid" });
      }
    }
  });

  it("that are pixels of a picture of a frame are no frame's beginning", async () => {
    // A picture whose pixels are a whole frame, in a stream that is joined before it.
    const inner = video(10, 10).bytes;
    const pixels = Buffer.concat([inner, Buffer.alloc(3 * 200 - inner.length)]);
    const outer = framed(pickleWith(pixels, 20, 10));
    const decoded = await decodePickles(cutInto(Buffer.concat([outer, outer]), 40));
    expect(decoded.frames.map(({ array }) => array?.shape)).toEqual([
      [10, 20, 3],
      [10, 20, 3],
    ]);
  });
});

/** By the plain recipe of pickle's protocol 3. */
function pickleWith(
  pixels: Uint8Array,
  width: number,
  height: number,
  dtype = "u1",
  module = "numpy.core.multiarray",
): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(pixels.length);
  const l1 = (text: string): Buffer => Buffer.from(text, "latin1");
  return Buffer.concat([
    l1(`\x80\x03c${module}\n_reconstruct\ncnumpy\nndarray\nK\0\x85C\x01b\x87R(K\x01K`),
    Buffer.from([height]),
    l1("K"),
    Buffer.from([width]),
    l1(
      `K\x03\x87cnumpy\ndtype\nX\x02\0\0\0${dtype}K\0K\x01\x87R(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89B`,
    ),
    length,
    pixels,
    l1("tb."),
  ]);
}

async function only(bytes: Uint8Array, more: Uint8Array = video(4, 4).bytes): Promise<Decoded> {
  return decodePickles(cutInto(Buffer.concat([bytes, more]), 60));
}

describe("a pickle that is no picture", () => {
  const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

  it.each([
    ["a call", latin1("\x80\x03cposix\nsystem\nX\x02\0\0\0id\x85R."), /names "posix" "system"/],
    ["another opcode", latin1("\x80\x03]q\0."), /EMPTY_LIST/],
    ["a persistent id", latin1("\x80\x03Pid\n."), /PERSID/],
    ["another type", pickleWith(Buffer.alloc(12), 2, 2, "f4"), /dtype is "f4", not uint8/],
    [
      "a shape that has not its bytes",
      pickleWith(Buffer.alloc(12), 200, 200),
      /shape is \(200, 200, 3\), but it has 12/,
    ],
    [
      "bytes that say to be more than there are",
      latin1("\x80\x04\x8e\0\0\0\0\0\0\0\x80"),
      /needs 9223372036854776000 bytes/,
    ],
    [
      "bytes behind its end",
      Buffer.concat([pickleWith(Buffer.alloc(12), 2, 2), Buffer.alloc(5)]),
      /ends 5 bytes before/,
    ],
    ["no end", pickleWith(Buffer.alloc(12), 2, 2).subarray(0, -1), /bytes, 0 are left/],
  ])("%s: the frame says so, and the next one is read", async (_, pickle, problem) => {
    const { frames, whole, notes } = await only(framed(pickle));
    expect(frames[0]).toMatchObject({ whole: true, intact: false, rawBytes: null, array: null, sizeField: "Q" });
    expect(frames[0]?.problem).toMatch(problem);
    expect({ whole, notes, intact: frames[1]?.intact }).toEqual({ whole: 2, notes: [], intact: true });
  });

  it("has no effect through what its numbers say", async () => {
    const shape = Buffer.from(pickleWith(Buffer.alloc(12), 2, 2));
    const at = shape.indexOf("K\x01K") + 2;
    const overflow = Buffer.concat([
      shape.subarray(0, at),
      latin1("J\xff\xff\xff\x7fJ\xff\xff\xff\x7f"),
      shape.subarray(at + 4),
    ]);
    expect((await only(framed(overflow))).frames[0]).toMatchObject({ intact: false, rawBytes: null });
  });

  it.each([
    ["Q", 2n ** 63n + 1n],
    ["Q", 2n ** 64n - 1n],
    [">Q", 2n ** 63n + 1n],
    ["<L", 0xffff_ffffn],
    [">L", 0xffff_fffdn],
  ] as const)(
    "with a size field %s of %d: none of it is believed, and the next frame is found",
    async (field, size) => {
      const pickle = pickleWith(Buffer.alloc(12), 2, 2);
      const { frames, notes } = await only(framed(pickle, field, size));
      expect(notes[0]?.code).toBe("frame-length-over-limit");
      expect(notes[0]?.message).toContain("over the limit of 1048576");
      expect(frames).toMatchObject([{ intact: true, offset: pickle.length + (field.endsWith("Q") ? 8 : 4) }]);
    },
  );

  it.each([
    ["Q", 2n ** 63n],
    ["Q", 2n ** 62n],
    ["<L", 2n ** 31n],
  ] as const)("with a size field %s of %d, which is a small one the other way round", async (field, size) => {
    const bytes = framed(video(9, 7).bytes.subarray(8), field, size);
    const parts = [
      cutAt(Buffer.concat([bytes, video(4, 4).bytes])),
      cutInto(Buffer.concat([bytes, video(4, 4).bytes]), 1),
    ];
    for (const part of parts) {
      const { frames, notes } = await decodePickles(part);
      expect(notes[0]?.code).toBe("frame-length-over-limit");
      expect(notes[0]?.message).toContain(`${size} bytes (${field})`);
      expect(frames).toMatchObject([{ intact: true, offset: bytes.length }]);
    }
  });

  it("of random changes never ends the reading, and never breaks what stands elsewhere", async () => {
    const good = video(6, 5).bytes;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 200 }),
        async (changes, size) => {
          const bad = Buffer.from(good);
          for (const [at, value] of changes) bad[at] = value;
          const stream = Buffer.concat([good, bad, good, good]);
          const decoded = await decodePickles(cutInto(stream, size));
          expect(decoded.frames[0]).toMatchObject({ offset: 0, intact: true });
          for (const frame of decoded.frames) expect(frame.intact === false).toBe(frame.problem !== null);
          const counted = decoded.frames.reduce(
            (sum, frame) => sum + frame.headerBytes + (frame.compressedBytes ?? 0),
            0,
          );
          expect(decoded.whole + decoded.incomplete).toBe(decoded.frames.length);
          if (decoded.incomplete === 0) expect(counted + decoded.lostBytes).toBe(stream.length);
        },
      ),
      { numRuns: 800 },
    );
  });

  it("that is nothing but noise behind a good beginning is never taken for a picture of its own", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (rest) => {
        const pickle = Buffer.concat([Buffer.from([0x80, 4]), rest]);
        const { frames } = await only(framed(pickle));
        expect(frames.length).toBeGreaterThan(0);
        expect(frames.at(-1)?.intact).toBe(true);
      }),
      { numRuns: 800 },
    );
  });
});

const PYTHON = "/usr/bin/python3";
const WRITES = `
import base64, json, pickle, struct, numpy
made = []
for protocol in (2, 3, 4, 5):
    for shape in ((1, 1, 3), (2, 3, 3), (21, 1, 3), (22, 1, 3), (60, 80, 3)):
        for order in "CF":
            for field in ("Q", ">Q", "<L", ">L"):
                array = numpy.asarray(numpy.arange(numpy.prod(shape)).reshape(shape) % 251, dtype=numpy.uint8, order=order)
                body = pickle.dumps(array, protocol)
                made.append([field, shape, base64.b64encode(struct.pack(field, len(body)) + body).decode()])
print(json.dumps(made))
`;

describe.skipIf(!requireTools("python3"))("numpy's own pickles", () => {
  it("are read of every protocol, order and size field, and found in mid-stream", async () => {
    const made = JSON.parse(execFileSync(PYTHON, ["-c", WRITES], { encoding: "utf8", maxBuffer: 1 << 26 })) as [
      Field,
      [number, number, number],
      string,
    ][];
    expect(made).toHaveLength(160);
    for (const [field, shape, text] of made) {
      const bytes = Buffer.from(text, "base64");
      for (const fromStart of [true, false]) {
        const parts = cutInto(Buffer.concat([bytes, bytes]), 1000);
        const { frames, lostBytes } = await decodePickles(parts, { fromStart, maxFrameBytes: 2 ** 27 });
        const read = { sizeField: field, array: { shape, dtype: "uint8" }, intact: true, problem: null };
        expect({ frames, lostBytes }, `${field} ${shape.join()}`).toMatchObject({ frames: [read, read], lostBytes: 0 });
      }
    }
  });
});
