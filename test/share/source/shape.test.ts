/** Cropping and scaling: what comes out is the right pixels, and what is said to have changed is enough. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { cropped } from "../../../src/share/source/shape/cropped.ts";
import { mergedRows, rowsWithin } from "../../../src/share/source/shape/rows.ts";
import { fitted, scaled } from "../../../src/share/source/shape/scaled.ts";
import { tapsFor, type Taps } from "../../../src/share/source/shape/taps.ts";
import type { FrameSource, SourceFrame } from "../../../src/share/source/types.ts";
import type { RowRange } from "../../../src/share/strip-encoder/rows.ts";
import type { PictureSize } from "../../../src/share/wire/types.ts";

type Made = Pick<SourceFrame, "pixels" | "changed"> & Partial<PictureSize>;

/** A source that gives these frames. */
class Frames implements FrameSource {
  readonly name = "frames";
  readonly width: number;
  readonly height: number;
  closed = 0;
  readonly #frames: Made[];

  constructor(size: PictureSize, ...frames: Made[]) {
    this.width = size.width;
    this.height = size.height;
    this.#frames = frames;
  }

  next(): Promise<SourceFrame | null> {
    const frame = this.#frames.shift();
    return Promise.resolve(frame === undefined ? null : { width: this.width, height: this.height, ...frame });
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}

const side = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 70 }));
const size = fc.record({ width: side, height: side });

function noise({ width, height }: PictureSize, seed: number): Buffer {
  let state = seed | 1;
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = (state = Math.imul(state, 1_103_515_245) + 12_345) >>> 24;
  return pixels;
}

const plain = ({ width, height }: PictureSize, colour: readonly number[]): Buffer =>
  Buffer.alloc(width * height * 3, Buffer.from(colour));

/** A picture, what it is next, and rows that hold all of the difference. */
const change = size.chain((picture) =>
  fc.record({
    picture: fc.constant(picture),
    seed: fc.nat(),
    rows: fc.array(
      fc.record({
        first: fc.nat(picture.height - 1),
        count: fc.integer({ min: 0, max: Math.ceil(picture.height / 4) }),
      }),
      { maxLength: 4 },
    ),
  }),
);

function framesOf(picture: PictureSize, seed: number, rows: readonly RowRange[]): [Made, Made] {
  const before = noise(picture, seed);
  const after = Buffer.from(before);
  const other = noise(picture, seed + 77);
  const inside = rows.map(({ first, count }) => ({ first, count: Math.min(count, picture.height - first) }));
  for (const { first, count } of inside) {
    other.copy(after, first * picture.width * 3, first * picture.width * 3, (first + count) * picture.width * 3);
  }
  return [
    { pixels: before, changed: null },
    { pixels: after, changed: inside },
  ];
}

/** The second of two frames must be what a source gives that sees it first, and differ in no row it doesn't name. */
async function isHonest(shaped: FrameSource, fresh: FrameSource): Promise<void> {
  const first = Buffer.from((await shaped.next())!.pixels);
  const second = (await shaped.next())!;
  expect(Buffer.compare(second.pixels, (await fresh.next())!.pixels)).toBe(0);
  const rowBytes = shaped.width * 3;
  for (let row = 0; row < shaped.height; row++) {
    if (second.changed!.some((rows) => row >= rows.first && row < rows.first + rows.count)) continue;
    const [from, to] = [row * rowBytes, (row + 1) * rowBytes];
    expect(Buffer.compare(first.subarray(from, to), second.pixels.subarray(from, to))).toBe(0);
  }
}

describe("a region of a picture", () => {
  it("is its pixels", async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.nat(), fc.nat(), fc.nat(), async (picture, a, b, c, d) => {
        const [x, y] = [a % picture.width, b % picture.height];
        const region = { x, y, width: 1 + (c % (picture.width - x)), height: 1 + (d % (picture.height - y)) };
        const pixels = noise(picture, a);
        const source = cropped(new Frames(picture, { pixels, changed: null }), region);
        const frame = (await source.next())!;
        expect([frame.width, frame.height]).toEqual([region.width, region.height]);
        for (let row = 0; row < region.height; row++) {
          const from = ((y + row) * picture.width + x) * 3;
          const expected = pixels.subarray(from, from + region.width * 3);
          const rowBytes = region.width * 3;
          expect(Buffer.compare(frame.pixels.subarray(row * rowBytes, (row + 1) * rowBytes), expected)).toBe(0);
        }
      }),
    );
  });

  it("changes where the picture does", async () => {
    await fc.assert(
      fc.asyncProperty(change, fc.nat(), fc.nat(), async ({ picture, seed, rows }, a, b) => {
        const y = a % picture.height;
        const region = { x: 0, y, width: picture.width, height: 1 + (b % (picture.height - y)) };
        const [before, after] = framesOf(picture, seed, rows);
        await isHonest(
          cropped(new Frames(picture, before, after), region),
          cropped(new Frames(picture, { ...after, changed: null }), region),
        );
      }),
    );
  });

  it("has to be within it, and the message says how large it is", async () => {
    const picture = { width: 30, height: 20 };
    for (const region of [
      { x: 1, y: 0, width: 30, height: 20 },
      { x: 0, y: 19, width: 1, height: 2 },
      { x: -1, y: 0, width: 3, height: 3 },
    ]) {
      expect(() => cropped(new Frames(picture), region)).toThrow(SourceError);
      expect(() => cropped(new Frames(picture), region)).toThrow("which is 30x20");
    }
    const shrinks = new Frames(picture, { width: 10, height: 20, pixels: Buffer.alloc(600), changed: null });
    await expect(cropped(shrinks, { x: 5, y: 0, width: 6, height: 1 }).next()).rejects.toThrow("which is 10x20");
  });

  it("that is all of it costs nothing", () => {
    const source = new Frames({ width: 3, height: 2 });
    expect(cropped(source, { x: 0, y: 0, width: 3, height: 2 })).toBe(source);
  });
});

/** The weighted sum of what is at the taps of a place, to the nearest whole number. */
function mixed({ count, first, weights }: Taps, place: number, at: (tap: number) => ArrayLike<number>): number[] {
  const taps = Array.from({ length: count }, (_, n) => ({
    values: Array.from(at(first[place]! + n)),
    weight: weights[place * count + n]!,
  }));
  return taps[0]!.values.map(
    (_, n) => (taps.reduce((sum, { values, weight }) => sum + values[n]! * weight, 0) + 128) >> 8,
  );
}

describe("scaling", () => {
  it("makes a line of another that weighs all of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (from, to) => {
        const { count, first, weights } = tapsFor(from, to);
        const total = new Float64Array(from);
        for (let i = 0; i < to; i++) {
          expect(first[i]).toBeGreaterThanOrEqual(0);
          expect(first[i]! + count).toBeLessThanOrEqual(from);
          const line = weights.subarray(i * count, (i + 1) * count);
          expect(line.reduce((sum, weight) => sum + weight, 0)).toBe(256);
          for (const [tap, weight] of line.entries()) {
            expect(weight).toBeGreaterThanOrEqual(0);
            total[first[i]! + tap]! += weight;
          }
        }
        // Every pixel counts the same, but for the rounding of weights.
        if (to < from) for (const sum of total) expect(Math.abs(sum - (256 * to) / from)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("keeps the picture's shape, in the middle of black", async () => {
    expect(fitted({ width: 1920, height: 1080 }, { width: 1366, height: 768 })).toEqual({
      x: 0,
      y: 0,
      width: 1365,
      height: 768,
    });
    expect(fitted({ width: 100, height: 100 }, { width: 50, height: 20 })).toEqual({
      x: 15,
      y: 0,
      width: 20,
      height: 20,
    });
    expect(fitted({ width: 5000, height: 1 }, { width: 4, height: 4 })).toEqual({ x: 0, y: 1, width: 4, height: 1 });
    const red = { width: 4, height: 4 };
    const source = scaled(new Frames(red, { pixels: plain(red, [200, 3, 7]), changed: null }), { width: 8, height: 3 });
    const { pixels } = (await source.next())!;
    for (let x = 0; x < 8; x++) {
      const expected = x >= 2 && x < 5 ? [200, 3, 7] : [0, 0, 0];
      for (let y = 0; y < 3; y++) expect([...pixels.subarray((y * 8 + x) * 3, (y * 8 + x) * 3 + 3)]).toEqual(expected);
    }
  });

  it("leaves one colour that colour", async () => {
    await fc.assert(
      fc.asyncProperty(size, side, fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), async (picture, width, colour) => {
        const height = Math.max(Math.round((width * picture.height) / picture.width), 1);
        const source = scaled(new Frames(picture, { pixels: plain(picture, colour), changed: null }), {
          width,
          height,
        });
        const { x, y, ...fit } = fitted(picture, { width, height });
        const { pixels } = (await source.next())!;
        for (let row = y; row < y + fit.height; row++) {
          const from = (row * width + x) * 3;
          expect(
            Buffer.compare(pixels.subarray(from, from + fit.width * 3), plain({ ...fit, height: 1 }, colour)),
          ).toBe(0);
        }
      }),
    );
  });

  it("averages areas to within rounding", async () => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.integer({ min: 1, max: 5 }), fc.nat(), async (width, height, factor, seed) => {
        const picture = { width: width * factor, height: height * factor };
        const pixels = noise(picture, seed);
        const small = (await scaled(new Frames(picture, { pixels, changed: null }), { width, height }).next())!.pixels;
        for (let at = 0; at < small.length; at++) {
          const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
          let sum = 0;
          for (let i = 0; i < factor * factor; i++) {
            const [px, py] = [x * factor + (i % factor), y * factor + Math.floor(i / factor)];
            sum += pixels[(py * picture.width + px) * 3 + (at % 3)]!;
          }
          expect(Math.abs(small[at]! - sum / factor / factor)).toBeLessThan(factor === 1 ? 0.1 : 5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("is what the weights say, byte for byte, from any size to any other", async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(), async (picture, target, seed) => {
        const pixels = noise(picture, seed);
        const drawn = (await scaled(new Frames(picture, { pixels, changed: null }), target).next())!.pixels;
        if (picture.width === target.width && picture.height === target.height) return;
        const { x, y, width, height } = fitted(picture, target);
        const [across, down] = [tapsFor(picture.width, width), tapsFor(picture.height, height)];
        for (let row = 0; row < height; row++) {
          const line = mixed(down, row, (tap) =>
            pixels.subarray(tap * picture.width * 3, (tap + 1) * picture.width * 3),
          );
          for (let column = 0; column < width; column++) {
            const expected = mixed(across, column, (tap) => line.slice(tap * 3, tap * 3 + 3));
            const at = ((y + row) * target.width + x + column) * 3;
            expect([...drawn.subarray(at, at + 3)]).toEqual(expected);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("draws again the rows that show what has changed, and all of those", async () => {
    await fc.assert(
      fc.asyncProperty(change, size, async ({ picture, seed, rows }, target) => {
        const [before, after] = framesOf(picture, seed, rows);
        await isHonest(
          scaled(new Frames(picture, before, after), target),
          scaled(new Frames(picture, { ...after, changed: null }), target),
        );
      }),
    );
  });

  it("fits in a picture that changes its size", async () => {
    const picture = { width: 8, height: 4 };
    const turned = { width: 4, height: 8 };
    const source = scaled(
      new Frames(
        picture,
        { pixels: plain(picture, [9, 9, 9]), changed: null },
        { ...turned, pixels: plain(turned, [5, 5, 5]), changed: [] },
      ),
      { width: 2, height: 2 },
    );
    expect([...(await source.next())!.pixels]).toEqual([9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0]);
    const { pixels, changed } = (await source.next())!;
    expect([...pixels]).toEqual([5, 5, 5, 0, 0, 0, 5, 5, 5, 0, 0, 0]);
    expect(changed).toBeNull();
    expect(await source.next()).toBeNull();
  });
});

describe("rows", () => {
  it("are cut to a window and joined where they touch", () => {
    const rows = [
      { first: 4, count: 3 },
      { first: 0, count: 2 },
      { first: 6, count: 1 },
      { first: 7, count: 0 },
    ];
    expect(rowsWithin(rows, { first: 1, count: 4 })).toEqual([
      { first: 3, count: 1 },
      { first: 0, count: 1 },
    ]);
    expect(mergedRows(rows)).toEqual([
      { first: 0, count: 2 },
      { first: 4, count: 3 },
    ]);
  });
});
