import { FINDING_IDS, type Pair } from "../compare/types.ts";

/** The most alike first: findings of packets before those of pictures and words. */
export function byStrength(pairs: readonly Pair[]): Pair[] {
  return [...pairs].sort((x, y) => strength(y) - strength(x) || x.a - y.a || x.b - y.b);
}

/** The strongest finding counts. */
function strength({ findings }: Pair): number {
  return Math.max(...findings.map(({ id, score }) => FINDING_IDS.length - FINDING_IDS.indexOf(id) + score));
}
