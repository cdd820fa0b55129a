/** Bytes that are missing: what they cost, and where the next frame is found again. */
import { describe, expect, it } from "vitest";
import { cutInto, decode, noise, picture, type Decoded, type Part } from "./decoding.ts";

const FRAMES = [
  picture(noise(90)),
  picture(Buffer.alloc(3000)),
  picture(noise(400, 5), { level: 0 }),
  picture(noise(33, 9)),
  picture(noise(150, 11)),
];
const STREAM = Buffer.concat(FRAMES);
const STARTS = FRAMES.map((_, i) => Buffer.concat(FRAMES.slice(0, i)).length);

function withGap(
  from: number,
  length: number,
  size: number,
  why: "lost" | "snaplen" | "not-captured" = "lost",
): Part[] {
  const before = cutInto(STREAM.subarray(0, from), size);
  const behind = cutInto(STREAM.subarray(from + length), size);
  const shifted = behind.map((part) => ("packet" in part ? { ...part, packet: part.packet + before.length } : part));
  return [...before, { hole: length, why }, ...shifted].filter((part) => "hole" in part || part.bytes.length > 0);
}

interface Outcome {
  /** Offsets of the whole frames and of those that are not. */
  readonly whole: readonly number[];
  readonly broken: readonly number[];
  readonly lostBytes: number;
}

/** A frame that begins inside the gap leaves no trace; all that begin behind it are found. */
function expected(from: number, to: number): Pick<Outcome, "whole" | "broken"> {
  const end = (start: number): number => start + FRAMES[STARTS.indexOf(start)]!.length;
  return {
    whole: STARTS.filter((start) => end(start) <= from || start >= to),
    broken: STARTS.filter((start) => start < from && end(start) > from),
  };
}

const outcome = ({ frames, lostBytes }: Decoded): Outcome => ({
  whole: frames.filter((frame) => frame.whole).map((frame) => frame.offset),
  broken: frames.filter((frame) => !frame.whole).map((frame) => frame.offset),
  lostBytes,
});

describe("a gap", () => {
  it.each([1, 2, 3, 7, 50, 200, 700])("of %i bytes at any place", async (length) => {
    for (let from = 0; from + length <= STREAM.length; from++) {
      for (const size of [13, 5000]) {
        const decoded = await decode(withGap(from, length, size));
        const what = `${length} bytes from ${from}, pieces of ${size}`;
        expect(outcome(decoded), what).toMatchObject(expected(from, from + length));
        expect(decoded.frames.filter((frame) => frame.whole).every(({ intact }) => intact === true)).toBe(true);
      }
    }
  });

  it.each([1, 7, 50, 200])("of %i bytes: it and what is skipped behind it are lost, and no more", async (length) => {
    for (let from = 0; from + length <= STREAM.length; from++) {
      const decoded = await decode(withGap(from, length, 11));
      const broken = decoded.frames.filter((frame) => !frame.whole);
      // Every byte is in a whole frame, in front of a gap in a broken one, behind it in its body, or lost.
      const whole = decoded.frames.filter((frame) => frame.whole);
      const inWhole = whole.reduce((sum, frame) => sum + frame.headerBytes + (frame.compressedBytes ?? 0), 0);
      const inBroken = broken.reduce((sum, frame) => sum + present(frame), 0);
      expect(inWhole + inBroken + decoded.lostBytes, `${length} bytes from ${from}`).toBe(STREAM.length);
    }
    function present({ headerBytes, compressedBytes, missingBytes }: Decoded["frames"][number]): number {
      return headerBytes + (compressedBytes === null ? 0 : compressedBytes - missingBytes);
    }
  });

  it("inside a body leaves the frame with its reason and what is missing", async () => {
    const from = STARTS[2]! + 100;
    for (const [why, words] of [
      ["lost", "20 bytes of it are neither in the capture nor acknowledged"],
      ["snaplen", "20 bytes of it were cut off by the capture's snaplen"],
      ["not-captured", "20 bytes of it reached the receiver but are not in the capture"],
    ] as const) {
      const { frames, lostBytes } = await decode(withGap(from, 20, 50, why));
      expect(frames[2]).toMatchObject({ offset: STARTS[2], missingBytes: 20, intact: false, problem: words });
      expect(lostBytes).toBe(20);
    }
  });

  it("of two kinds in one body names neither", async () => {
    const parts: Part[] = [
      { bytes: FRAMES[2]!.subarray(0, 50), packet: 1 },
      { hole: 10, why: "lost" },
      { bytes: FRAMES[2]!.subarray(60, 100), packet: 2 },
      { hole: FRAMES[2]!.length - 100, why: "snaplen" },
    ];
    const { frames } = await decode(parts);
    expect(frames[0]?.problem).toBe(`${10 + FRAMES[2]!.length - 100} bytes of it are not in the capture`);
  });

  it("on both sides of a whole frame: it is found between them", async () => {
    const cut = FRAMES[0]!.subarray(20);
    const parts: Part[] = [
      { bytes: cut, packet: 1 },
      { bytes: FRAMES[1]!, packet: 2 },
      { hole: 5 },
      { bytes: cut, packet: 3 },
      { bytes: FRAMES[3]!, packet: 4 },
      { hole: 1 },
      { bytes: cut, packet: 5 },
    ];
    const decoded = await decode(parts, { fromStart: false });
    const second = cut.length + FRAMES[1]!.length + 5 + cut.length;
    expect(outcome(decoded)).toEqual({ whole: [cut.length, second], broken: [], lostBytes: 3 * cut.length + 6 });
    expect(decoded.frames.map((frame) => frame.firstPacket)).toEqual([2, 4]);
  });
});

describe("a capture from mid-stream", () => {
  it("at any byte of the first two frames begins with the next true one", async () => {
    for (let from = 0; from <= STARTS[2]!; from++) {
      const next = STARTS.find((start) => start >= from)!;
      for (const size of [1, 17, 5000]) {
        const decoded = await decode(cutInto(STREAM.subarray(from), size), { fromStart: false });
        const offsets = STARTS.filter((start) => start >= from).map((start) => start - from);
        const what = `from byte ${from}, pieces of ${size}`;
        expect(outcome(decoded), what).toEqual({ whole: offsets, broken: [], lostBytes: next - from });
        expect(decoded.frames[0]?.firstPacket, what).toBe(Math.floor((next - from) / size) + 1);
      }
    }
  });

  it("with the last frame only: the end of the stream stands in for the next header", async () => {
    const from = STARTS[4]! - 9;
    const decoded = await decode(cutInto(STREAM.subarray(from), 20), { fromStart: false });
    expect(outcome(decoded)).toEqual({ whole: [9], broken: [], lostBytes: 9 });
  });

  it("without a whole frame finds none", async () => {
    const decoded = await decode(cutInto(STREAM.subarray(3, STARTS[1]! + 5), 20), { fromStart: false });
    expect(outcome(decoded)).toEqual({ whole: [], broken: [], lostBytes: STARTS[1]! + 2 });
  });
});

describe("garbage between frames", () => {
  it("is skipped, however often, and counted as lost", async () => {
    const garbage = Buffer.from("no frame at all \x01\x20\x78\x9c, is it?", "latin1");
    const [a, b, c, d, e] = FRAMES;
    for (const size of [1, 10, 5000]) {
      // A frame in front of garbage is believed only where its own header stood in its place.
      const stream = Buffer.concat([a!, garbage, b!, c!, garbage, d!, e!, garbage, a!]);
      const decoded = await decode(cutInto(stream, size));
      expect(decoded).toMatchObject({ whole: 6, incomplete: 0, lostBytes: 3 * garbage.length });
      expect(decoded.frames.every(({ intact }) => intact === true)).toBe(true);
      expect(decoded.notes[0]).toMatchObject({ code: "frame-header-invalid" });
    }
  });
});
