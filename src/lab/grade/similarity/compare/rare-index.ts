/**
 * Finds which fingerprints have something rare in common, without comparing each with each: digests lead to those who
 * have them. The index is built in parts, by the digests' value, so that its memory is bounded however many there are.
 */
import type { Kind } from "../prints/digest.ts";
import type { IndexEntry } from "./index-entry.ts";

/** Entries of the index that are held at a time. */
const MAX_HELD = 2 ** 21;
/** Pairs that are remembered. Beyond them the class is not one of copies but of one capture. */
const MAX_PAIRS = 2_000_000;
/** With no more owners than this, a digest brings each together with each. */
const CLIQUE = 12;

/** How many digests two must share to be looked at. */
const LEAST_SHARED: Readonly<Record<Kind, number>> = {
  file: 1,
  session: 1,
  packet: 2,
  content: 3,
  picture: 5,
  words: 6,
  answer: 2,
  beacon: 1,
};
/** What many may have without being copies of one another. */
const COMMON_KINDS: ReadonlySet<Kind> = new Set(["picture", "words", "answer"]);
const KINDS = Object.keys(LEAST_SHARED) as Kind[];

export interface Candidate {
  /** Places in the list that was given, the smaller one first. */
  readonly a: number;
  readonly b: number;
}

export interface IndexOptions {
  /** Those up to here are the batch; the others stand for comparison only, and are not compared with one another. */
  readonly batch: number;
  /** So many have a picture, a run of words or an answer that having it too says nothing. */
  readonly tooCommon: (kind: Kind, inBatch: number, earlier: number) => boolean;
  /** Entries held at a time, for tests. */
  readonly held?: number;
}

/** @returns pairs with enough in common, sorted */
export function candidates(
  entries: readonly IndexEntry[],
  { batch, tooCommon, held = MAX_HELD }: IndexOptions,
): Candidate[] {
  const found = new Set<number>();
  for (const kind of KINDS) {
    const total = entries.reduce((sum, entry) => sum + entry[kind].length / 2, 0);
    const parts = Math.max(1, Math.ceil(total / held));
    const shared = new Map<number, number>();
    const lone = !COMMON_KINDS.has(kind);
    for (let part = 0; part < parts; part++) {
      const table = new Table(entries, kind, part, parts);
      table.eachShared((owners) => {
        if (!lone) {
          const inBatch = owners.filter((owner) => owner < batch).length;
          if (tooCommon(kind, inBatch, owners.length - inBatch)) return;
        }
        meet(owners, lone ? CLIQUE : Math.max(CLIQUE, 40), batch, entries.length, shared);
      });
    }
    for (const [pair, count] of shared) if (count >= LEAST_SHARED[kind]) found.add(pair);
  }
  const { length } = entries;
  return [...found].sort((x, y) => x - y).map((pair) => ({ a: Math.floor(pair / length), b: pair % length }));
}

/**
 * Counts the pairs among the owners of one digest. Where many have it, each is brought together with the first one and
 * with the one before it: enough to see that they belong together.
 */
function meet(
  owners: readonly number[],
  clique: number,
  batch: number,
  length: number,
  shared: Map<number, number>,
): void {
  const count = (a: number, b: number): void => {
    if (a >= batch) return; // both from earlier
    const pair = a * length + b;
    const before = shared.get(pair);
    if (before !== undefined) shared.set(pair, before + 1);
    else if (shared.size < MAX_PAIRS) shared.set(pair, 1);
  };
  for (let j = 1; j < owners.length; j++) {
    if (owners.length <= clique) for (let i = 0; i < j; i++) count(owners[i]!, owners[j]!);
    else {
      count(owners[0]!, owners[j]!);
      if (j > 1) count(owners[j - 1]!, owners[j]!);
    }
  }
}

/** Digests of one kind and one part of their range, with those who have them: an open hash table with chains in columns. */
class Table {
  readonly #heads: Int32Array;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #owner: Uint32Array;
  /** The next one with the same digest; -1: none. */
  readonly #same: Int32Array;
  /** The first of the next digest in the same slot; -1: none. */
  readonly #next: Int32Array;
  /** Last one with the digest, at its first one. */
  readonly #end: Int32Array;
  #count = 0;

  constructor(entries: readonly IndexEntry[], kind: Kind, part: number, parts: number) {
    let size = 0;
    for (const entry of entries) {
      const digests = entry[kind];
      for (let at = 1; at < digests.length; at += 2) if (digests[at]! % parts === part) size++;
    }
    const slots = 2 ** Math.max(4, Math.ceil(Math.log2(size + 1)));
    this.#heads = new Int32Array(slots).fill(-1);
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#owner = new Uint32Array(size);
    this.#same = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(size).fill(-1);
    this.#end = new Int32Array(size).fill(-1);
    for (const [owner, entry] of entries.entries()) {
      const digests = entry[kind];
      for (let at = 0; at < digests.length; at += 2) {
        const low = digests[at + 1]!;
        if (low % parts === part) this.#add(digests[at]!, low, owner);
      }
    }
  }

  eachShared(take: (owners: readonly number[]) => void): void {
    for (let first = 0; first < this.#count; first++) {
      if (this.#end[first]! < 0 || this.#same[first]! < 0) continue;
      const owners: number[] = [];
      for (let at = first; at >= 0; at = this.#same[at]!) owners.push(this.#owner[at]!);
      take(owners);
    }
  }

  #add(high: number, low: number, owner: number): void {
    const slot = (high ^ low) & (this.#heads.length - 1);
    const at = this.#count++;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#owner[at] = owner;
    for (let first = this.#heads[slot]!; first >= 0; first = this.#next[first]!) {
      if (this.#high[first] !== high || this.#low[first] !== low) continue;
      const last = this.#end[first]!;
      if (this.#owner[last] === owner) return; // a digest that one has twice
      this.#same[last] = at;
      this.#end[first] = at;
      return;
    }
    this.#end[at] = at;
    this.#next[at] = this.#heads[slot]!;
    this.#heads[slot] = at;
  }
}
