/** What was written freely, in classes of all sizes: copies are told, what the class was given is not. */
import { describe, expect, it } from "vitest";
import { compare } from "../../../src/lab/grade/similarity/compare/compare.ts";
import type { Fingerprint } from "../../../src/lab/grade/similarity/prints/types.ts";
import { found, written } from "./making.ts";

/** 50 words. */
const ESSAY =
  "Whenever my viewer repaints its canvas the process stops reading from the socket, so arriving segments pile up in " +
  "the kernel until the advertised window has shrunk to almost nothing, and only after the next read does it open " +
  "again, which is what packets ninety and following show so clearly.";
/** Two words are others. */
const CHANGED = ESSAY.replace("repaints", "redraws").replace("shrunk", "fallen");
/** 21 words. */
const SENTENCE =
  "The window changes because the receiver tells the sender how much room there is left in its buffer at any time.";
/** 37 words, as a handout may ask to begin with. */
const TEMPLATE =
  "In this capture I looked at the advertised window of the viewer from the first packet to the last one, and with the " +
  "help of the graph that the handout describes I came to the following result:";

/** Words that nobody else has. */
const own = (name: string, count = 40): string =>
  Array.from(
    { length: count },
    (_, at) => `${name}${"abcdefghij"[at % 10]!}${"klmnopqrst"[Math.floor(at / 10)]!}`,
  ).join(" ");

/** A class of so many, in which the first have these texts and each other one its own. */
function classOf(size: number, texts: readonly string[]): Fingerprint[] {
  return Array.from({ length: size }, (_, at) => {
    const id = `s${String(at).padStart(2, "0")}`;
    return written(id, { why: texts[at] ?? own(id) });
  });
}

/** Each of the first so many with each. */
const pairsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, b) => Array.from({ length: b }, (_, a) => `s0${a} s0${b} same-text`)).flat();

const same = async (prints: readonly Fingerprint[]): Promise<string[]> => (await found(prints)).sort();

describe("the same text", () => {
  it.each([2, 3, 7, 8, 9])("is told of two in a class of %i", async (size) => {
    expect(await same(classOf(size, [ESSAY, ESSAY]))).toEqual(pairsOf(2));
  });

  it("is told with how much it is, and where", () => {
    const [a, b] = classOf(2, [ESSAY, ESSAY]);
    const [finding] = compare(a!, b!, { known: () => false, isRare: () => true, isTemplate: () => false });
    expect(finding?.evidence).toEqual([
      "47 runs of four words are in both, too many for chance, in the answers to why.",
    ]);
  });

  it.each([9, 20, 60])("is told of four, with other case and two other words, in a class of %i", async (size) => {
    const copies = [ESSAY, ESSAY.toUpperCase(), CHANGED, ESSAY];
    expect(await same(classOf(size, copies))).toEqual(pairsOf(4).sort());
  });

  it("is told of eight in a class of forty", async () => {
    const copies = Array.from({ length: 8 }, () => ESSAY);
    expect(await same(classOf(40, copies))).toEqual(pairsOf(8).sort());
  });

  it("is told of texts behind what the whole class was given", async () => {
    const prints = Array.from({ length: 12 }, (_, at) => {
      const id = `s${String(at).padStart(2, "0")}`;
      return written(id, { why: `${TEMPLATE} ${at < 4 ? ESSAY : own(id)}` });
    });
    expect(await same(prints)).toEqual(pairsOf(4).sort());
  });

  it.each([
    ["most of a class of eight", 8, 5],
    ["all of a class of five", 5, 5],
    ["just over half of a class of forty", 40, 21],
  ])("is not told where it is a template: %s", async (_, size, count) => {
    const texts = Array.from({ length: count }, (__, at) => `${TEMPLATE} ${own(`t${at}`, 20)}`);
    expect(await same(classOf(size, texts))).toEqual([]);
  });

  it("is not told of a sentence that a tenth of the class has learnt", async () => {
    const texts = Array.from({ length: 6 }, (_, at) => `${SENTENCE} ${own(`t${at}`, 10)}`);
    expect(await same(classOf(60, texts))).toEqual([]);
  });

  it("is not told of two such sentences in two answers", async () => {
    const other = `Packets that come late are sent again by the sender, which can't know whether they or their acknowledgments were lost on the way.`;
    const prints = Array.from({ length: 60 }, (_, at) => {
      const id = `s${String(at).padStart(2, "0")}`;
      return written(id, at < 6 ? { why: SENTENCE, how: other } : { why: own(id) });
    });
    expect(await same(prints)).toEqual([]);
  });

  it("is not told of a sentence in a class too small to say what is rare", async () => {
    expect(await same(classOf(7, [SENTENCE, SENTENCE]))).toEqual([]);
  });

  it("is not told of packets one after the other", async () => {
    const packets = Array.from({ length: 60 }, (_, at) => String(at + 4)).join(", ");
    expect(await same(classOf(7, [packets, packets]))).toEqual([]);
    expect(await same(classOf(12, [packets, packets]))).toEqual([]);
  });

  it("is not told of a template of this class's own, however many earlier submissions there are", async () => {
    const now = classOf(
      8,
      Array.from({ length: 8 }, (_, at) => `${TEMPLATE} ${own(`t${at}`, 20)}`),
    );
    const before = Array.from({ length: 40 }, (_, at) => written(`e${at}`, { why: own(`e${at}`) }));
    expect(await found([...now, ...before], { batch: 8 })).toEqual([]);
  });

  it("is told of one in this class and one in an earlier one", async () => {
    const before = Array.from({ length: 40 }, (_, at) => written(`e${at}`, { why: at === 0 ? ESSAY : own(`e${at}`) }));
    expect(await found([...classOf(4, [ESSAY]), ...before], { batch: 4 })).toEqual(["s00 e0 same-text"]);
  });
});
