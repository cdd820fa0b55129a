/** However a stream is cut into segments, its frames are the same; where it ends early, the last one says so. */
import { describe, expect, it } from "vitest";
import { cutAt, cutInto, decode, expectedFrames, noise, picture, type Part } from "./decoding.ts";

/** Of every header length that fits: 1 byte, 2 bytes; compressed well and not at all; N, the length and the body. */
const FRAMES = [
  picture(noise(3)), // 1x1
  picture(Buffer.alloc(40 * 30 * 3)),
  picture(noise(300), { level: 0 }),
  picture(Buffer.alloc(0)), // zero by zero
  picture(noise(60, 7)),
];
const STREAM = Buffer.concat(FRAMES);

async function expectWhole(parts: readonly Part[], what: string, frames = FRAMES): Promise<void> {
  const decoded = await decode(parts);
  expect(decoded.frames, what).toEqual(expectedFrames(frames, parts));
  expect(decoded, what).toMatchObject({ whole: frames.length, incomplete: 0, lostBytes: 0, notes: [] });
}

describe("a stream of frames", () => {
  it("in one segment", async () => {
    await expectWhole(cutAt(STREAM), "one segment");
  });

  it("cut in two at any byte", async () => {
    for (let at = 1; at < STREAM.length; at++) await expectWhole(cutAt(STREAM, at), `cut at ${at}`);
  });

  it("byte by byte, and in pieces of any size up to 100", async () => {
    for (let size = 1; size <= 100; size++) await expectWhole(cutInto(STREAM, size), `pieces of ${size}`);
  });

  it("cut in three at any two bytes", async () => {
    const frames = [picture(noise(3)), picture(Buffer.alloc(0)), picture(noise(12, 3))];
    const stream = Buffer.concat(frames);
    for (let a = 1; a < stream.length; a++)
      for (let b = a + 1; b < stream.length; b++) await expectWhole(cutAt(stream, a, b), `cut at ${a}, ${b}`, frames);
  });

  it("of which parts came in another order, by their packets", async () => {
    const pieces = cutInto(STREAM, 50);
    for (let salt = 1; salt < 40; salt++) {
      const order = [...noise(pieces.length, salt)].map((key, i) => [key, i + 1] as const).sort((a, b) => a[0] - b[0]);
      const shuffled = pieces.map((part, i) => ({ ...part, packet: order[i]![1] }));
      await expectWhole(shuffled, `shuffle ${salt}`);
    }
  });

  it("without inflating: all but the raw sizes", async () => {
    const decoded = await decode(cutInto(STREAM, 7), { inflate: false });
    const expected = expectedFrames(FRAMES, cutInto(STREAM, 7));
    expect(decoded.frames).toEqual(expected.map((frame) => ({ ...frame, rawBytes: null, intact: null })));
  });
});

describe("a stream that ends early", () => {
  it("at any byte: whole frames before, then one that says what is missing", async () => {
    for (let length = 0; length < STREAM.length; length++) {
      const { frames, whole, incomplete, lostBytes } = await decode(cutInto(STREAM.subarray(0, length), 9));
      const before = FRAMES.filter((_, i) => Buffer.concat(FRAMES.slice(0, i + 1)).length <= length);
      const reached = Buffer.concat(before).length;
      const rest = length - reached;
      expect({ whole, incomplete, lostBytes }, `${length} bytes`).toEqual({
        whole: before.length,
        incomplete: rest > 0 ? 1 : 0,
        lostBytes: 0,
      });
      expect(frames.slice(0, whole).every(({ intact }) => intact === true)).toBe(true);
      const last = frames[whole];
      if (rest === 0) {
        expect(last).toBeUndefined();
        continue;
      }
      const next = FRAMES[whole]!;
      const headerBytes = 1 + next[0]!;
      expect(last, `${length} bytes`).toMatchObject({ offset: reached, whole: false, intact: false, rawBytes: null });
      // Two bytes of the zlib stream belong to what makes a header a header.
      if (rest < headerBytes + 2) expect(last?.problem).toBe("the stream ends inside its header");
      else expect(last?.problem).toBe(`the stream ends ${next.length - rest} bytes before the frame does`);
    }
  });
});
