/** How late a submission is, from its own metadata. The clock of the machine that grades is never looked at. */
import { Exact, larger, smaller, ZERO } from "../exact.ts";
import type { Lateness } from "../result.ts";
import type { LatePolicy } from "../rubric/types.ts";
import { momentText, spanText } from "../text/moment.ts";
import { daysBegun, plusDays } from "../text/zone.ts";

export interface Extension {
  /** Seconds since the epoch by which this student must hand in. */
  readonly due: number;
}

export interface LateInput {
  readonly due: number | null;
  /** Whose days count; null: days of 24 hours. */
  readonly zone: string | null;
  readonly extension: Extension | null;
  /** Seconds since the epoch; null: not known. */
  readonly submitted: number | null;
  /** What the LMS calls it where it does not say when: late or not; null: nothing. */
  readonly called: boolean | null;
  readonly policy: LatePolicy | null;
  readonly maximum: Exact;
  /** Less penalties; may be below 0. */
  readonly earned: Exact;
}

export interface LateOutcome {
  readonly lateness: Lateness;
  readonly deduction: Exact;
}

export function lateness(input: LateInput): LateOutcome {
  const { submitted, called, policy, extension } = input;
  const due = extension?.due ?? input.due;
  const known = {
    due: due === null ? null : momentText(due),
    submitted: submitted === null ? null : momentText(submitted),
    extension: extension !== null,
  };
  const none = (late: number | null, note: string | null): LateOutcome => ({
    lateness: { ...known, late_seconds: late, days: 0, deduction: 0, note },
    deduction: ZERO,
  });
  if (due === null) return none(null, null);
  if (submitted === null && called === false) return none(0, null);
  if (submitted === null && called === true)
    return none(null, "The LMS calls it late and does not say by how much; nothing was taken off.");
  // The instructor is told of it by a problem; to the student it is as good as in time.
  if (submitted === null) return none(null, null);
  const late = Math.max(0, submitted - due);
  if (late === 0) return none(0, null);
  if (policy === null) return none(late, `${spanText(late)} late; the rubric takes nothing off.`);
  if (late <= policy.grace) return none(late, `${spanText(late)} late, within the ${spanText(policy.grace)} of grace.`);
  const days = daysBegun(due, submitted, input.zone);
  const closed = policy.closedAfterDays !== null && submitted > plusDays(due, policy.closedAfterDays, input.zone);
  // Penalties can take more than was earned: then nothing is left to take a share of.
  const earned = larger(ZERO, input.earned);
  const of = policy.of === "maximum" ? input.maximum : earned;
  const share = smaller(policy.cap, policy.perDay.times(Exact.of(BigInt(days))));
  const deduction = closed ? earned : of.times(share);
  const note = closed
    ? `${spanText(late)} late; nothing is accepted after ${spanText(policy.closedAfterDays * 86_400)}.`
    : `${spanText(late)} late: ${days} ${days === 1 ? "day" : "days"} begun, ${share.times(Exact.of(100n)).toText(2)} % off.`;
  return {
    lateness: { ...known, late_seconds: late, days, deduction: deduction.rounded(MILLI).toNumber(), note },
    deduction,
  };
}

const MILLI = Exact.of(1n, 1000n);
