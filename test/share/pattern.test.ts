/** The test pattern: the same everywhere, and honest about what changes. */
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pattern } from "../../src/share/source/pattern/pattern.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { SOURCES, sourceByName } from "../../src/share/source/registry.ts";
import { SOURCE_DEFAULTS } from "../../src/share/source/types.ts";

const side = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 120 }));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("the test pattern", () => {
  it("is a function of n, size and seed, in whatever order frames are made", () => {
    fc.assert(
      fc.property(side, side, fc.nat(), fc.nat(3000), (width, height, seed, n) => {
        const one = new Pattern({ width, height }, seed);
        const other = new Pattern({ width, height }, seed);
        other.frame(n + 5);
        other.frame(0);
        expect(other.frame(n).equals(one.frame(n))).toBe(true);
        expect(one.frame(n).length).toBe(width * height * 3);
      }),
    );
  });

  it("is the same on every machine", () => {
    const pattern = new Pattern({ width: 160, height: 120 }, 1);
    expect([0, 1, 300].map((n) => sha256(pattern.frame(n)).slice(0, 16))).toMatchInlineSnapshot(`
      [
        "00dbf4e7bfba49f2",
        "3aba8bbdc6010497",
        "0e6826deec6bbd45",
      ]
    `);
  });

  it("differs from seed to seed and from frame to frame", () => {
    const size = { width: 160, height: 120 };
    const frames = [0, 1, 2, 3, 4].map((n) => sha256(new Pattern(size, 1).frame(n)));
    expect(new Set([...frames, sha256(new Pattern(size, 2).frame(0))]).size).toBe(6);
  });

  it("changes in no other rows than it says", async () => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.nat(100), async (width, height, seed) => {
        const source = new PatternSource({ width, height }, seed);
        let before = (await source.next()).pixels;
        for (let n = 1; n < 12; n++) {
          const { pixels, changed } = await source.next();
          for (let row = 0; row < height; row++) {
            if (changed?.some(({ first, count }) => row >= first && row < first + count) === true) continue;
            const [from, to] = [row * width * 3, (row + 1) * width * 3];
            expect(Buffer.compare(before.subarray(from, to), pixels.subarray(from, to))).toBe(0);
          }
          before = pixels;
        }
      }),
      { numRuns: 30 },
    );
  });

  it("leaves part of the picture as it is, most of the time", async () => {
    const source = new PatternSource({ width: 320, height: 240 });
    expect((await source.next()).changed).toBeNull();
    const rows = (await source.next()).changed!.reduce((sum, { count }) => sum + count, 0);
    expect(rows).toBeLessThan(240);
  });
});

describe("the registry of sources", () => {
  it("opens them by name, at their usual size or the one asked for", async () => {
    for (const kind of SOURCES) expect(sourceByName(kind.name)).toBe(kind);
    expect(sourceByName("nothing")).toBeUndefined();
    const usual = await sourceByName("pattern")!.open({ ...SOURCE_DEFAULTS, size: null });
    expect(usual).toMatchObject({ name: "pattern", width: 1366, height: 768 });
    await usual.close();
    const small = await sourceByName("pattern")!.open({ ...SOURCE_DEFAULTS, size: { width: 3, height: 2 } });
    expect((await small.next())?.pixels.length).toBe(18);
    await small.close();
  });
});
