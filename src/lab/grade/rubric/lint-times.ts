/** Times of a rubric that leave nothing between them. */
import { momentText, spanText } from "../text/moment.ts";
import type { Findings } from "./builder.ts";
import type { Check, LatePolicy } from "./types.ts";

const DAY = 86_400;

/** @param due seconds since the epoch; null: there is none, or it is not known */
export function lintTimes(
  checks: readonly Check[],
  due: number | null,
  late: LatePolicy | null,
  findings: Findings,
): void {
  for (const { captured, path } of checks) {
    if (captured === undefined) continue;
    const [after, before] = [captured.after, captured.before].map((limit) => (limit === "due" ? due : limit));
    if (typeof after !== "number" || typeof before !== "number" || after < before) continue;
    findings.add(
      "RUBRIC_ALWAYS_FLAGGED",
      [...path, "captured"],
      `No capture is both after ${momentText(after)} and before ${momentText(before)}, so everybody would be flagged.`,
      "Mend `after` or `before`; the earlier time stands under `after`.",
    );
  }
  const days = late?.closedAfterDays ?? null;
  if (late === null || days === null || days * DAY >= late.grace) return;
  const closed = spanText(days * DAY);
  findings.add(
    "RUBRIC_CLOSED_IN_GRACE",
    ["late", "closed_after"],
    `Nothing is accepted later than ${closed}, and ${spanText(late.grace)} don't count as late: only one of them can be so.`,
    "Make `closed_after` longer than `grace`.",
  );
}
