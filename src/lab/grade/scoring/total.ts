/** From the checks' points to the score: exact until the end, clamped, rounded once. */
import { larger, smaller, ZERO, type Exact } from "../exact.ts";
import type { Check, Rubric, UngradablePolicy } from "../rubric/types.ts";
import type { CheckState } from "../result.ts";

export interface Graded {
  readonly check: Check;
  readonly state: CheckState;
  /** Share of the points. */
  readonly credit: Exact;
}

export interface Sums {
  readonly earned: Exact;
  readonly penalties: Exact;
  readonly pending: Exact;
  readonly ungradable: Exact;
}

export function sums(graded: readonly Graded[], policy: UngradablePolicy): Sums {
  let [earned, penalties, pending, ungradable, possible] = [ZERO, ZERO, ZERO, ZERO, ZERO];
  for (const { check, state, credit } of graded) {
    if (check.counts === "none") continue;
    if (check.counts === "penalty") {
      penalties = penalties.plus(check.points.times(credit));
      continue;
    }
    possible = possible.plus(check.points);
    const points = check.points.times(credit);
    earned = earned.plus(points);
    if (state === "pending") pending = pending.plus(check.points.minus(points));
    if (state === "ungradable") {
      ungradable = ungradable.plus(check.points);
      if (policy === "full") earned = earned.plus(check.points);
    }
  }
  const rest = possible.minus(ungradable);
  // With nothing left to scale up from, the points wait for a person whatever the policy.
  const scalable = policy === "exclude" && !rest.isZero;
  if (scalable) earned = earned.times(possible).over(rest);
  const waits = policy === "pending" || (policy === "exclude" && !scalable);
  return { earned, penalties, pending: waits ? pending.plus(ungradable) : pending, ungradable };
}

/** What counts in the end. */
export function total(rubric: Rubric, { earned, penalties }: Sums, late: Exact): Exact {
  const { points } = rubric.assignment;
  const net = larger(ZERO, smaller(points, earned.minus(penalties).minus(late)));
  return smaller(points, net.rounded(rubric.scoring.round));
}
