/** A check's result in plain lines: what was expected, what was found, where to look, what to think about. */
import type { CheckResult, CheckState, Result, Where } from "../result.ts";
import { forStudents } from "../submission/problems.ts";

export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  passed: "passed",
  partial: "partly right",
  failed: "not right",
  ungradable: "can't be graded from this capture",
  pending: "waits for the instructor",
  "not-reached": "not reached",
};

/** @param showExpected the right value may be told, and what gives it away */
export function feedbackText(check: CheckResult, showExpected: boolean): string {
  const { expected, found, where, reason, hint, notices, state, items } = check;
  const wrong = state === "failed" || state === "partial";
  return lines([
    state === "passed" ? null : capital(`${STATE_WORDS[state]}.`),
    reason,
    expected === null || state === "pending" || !showExpected ? null : `Expected: ${expected.text}`,
    found === null ? null : `Found: ${found.text}`,
    ...notices,
    ...(wrong && where !== null ? whereLines(where, showExpected) : []),
    hint === null ? null : `Hint: ${hint}`,
    ...(showExpected || check.type === "manual" ? items : []).map(
      ({ title, state: of, comment }) => `- ${title}: ${STATE_WORDS[of]}${comment === null ? "" : `. ${comment}`}`,
    ),
  ]);
}

function whereLines(
  { formula, filter, packets, packet_count: count }: Where,
  showExpected: boolean,
): (string | null)[] {
  if (!showExpected) return [];
  return [
    formula === null ? null : `How: ${formula}`,
    filter === null ? null : `In Wireshark: ${filter}`,
    packets.length === 0 ? null : `Packets: ${packetsText(packets, count)}`,
  ];
}

/** What a student must know beside the checks. */
export function problemsText(result: Result): string {
  const { problems, lateness, score, reason } = result;
  return lines([
    reason,
    ...forStudents(problems).map(({ message, remedy, severity }) =>
      severity === "info" ? message : `${message} ${remedy}`,
    ),
    lateness.days > 0 || (lateness.late_seconds ?? 0) > 0 ? lateness.note : null,
    score.pending > 0 ? `${score.pending} ${score.pending === 1 ? "point is" : "points are"} not decided yet.` : null,
  ]);
}

export function packetsText(packets: readonly number[], count: number): string {
  const shown = packets.slice(0, 10).join(", ");
  return count > Math.min(10, packets.length) ? `${shown}, ... (${count})` : shown;
}

const lines = (all: readonly (string | null)[]): string =>
  all.filter((line) => line !== null && line !== "").join("\n");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
