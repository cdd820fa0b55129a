/** What two have in common of what hardly anybody else has. */
import { eachShared, thinned, type Sketch } from "../prints/sketch.ts";

export type RareKind = "picture" | "words" | "answer";

/** How common something is, among all that were handed in. */
export interface Rarity {
  /** No more than a few have it. */
  isRare(kind: RareKind, high: number, low: number): boolean;
  /** A run of words that most of the class wrote. */
  isTemplate(high: number, low: number): boolean;
  /** The class is large enough to tell what is rare in it. */
  known(kind: RareKind): boolean;
}

export function rareOverlap(a: Sketch, b: Sketch, kind: RareKind, rarity: Rarity) {
  return overlapWhere(a, b, (high, low) => rarity.isRare(kind, high, low));
}

export function overlapWhere(a: Sketch, b: Sketch, counts: (high: number, low: number) => boolean) {
  const shift = Math.max(a.shift, b.shift);
  const [x, y] = [thinned(a, shift), thinned(b, shift)];
  const places: [number, number][] = [];
  eachShared(x, y, (i, j) => {
    if (counts(x.high[i]!, x.low[i]!)) places.push([i, j]);
  });
  const smaller = Math.min(x.high.length, y.high.length);
  return { places, share: smaller === 0 ? 0 : places.length / smaller, sketches: [x, y] as const };
}
