/** Answers of many digits that two students share, and sets of digests that grow too large. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Digest, KIND } from "../../../src/lab/grade/similarity/prints/digest.ts";
import {
  EMPTY_SKETCH,
  eachShared,
  sample,
  SketchBuilder,
  thinned,
  type Sketch,
} from "../../../src/lab/grade/similarity/prints/sketch.ts";
import { compare } from "../../../src/lab/grade/similarity/compare/compare.ts";
import { found, written } from "./making.ts";

/** A class around them, in which everybody has numbers of their own. */
const others = Array.from({ length: 6 }, (_, at) =>
  written(`s${at}`, { isn: `${1_000_000_007 + at}`, ack: `${2_000_000_011 + at}` }),
);

describe("the same numbers", () => {
  const ada = { isn: "2071439106", ack: "3903062396", mss: "1460" };

  it("are told where two answers of many digits are the same, however they are written", async () => {
    const ben = { isn: "2 071 439 106", ack: "it is 3,903,062,396", mss: "1460" };
    const all = [written("ada", ada), written("ben", ben), ...others];
    expect(await found(all)).toEqual(["ada ben same-numbers"]);
    const [finding] = compare(all[0]!, all[1]!, {
      known: () => true,
      isRare: () => true,
      isTemplate: () => false,
    });
    expect(finding?.evidence).toEqual(["The answers to ack, isn have the same digits, though the captures differ."]);
  });

  it.each<readonly [why: string, ben: Readonly<Record<string, string>>]>([
    ["only one of them is", { isn: "2071439106", ack: "3903062397" }],
    ["they answer other questions", { ack: "2071439106", isn: "3903062396" }],
    ["they have few digits", { mss: "1460", window: "64240" }],
    ["nothing is answered", { isn: "", ack: "?" }],
  ])("are not told where %s", async (_, ben) => {
    expect(await found([written("ada", { ...ada, window: "64240" }), written("ben", ben), ...others])).toEqual([]);
  });

  it("are not told where many have them, as of a handed-out capture, nor in a class too small to tell", async () => {
    const many = Array.from({ length: 7 }, (_, at) => written(`m${at}`, ada));
    expect(await found(many)).toEqual([]);
    expect(await found([written("ada", ada), written("ben", ada), written("chen", { isn: "1234567" })])).toEqual([]);
  });

  it("are not looked for where the rubric says so", async () => {
    const all = [written("ada", ada), written("ben", ada), ...others];
    expect(await found(all, { without: { answers: true } })).toEqual([]);
  });
});

/** Digests of the numbers from `first` on, as many as asked for. */
function sketchOf(first: number, count: number, limit?: number): Sketch {
  const digest = new Digest();
  const builder = new SketchBuilder(limit);
  for (let number = first; number < first + count; number++) {
    digest.begin(KIND.packet).add(number);
    builder.add(digest.high, digest.low, number + 1, number / 1000);
  }
  return builder.sketch();
}

function sharedBy(a: Sketch, b: Sketch): number {
  const shift = Math.max(a.shift, b.shift);
  let count = 0;
  eachShared(thinned(a, shift), thinned(b, shift), () => count++);
  return count * 2 ** shift;
}

describe("a set of digests", () => {
  it("keeps each once, sorted, with the first packet that had it, in whatever order they came", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 200 }), (numbers) => {
        const builder = new SketchBuilder();
        for (const [at, number] of numbers.entries()) builder.add(number, number ^ 5, at + 1, at);
        const { high, packet, total, shift } = builder.sketch();
        const once = [...new Set(numbers)].sort((a, b) => a - b);
        expect([...high]).toEqual(once);
        expect([...packet]).toEqual(once.map((number) => numbers.indexOf(number) + 1));
        expect([total, shift]).toEqual([once.length, 0]);
      }),
    );
  });

  it("that grows too large is thinned: within its limit, the whole's size still known", () => {
    for (const count of [1000, 1001, 2000, 2001, 10_000, 77_777]) {
      const { high, total, shift } = sketchOf(0, count, 1000);
      expect(high.length).toBeLessThanOrEqual(1000);
      expect(high.length).toBeGreaterThan(350);
      expect(Math.abs(total / count - 1), `${count}`).toBeLessThan(0.15);
      expect(shift > 0).toBe(count > 1000);
    }
  });

  it("is thinned the same whether at once or step by step, and whatever came in between", () => {
    const whole = sketchOf(0, 5000, 100_000);
    const small = sketchOf(0, 5000, 400);
    expect({ ...small, total: 0 }).toEqual({ ...thinned(whole, small.shift), total: 0 });
    expect(thinned(small, small.shift - 1)).toBe(small);
    expect(sample(whole, 400).high).toEqual(small.high);
    expect(sample(EMPTY_SKETCH, 0)).toBe(EMPTY_SKETCH);
  });

  it("shares with another what the wholes share, though the two were thinned differently", () => {
    for (const overlap of [0, 2000, 10_000, 20_000]) {
      const [a, b] = [sketchOf(0, 20_000, 1000), sketchOf(20_000 - overlap, 20_000, 4000)];
      expect(a.shift).not.toBe(b.shift);
      expect(Math.abs(sharedBy(a, b) - overlap)).toBeLessThan(Math.max(1, overlap * 0.25));
    }
  });
});
