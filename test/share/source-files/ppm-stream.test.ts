/** Frames out of ffmpeg's PPM stream, wherever the pipe cuts it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PpmError, PpmFrames, type RawFrame } from "../../../src/share/source/ffmpeg-process/ppm-stream.ts";

function ppm(width: number, height: number, fill: number): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(width * height * 3, fill)]);
}

function collect(pieces: readonly Buffer[]): { frames: RawFrame[]; unfinished: boolean } {
  const frames: RawFrame[] = [];
  const assembler = new PpmFrames((bytes) => Buffer.alloc(bytes));
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const { taken, frame } = assembler.push(piece, at);
      at += taken;
      if (frame !== null) frames.push(frame);
    }
  }
  return { frames, unfinished: assembler.unfinished };
}

const STREAM = Buffer.concat([ppm(3, 2, 10), ppm(1, 1, 0x50), ppm(4, 1, 255)]);
const WHOLE = collect([STREAM]);

describe("PpmFrames", () => {
  it("takes frames of any size one after another", () => {
    expect(WHOLE.frames.map(({ width, height, pixels }) => [width, height, pixels.length, pixels[0]])).toEqual([
      [3, 2, 18, 10],
      [1, 1, 3, 0x50],
      [4, 1, 12, 255],
    ]);
    expect(WHOLE.unfinished).toBe(false);
  });

  it("gives the same frames however the stream is cut", () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      expect(collect([STREAM.subarray(0, cut), STREAM.subarray(cut)])).toEqual(WHOLE);
    }
    expect(collect([...STREAM].map((byte) => Buffer.from([byte])))).toEqual(WHOLE);
    const cuts = fc.array(fc.nat(STREAM.length), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (at) => {
        const edges = [0, ...at.toSorted((a, b) => a - b), STREAM.length];
        const pieces = edges.slice(1).map((end, i) => STREAM.subarray(edges[i], end));
        expect(collect(pieces)).toEqual(WHOLE);
      }),
    );
  });

  it("knows whether the stream ends in the middle of a frame", () => {
    const ends = [18 + 11, 18 + 11 + 3 + 11, STREAM.length];
    for (let end = 1; end <= STREAM.length; end++) {
      expect([end, collect([STREAM.subarray(0, end)]).unfinished]).toEqual([end, !ends.includes(end)]);
    }
  });

  it.each([
    ["P5\n1 1\n255\n\0", "where a frame should begin"],
    ["P6\n0 1\n255\n", "where a frame should begin"],
    ["P6\n1 1\n65535\n", "where a frame should begin"],
    ["Segmentation fault, core dumped", "where a frame should begin"],
    ["P6\n999999 999999\n255\n", "too large"],
    ["P6\n1 1\n255\nRGBP6\n1 -1\n255\n", "where a frame should begin"],
  ])("refuses %j, and takes no memory for it", (text, words) => {
    const taken: number[] = [];
    const push = (): void => {
      const assembler = new PpmFrames((bytes) => {
        taken.push(bytes);
        return Buffer.alloc(bytes);
      });
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += assembler.push(bytes, at).taken;
    };
    expect(push).toThrow(PpmError);
    expect(push).toThrow(words);
    expect(Math.max(0, ...taken)).toBeLessThan(4);
  });
});
