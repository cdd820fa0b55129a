/** How many may have something before having it too says nothing. */
import type { IndexEntry } from "./index-entry.ts";

/** Share of all that may have a picture, an answer or a run of words that still counts as rare. */
const RARE_SHARE = 0.05;
const LEAST_RARE = 3;
/** Friends who copy from each other are no more than this; that many are never taken for the class. */
const LARGEST_CLIQUE = 4;

export class Commonness {
  /** No more than this many have what is rare. */
  readonly rare: number;
  readonly #template: { readonly batch: number; readonly earlier: number };

  /** @param batch the first so many are the batch, those behind are of earlier ones, with handouts of their own */
  constructor(entries: readonly IndexEntry[], batch: number) {
    this.rare = Math.max(LEAST_RARE, Math.ceil(entries.length * RARE_SHARE));
    const most = (some: readonly IndexEntry[]): number =>
      Math.max(LARGEST_CLIQUE, some.filter(({ words }) => words.length > 0).length / 2);
    this.#template = { batch: most(entries.slice(0, batch)), earlier: most(entries.slice(batch)) };
  }

  /** More than half of all who wrote have it: it is the handout's, or what everybody was told. */
  isTemplate(inBatch: number, earlier: number): boolean {
    return inBatch > this.#template.batch || earlier > this.#template.earlier;
  }
}
