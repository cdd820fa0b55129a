/** The strip encoder: whatever changes in a picture, its bytes are one zlib stream of exactly that picture. */
import { deflateSync, inflateSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adler32, combineAdler32 } from "../../src/share/strip-encoder/adler32.ts";
import { ROWS_PER_STRIP } from "../../src/share/strip-encoder/layout.ts";
import type { RowRange } from "../../src/share/strip-encoder/rows.ts";
import { StripEncoder } from "../../src/share/strip-encoder/strip-encoder.ts";
import { isZlibHeader } from "../../src/share/wire/zlib-rgb/header.ts";
import { Random } from "../support/corpus-prng.ts";
import { requireTools } from "../support/tools.ts";
import { PythonZlib } from "./python-zlib.ts";

/** A step from one picture to the next. */
interface Change {
  readonly top: number;
  readonly rows: number;
  readonly left: number;
  readonly columns: number;
  readonly kind: "flat" | "noise" | "nothing" | "scroll";
  /** Whether the source tells which rows changed. */
  readonly told: boolean;
}

interface Session {
  readonly width: number;
  readonly height: number;
  readonly level: number;
  readonly seed: number;
  readonly changes: readonly Change[];
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.record({
  top: fraction,
  rows: fraction,
  left: fraction,
  columns: fraction,
  kind: fc.constantFrom("flat" as const, "noise" as const, "nothing" as const, "scroll" as const),
  told: fc.boolean(),
});
const session: fc.Arbitrary<Session> = fc.record({
  width: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 })),
  height: fc.oneof(fc.integer({ min: 1, max: 3 * ROWS_PER_STRIP + 1 }), fc.integer({ min: 1, max: 200 })),
  level: fc.integer({ min: 0, max: 9 }),
  seed: fc.nat(),
  changes: fc.array(change, { maxLength: 6 }),
});

/** Changes a rectangle of the picture in place. @returns the rows it is in */
function apply(
  { top, rows, left, columns, kind }: Change,
  pixels: Buffer,
  { width, height }: Session,
  random: Random,
): RowRange[] {
  if (kind === "nothing") return [];
  const first = Math.floor(top * (height - 1));
  const count = Math.floor(rows * (height - first));
  const from = Math.floor(left * (width - 1));
  const to = from + Math.floor(columns * (width - from));
  if (kind === "scroll") {
    // Up or down by some rows, as a terminal, a page or a window that is moved.
    const by = random.below(count + 1) * (random.below(2) === 0 ? 1 : -1);
    const rowBytes = width * 3;
    const target = first + Math.max(by, 0);
    pixels.copyWithin(
      target * rowBytes,
      (first + Math.max(-by, 0)) * rowBytes,
      (first + count - Math.max(by, 0)) * rowBytes,
    );
    return [{ first, count }];
  }
  const value = random.below(256);
  for (let row = first; row < first + count; row++) {
    for (let at = (row * width + from) * 3; at < (row * width + to) * 3; at++) {
      pixels[at] = kind === "noise" ? random.below(256) : value;
    }
  }
  return [{ first, count }];
}

/** Plays a session. After each encode() has returned, the source's buffer is spoiled, as a source's next frame would. */
async function play(one: Session, judge: (body: Buffer, raw: Buffer) => Promise<void>): Promise<void> {
  const random = new Random(one.seed);
  const encoder = new StripEncoder(one);
  const pixels = Buffer.from(Array.from({ length: one.width * one.height * 3 }, () => random.below(256) & 0xf0));
  const shared = Buffer.alloc(pixels.length);
  const encode = async (changed: RowRange[] | null): Promise<void> => {
    pixels.copy(shared);
    const promise = encoder.encode(shared, changed);
    shared.fill(0x5a);
    const { pieces, bytes } = await promise;
    const body = Buffer.concat(pieces);
    expect(body.length).toBe(bytes);
    await judge(body, pixels);
  };
  try {
    await encode(null);
    for (const step of one.changes) {
      const rows = apply(step, pixels, one, random);
      await encode(step.told ? rows : null);
    }
  } finally {
    encoder.close();
  }
}

describe("random dirty regions: never a torn frame", () => {
  it("by node:zlib", async () => {
    await fc.assert(
      fc.asyncProperty(session, async (one) => {
        await play(one, (body, raw) => {
          expect(inflateSync(body).equals(raw)).toBe(true);
          expect(isZlibHeader(body[0]!, body[1]!)).toBe(true);
          return Promise.resolve();
        });
      }),
      { numRuns: 150 },
    );
  });

  describe.skipIf(!requireTools("python3"))("with python3", () => {
    let python: PythonZlib;
    beforeAll(() => {
      python = new PythonZlib();
    });
    afterAll(() => {
      python.close();
    });

    it("by Python's zlib.decompress", async () => {
      await fc.assert(
        fc.asyncProperty(session, async (one) => {
          await play(one, async (body, raw) => {
            expect(await python.judge(body, raw)).toBe("same");
          });
        }),
        { numRuns: 150 },
      );
    });

    it("by Python's zlib.decompress, for every level and sizes around a strip", async () => {
      for (let level = 0; level <= 9; level++) {
        for (const [width, height] of [
          [1, 1],
          [1, 15],
          [7, 16],
          [7, 17],
          [5, 33],
          [500, 32],
        ] as const) {
          await play({ width, height, level, seed: level, changes: [] }, async (body, raw) => {
            expect(await python.judge(body, raw)).toBe("same");
          });
        }
      }
    });
  });
});

describe("the strip encoder", () => {
  const width = 200;
  const height = 10 * ROWS_PER_STRIP;
  const rowBytes = width * 3;
  const text = (): Buffer => Buffer.from(Array.from({ length: rowBytes * height }, (_, i) => ((i * i) >>> 5) & 0xc0));

  it("deflates only strips that changed, even when more rows are told", async () => {
    const encoder = new StripEncoder({ width, height, level: 6 });
    const pixels = text();
    expect((await encoder.encode(pixels, null)).deflatedStrips).toBe(10);
    expect((await encoder.encode(pixels, null)).deflatedStrips).toBe(0);
    expect((await encoder.encode(pixels, [])).deflatedStrips).toBe(0);
    pixels[rowBytes * 40]! ^= 1;
    expect((await encoder.encode(pixels, [{ first: 0, count: height }])).deflatedStrips).toBe(1);
    pixels[rowBytes * 31 + 5]! ^= 1;
    pixels[rowBytes * 32 + 5]! ^= 1;
    const { deflatedStrips, pieces } = await encoder.encode(pixels, [{ first: 31, count: 2 }]);
    expect(deflatedStrips).toBe(2);
    expect(inflateSync(Buffer.concat(pieces)).equals(pixels)).toBe(true);
    encoder.close();
  });

  it("uses strips again that moved: a scrolled picture costs what is new in it", async () => {
    const [wide, high] = [300, 768];
    const random = new Random(5);
    const line = 13;
    const encoder = new StripEncoder({ width: wide, height: high, level: 6 });
    const pixels = Buffer.from(Array.from({ length: wide * 3 * high }, () => random.below(2) * 255));
    await encoder.encode(pixels, null);
    for (let n = 0; n < 120; n++) {
      pixels.copyWithin(0, line * wide * 3);
      for (let at = (high - line) * wide * 3; at < pixels.length; at++) pixels[at] = random.below(2) * 255;
      const { deflatedStrips, pieces } = await encoder.encode(pixels, n % 2 === 0 ? null : [{ first: 0, count: high }]);
      expect(deflatedStrips).toBeLessThanOrEqual(2);
      expect(inflateSync(Buffer.concat(pieces)).equals(pixels)).toBe(true);
    }
    encoder.close();
  });

  it("doesn't end up in strips of a row each when content moves row by row", async () => {
    const [wide, high] = [64, 320];
    const random = new Random(6);
    const encoder = new StripEncoder({ width: wide, height: high, level: 6 });
    const pixels = Buffer.from(Array.from({ length: wide * 3 * high }, () => random.below(256)));
    await encoder.encode(pixels, null);
    for (let n = 0; n < 400; n++) {
      pixels.copyWithin(0, wide * 3);
      for (let at = (high - 1) * wide * 3; at < pixels.length; at++) pixels[at] = random.below(256);
      const { pieces, deflatedStrips } = await encoder.encode(pixels, null);
      expect(pieces.length - 2).toBeLessThanOrEqual((2 * high) / ROWS_PER_STRIP + 2);
      expect(deflatedStrips).toBeLessThanOrEqual(3);
      expect(inflateSync(Buffer.concat(pieces)).equals(pixels)).toBe(true);
    }
    encoder.close();
  });

  it("leaves pictures encoded before as they were", async () => {
    const encoder = new StripEncoder({ width, height, level: 6 });
    const pixels = text();
    const before = Buffer.from(pixels);
    const { pieces } = await encoder.encode(pixels, null);
    pixels.fill(7);
    await encoder.encode(pixels, null);
    expect(inflateSync(Buffer.concat(pieces)).equals(before)).toBe(true);
    encoder.close();
  });

  it("accepts rows outside the picture", async () => {
    const encoder = new StripEncoder({ width, height, level: 1 });
    const pixels = text();
    await encoder.encode(pixels, null);
    pixels.fill(9);
    const { deflatedStrips } = await encoder.encode(pixels, [
      { first: -5, count: 9999 },
      { first: 3, count: 0 },
    ]);
    expect(deflatedStrips).toBe(10);
    encoder.close();
  });

  it("costs little more than one deflate of the whole picture", async () => {
    const size = { width: 1366, height: 768 };
    const encoder = new StripEncoder({ ...size, level: 6 });
    const glyphs = Array.from({ length: 64 * 12 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 13) & 0xff);
    const pixels = Buffer.alloc(size.width * size.height * 3, 0xff);
    for (let y = 0; y < size.height; y++) {
      const line = Math.floor(y / 12);
      for (let x = 0; x < 1200; x++) {
        const letter = (Math.imul(line * 211 + Math.floor(x / 8), 0x85ebca6b) >>> 9) % 64;
        if (((glyphs[letter * 12 + (y % 12)]! >> (x % 8)) & 1) === 1)
          pixels.fill(0x22, (y * size.width + x) * 3, (y * size.width + x + 1) * 3);
      }
    }
    const { bytes } = await encoder.encode(pixels, null);
    encoder.close();
    expect(bytes / deflateSync(pixels).length).toBeLessThan(1.03);
  });

  it("refuses a picture of another size, and a second one at a time", async () => {
    const encoder = new StripEncoder({ width: 4, height: 4, level: 6 });
    await expect(encoder.encode(Buffer.alloc(47), null)).rejects.toThrow(RangeError);
    const first = encoder.encode(Buffer.alloc(48), null);
    await expect(encoder.encode(Buffer.alloc(48), null)).rejects.toThrow("being encoded");
    await first;
    encoder.close();
  });
});

describe("Adler-32", () => {
  const ofZlib = (bytes: Uint8Array): number => deflateSync(bytes).readUInt32BE(deflateSync(bytes).length - 4);

  it("is zlib's, and of two pieces that of the whole", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.integer({ min: 0, max: 200_000 }).map((n) => new Uint8Array(n).fill(255)),
    );
    fc.assert(
      fc.property(bytes, bytes, (first, second) => {
        expect(adler32(first)).toBe(ofZlib(first));
        const whole = Buffer.concat([first, second]);
        expect(combineAdler32(adler32(first), adler32(second), second.length)).toBe(ofZlib(whole));
      }),
    );
  });
});
