/** Findings of pairs, as flags of each of the two. */
import type { Flag } from "../../result.ts";
import type { Member } from "../class.ts";
import { FINDING_TITLES, type Finding, type Pair } from "../compare/types.ts";

/** Flags of one student; more pairs stand in similarity.csv. */
const MAX_FLAGS = 20;
const MAX_PACKETS = 20;

/** @returns flags by place */
export function pairFlags(pairs: readonly Pair[], members: readonly Member[]): Map<number, Flag[]> {
  const flags = new Map<number, Flag[]>();
  const add = (place: number, other: number, finding: Finding, packets: readonly number[]): void => {
    const own = flags.get(place) ?? [];
    flags.set(place, own);
    if (own.length === MAX_FLAGS) return;
    own.push({
      id: finding.id,
      title: FINDING_TITLES[finding.id],
      evidence: `${memberText(members[other]!)}: ${finding.evidence.join(" ")}`,
      packets: packets.slice(0, MAX_PACKETS),
    });
  };
  for (const { a, b, findings } of pairs) {
    for (const finding of findings) {
      add(
        a,
        b,
        finding,
        finding.packets.map((pair) => pair.a),
      );
      add(
        b,
        a,
        finding,
        finding.packets.map((pair) => pair.b),
      );
    }
  }
  return flags;
}

export function memberText({ id, batch }: Member): string {
  return batch === null ? id : `${id} (${batch})`;
}
