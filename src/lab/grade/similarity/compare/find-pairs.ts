/** All pairs of a class that have something rare in common. */
import type { Fingerprint } from "../prints/types.ts";
import { Commonness } from "./commonness.ts";
import { compare } from "./compare.ts";
import { keyOf } from "./excluded.ts";
import type { IndexEntry } from "./index-entry.ts";
import { candidates, type Candidate } from "./rare-index.ts";
import type { RareKind, Rarity } from "./rare-overlap.ts";
import type { Pair } from "./types.ts";

/** Of fewer than this nobody can tell what is rare among them: words, and pictures, of which a class has fewer. */
const LEAST_CLASS = { words: 8, answer: 4, picture: 20 } as const;
const RARE_KINDS: readonly RareKind[] = ["picture", "words", "answer"];

export interface FindOptions {
  /** The first so many are the batch; those behind are an earlier one. */
  readonly batch: number;
  /** They declared to work together, or are the same person: not compared. */
  readonly together: (a: number, b: number) => boolean;
  /** Kinds that are left out. */
  readonly without?: { readonly pictures?: boolean; readonly answers?: boolean };
  /** Entries of the index held at a time. */
  readonly held?: number;
}

/**
 * @param entries of all, which stay in memory
 * @param load one whole fingerprint, asked for pair by pair in order
 */
export async function findPairs(
  entries: readonly IndexEntry[],
  load: (place: number) => Promise<Fingerprint> | Fingerprint,
  options: FindOptions,
): Promise<Pair[]> {
  const { batch, together } = options;
  const common = new Commonness(entries, batch);
  const met = candidates(entries, {
    batch,
    // Words that a few more have may still be a long text's, which `compare` tells.
    tooCommon: (kind, inBatch, earlier) =>
      kind === "words" ? common.isTemplate(inBatch, earlier) : inBatch + earlier > common.rare,
    ...(options.held === undefined ? {} : { held: options.held }),
  });
  const apart = met.filter(({ a, b }) => !together(a, b));
  const rarity = rarityOf(entries, apart, common, batch);
  const pairs: Pair[] = [];
  let [place, print]: [number, Fingerprint | null] = [-1, null];
  for (const { a, b } of apart) {
    if (print === null || place !== a) [place, print] = [a, await load(a)];
    const findings = compare(print, await load(b), rarity).filter(({ id }) => {
      if (id === "same-pictures") return options.without?.pictures !== true;
      return (id !== "same-text" && id !== "same-numbers") || options.without?.answers !== true;
    });
    if (findings.length > 0) pairs.push({ a, b, findings });
  }
  return pairs;
}

/** Counts only what some pair has in common: all the rest needs no count. */
function rarityOf(
  entries: readonly IndexEntry[],
  pairs: readonly Candidate[],
  common: Commonness,
  batch: number,
): Rarity {
  const counts: Record<RareKind, Map<number, number>> = { picture: new Map(), words: new Map(), answer: new Map() };
  for (const kind of RARE_KINDS) {
    const asked = counts[kind];
    for (const place of new Set(pairs.flatMap(({ a, b }) => [a, b])))
      eachKey(entries[place]!, kind, (key) => asked.set(key, 0));
    for (const entry of entries) count(entry, kind, asked);
  }
  const earlier = new Map([...counts.words.keys()].map((key) => [key, 0]));
  for (const entry of entries.slice(batch)) count(entry, "words", earlier);
  return {
    known: (kind) => entries.length >= LEAST_CLASS[kind],
    isRare: (kind, high, low) => (counts[kind].get(keyOf(high, low)) ?? 0) <= common.rare,
    isTemplate: (high, low) => {
      const key = keyOf(high, low);
      const before = earlier.get(key) ?? 0;
      return common.isTemplate((counts.words.get(key) ?? 0) - before, before);
    },
  };
}

/** One more for each that is asked for. */
function count(entry: IndexEntry, kind: RareKind, asked: Map<number, number>): void {
  eachKey(entry, kind, (key) => {
    const before = asked.get(key);
    if (before !== undefined) asked.set(key, before + 1);
  });
}

function eachKey(entry: IndexEntry, kind: RareKind, take: (key: number) => void): void {
  const digests = entry[kind];
  for (let at = 0; at < digests.length; at += 2) take(keyOf(digests[at]!, digests[at + 1]!));
}
