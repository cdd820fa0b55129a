/** Bodies that are not what their header says, or too much; and bytes that only look like frames. */
import { createDeflateRaw, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { AnalyzeOptionError } from "../../src/analyze/errors.ts";
import { Scenario } from "../support/scenario.ts";
import { requireTools } from "../support/tools.ts";
import { cutInto, decode, frameOf, headerOf, noise, picture, type Decoded, type Part } from "./decoding.ts";
import { python, READ_FRAMES } from "./python.ts";

const LIMIT = 100_000;
const RAW = Buffer.alloc(3000, "pixels");
const zlib = deflateSync(RAW);
const large = deflateSync(noise(6000));

function changed(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + at]! ^= 1;
  return copy;
}

interface Body {
  readonly what: string;
  readonly frame: Buffer;
  /** Of the record; null: an intact frame. */
  readonly problem: RegExp | null;
  readonly python: string | readonly number[];
}

const small = picture(Buffer.from("rgb"));
const full = picture(Buffer.alloc(LIMIT));
const BODIES: readonly Body[] = [
  { what: "1x1", frame: small, problem: null, python: [2, small.length - 2, 3] },
  { what: "0x0", frame: picture(Buffer.alloc(0)), problem: null, python: [2, 8, 0] },
  { what: "as large as the limit", frame: full, problem: null, python: [2, full.length - 2, LIMIT] },
  {
    what: "one byte over the limit",
    frame: picture(Buffer.alloc(LIMIT + 1)),
    problem: /^it inflates to more than the limit of 100000 bytes$/,
    python: "too large",
  },
  {
    what: "a larger body over the limit",
    frame: picture(Buffer.concat([noise(4000), Buffer.alloc(LIMIT)])),
    problem: /^it inflates to more than the limit of 100000 bytes$/,
    python: "too large",
  },
  ...[zlib, large].flatMap((body, i): Body[] => {
    const size = ["small", "large"][i]!;
    return [
      {
        what: `${size}, a wrong Adler-32`,
        frame: frameOf(changed(body, -1)),
        problem: /^it does not inflate: incorrect data check$/,
        python: "does not inflate",
      },
      {
        what: `${size}, a wrong bit in the middle`,
        frame: frameOf(changed(body, -body.length >> 1)),
        problem: /^it(s zlib stream)? does not /,
        python: "does not inflate",
      },
      {
        what: `${size}, without its last byte`,
        frame: frameOf(body.subarray(0, -1)),
        problem: /^its zlib stream does not end within the length in its header$/,
        python: "unfinished",
      },
      {
        what: `${size}, with a byte behind its zlib stream`,
        frame: frameOf(Buffer.concat([body, Buffer.alloc(1)])),
        problem: /^its zlib stream ends 1 bytes before the length in its header$/,
        python: "trailing bytes",
      },
      {
        what: `${size}, two zlib streams in one frame`,
        frame: frameOf(Buffer.concat([body, zlib])),
        problem: new RegExp(`^its zlib stream ends ${zlib.length} bytes before the length in its header$`),
        python: "trailing bytes",
      },
      {
        what: `${size}, deflate of the reserved block type`,
        frame: frameOf(Buffer.concat([Buffer.of(0x78, 0x9c, 0x07), body])),
        problem: /^it does not inflate: invalid block type$/,
        python: "does not inflate",
      },
    ];
  }),
];

describe("a body", () => {
  it.each(BODIES)("$what", async ({ frame, problem }) => {
    // In the middle of a stream: what is wrong with one frame costs no other.
    const { frames, lostBytes } = await decode(cutInto(Buffer.concat([small, frame, small]), 1000), {
      maxFrameBytes: LIMIT,
    });
    expect(frames.map(({ intact }) => intact)).toEqual([true, problem === null, true]);
    expect(frames.every(({ whole }) => whole)).toBe(true);
    expect(lostBytes).toBe(0);
    if (problem === null) expect(frames[1]?.problem).toBeNull();
    else expect(frames[1]).toMatchObject({ rawBytes: null, problem: expect.stringMatching(problem) as string });
  });

  it("with a preset dictionary is none", async () => {
    const body = deflateSync(RAW, { dictionary: Buffer.from("pixels") });
    const { frames, notes, lostBytes } = await decode(cutInto(Buffer.concat([frameOf(body), small, small]), 100));
    expect(frames.map(({ offset }) => offset)).toEqual([body.length + 2, body.length + 2 + small.length]);
    expect(notes).toEqual([
      {
        code: "frame-header-invalid",
        packet: 1,
        message: expect.stringContaining("is not how a zlib stream") as string,
      },
    ]);
    expect(lostBytes).toBe(body.length + 2);
  });

  it.skipIf(!requireTools("python3"))("is intact or broken as Python says", () => {
    const frames = BODIES.map(({ frame }) => frame.toString("hex"));
    const judged = python(READ_FRAMES, { frames, limit: LIMIT }) as (string | number[])[];
    expect(BODIES.map(({ what }, i) => [what, judged[i]])).toEqual(BODIES.map((body) => [body.what, body.python]));
  });
});

describe("a claim", () => {
  it.each([2n ** 60n, 2n ** 64n - 1n, 2n ** 27n + 1n, 2n ** 40n])("of %s bytes is not believed", async (length) => {
    const stream = Buffer.concat([headerOf(length), zlib, small, small]);
    const { frames, notes, lostBytes } = await decode(cutInto(stream, 64), { maxFrameBytes: 2 ** 27 });
    expect(notes[0]?.code).toBe("frame-length-over-limit");
    expect(frames.map(({ intact }) => intact)).toEqual([true, true]);
    expect(lostBytes).toBe(stream.length - 2 * small.length);
  });

  it("of 128 MiB takes no more memory than there are bytes", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const kept: Decoded[] = [];
    for (let i = 0; i < 200; i++)
      kept.push(
        await decode([{ bytes: Buffer.concat([headerOf(2 ** 27), zlib]), packet: 1 }], { maxFrameBytes: 2 ** 27 }),
      );
    expect(kept.every(({ incomplete }) => incomplete === 1)).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(128 * 2 ** 20);
  });
});

describe("the limit", () => {
  const s = new Scenario().handshake();
  s.server.send(0, { payload: small });
  const capture = s.pcap();

  it.each([2 ** 33, Number.MAX_SAFE_INTEGER])(
    "of %d bytes, more than any buffer has, lets frames pass",
    async (maxFrameBytes) => {
      const { streams } = await analyze(capture, { maxFrameBytes });
      expect(streams[0]?.frames?.list).toMatchObject([{ raw_bytes: 3, intact: true }]);
    },
  );

  it("of 0 lets none pass", async () => {
    const { streams } = await analyze(capture, { maxFrameBytes: 0 });
    expect(streams[0]).toMatchObject({ frames: null, notes: [{ code: "frame-length-over-limit" }] });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, -1])("of %d is refused", async (maxFrameBytes) => {
    await expect(analyze(capture, { maxFrameBytes })).rejects.toThrow(AnalyzeOptionError);
  });
});

describe("a bomb", () => {
  it("of 10 GB in 10 MB is let off at the limit", async () => {
    const body = await bomb(10e9, 10_000);
    expect(body.length).toBeLessThan(12e6);
    const before = process.memoryUsage.rss();
    const stream = Buffer.concat([frameOf(body), small]);
    const { frames } = await decode(cutInto(stream, 1_000_000), { maxFrameBytes: 2 ** 27 });
    expect(frames[0]).toMatchObject({
      whole: true,
      intact: false,
      problem: "it inflates to more than the limit of 134217728 bytes",
    });
    expect(frames[1]?.intact).toBe(true);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
  });

  it("in mid-stream is not looked at beyond 32 MiB", async () => {
    const body = deflateSync(Buffer.alloc(40 * 2 ** 20));
    const stream = Buffer.concat([frameOf(body), small, small]);
    const decoded = await decode(cutInto(stream, 1460), { fromStart: false, maxFrameBytes: 2 ** 27 });
    expect(decoded).toMatchObject({ whole: 2, lostBytes: stream.length - 2 * small.length });
  });

  /** A deflate stream of zeros, made of the same compressed piece again and again; its Adler-32 is never reached. */
  async function bomb(bytes: number, pieces: number): Promise<Buffer> {
    const deflate = createDeflateRaw({ level: 9 });
    const out: Buffer[] = [];
    deflate.on("data", (piece: Buffer) => out.push(piece));
    await new Promise<void>((resolve) => {
      deflate.write(Buffer.alloc(bytes / pieces));
      deflate.flush(() => {
        resolve();
      });
    });
    deflate.destroy();
    const piece = Buffer.concat(out);
    return Buffer.concat([Buffer.of(0x78, 0xda), ...Array.from({ length: pieces }, () => piece), Buffer.alloc(4)]);
  }
});

describe("a false frame", () => {
  const fake = picture(noise(200, 3));
  /** A picture that holds a whole frame, stored and so visible in its body. */
  const holding = picture(Buffer.concat([noise(100), fake, noise(300, 2)]), { level: 0 });
  const stream = Buffer.concat([holding, small, small]);

  it("inside a body that is read from its start is pixels", async () => {
    for (const size of [1, 50, 5000])
      expect((await decode(cutInto(stream, size))).frames.map(({ offset }) => offset)).toEqual([
        0,
        holding.length,
        holding.length + small.length,
      ]);
  });

  it("is seen through in a capture from mid-stream: no header follows it", async () => {
    for (let from = 1; from < holding.length; from++) {
      const decoded = await decode(cutInto(stream.subarray(from), 70), { fromStart: false });
      expect(decoded, `from ${from}`).toMatchObject({ whole: 2, lostBytes: holding.length - from });
    }
  });

  it("is seen through behind a gap", async () => {
    const parts: Part[] = [
      { bytes: small.subarray(0, 1), packet: 1 },
      { hole: small.length },
      ...cutInto(stream.subarray(1), 90),
    ];
    expect(await decode(parts)).toMatchObject({ whole: 2, incomplete: 1 });
  });

  it("two of them in a row are taken for frames, until the true ones contradict", async () => {
    const holdingTwo = picture(Buffer.concat([noise(100), fake, fake, Buffer.from("and no third"), noise(300, 2)]), {
      level: 0,
    });
    const decoded = await decode(cutInto(Buffer.concat([holdingTwo, small, small]).subarray(9), 70), {
      fromStart: false,
    });
    expect(decoded.whole).toBe(4);
    expect(decoded.frames.slice(2).map(({ offset }) => offset)).toEqual([
      holdingTwo.length - 9,
      holdingTwo.length - 9 + small.length,
    ]);
  });

  it("thousands that inflate for long don't keep the search from ending", async () => {
    // Each head is a header and a stored block that ends where one chain of stored blocks begins, which all of them share.
    const heads = Array.from({ length: 5900 }, (_, i) => {
      const head = Buffer.from([3, 0x7f, 0, 0, 0x78, 0x01, 0, 0, 0, 0, 0]);
      const length = 11 * (5900 - i - 1);
      head.writeUInt16LE(length, 7);
      head.writeUInt16LE(~length & 0xffff, 9);
      return head;
    });
    const block = Buffer.concat([Buffer.of(0, 0xff, 0xff, 0, 0), Buffer.alloc(65_535)]);
    const hostile = Buffer.concat([...heads, ...Array.from({ length: 100 }, () => block)]);
    const decoded = await decode(cutInto(hostile, 60_000), { fromStart: false, maxFrameBytes: 2 ** 27 });
    expect(decoded).toMatchObject({ whole: 0, incomplete: 0, lostBytes: hostile.length });
  });
});
