/** The strongest pairs, in lines for a terminal; the caller makes what comes from submissions harmless. */
import type { Member } from "../class.ts";
import { FINDING_TITLES, type Pair } from "../compare/types.ts";
import { memberText } from "./flags.ts";
import { byStrength } from "./order.ts";

const MAX_LINES = 20;

export function* pairLines({
  pairs,
  members,
}: {
  readonly pairs: readonly Pair[];
  readonly members: readonly Member[];
}): Generator<string> {
  yield `Alike (${pairs.length} ${pairs.length === 1 ? "pair" : "pairs"}, similarity.html has the evidence)`;
  for (const { a, b, findings } of byStrength(pairs).slice(0, MAX_LINES)) {
    const what = findings.map(({ id, score }) => `${FINDING_TITLES[id].toLowerCase()}, ${Math.round(score * 100)} %`);
    yield `  ${memberText(members[a]!)} and ${memberText(members[b]!)}: ${what.join("; ")}`;
  }
  if (pairs.length > MAX_LINES) yield `  ... and ${pairs.length - MAX_LINES} more`;
}
