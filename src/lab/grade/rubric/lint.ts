/** What is wrong between checks: ids, needs, points, checks that nobody can reach. */
import { contradict } from "../checks/claim.ts";
import { ZERO, type Exact } from "../exact.ts";
import { didYouMean } from "../text/suggest.ts";
import type { Findings } from "./builder.ts";
import type { Check } from "./types.ts";

/**
 * @param points the assignment's; null when they aren't known
 * @param complete every check of the file is among these, so that sums mean something
 */
export function lintChecks(
  checks: readonly Check[],
  points: Exact | null,
  complete: boolean,
  findings: Findings,
): void {
  duplicateIds(checks, findings);
  sameQuestions(checks, findings);
  unknownNeeds(checks, complete, findings);
  const inCycle = cycles(checks, findings);
  unreachable(checks, inCycle, findings);
  sums(checks, points, complete, findings);
}

function duplicateIds(checks: readonly Check[], findings: Findings): void {
  const seen = new Map<string, Check>();
  for (const check of checks) {
    const before = seen.get(check.id);
    if (before === undefined) seen.set(check.id, check);
    else {
      findings.add(
        "RUBRIC_DUPLICATE_ID",
        [...check.path, "id"],
        `Two checks are called \`${check.id}\` (the other is checks[${String(before.path[1])}]).`,
        "Give each check an id of its own; where both read one answer, say so with `question`.",
      );
    }
  }
}

/** Two checks may read one answer, but mostly it is a slip. */
function sameQuestions(checks: readonly Check[], findings: Findings): void {
  const own = new Map(checks.map((check) => [check.id, check]));
  for (const check of checks) {
    const { question } = check;
    if (question === undefined || question === check.id) continue;
    const other = own.get(question);
    if (other === undefined || other === check || other.question === question || other.question === undefined) continue;
    findings.add(
      "RUBRIC_SAME_QUESTION",
      [...check.path, "question"],
      `\`${question}\` is also the id of a check that reads another question.`,
      "Name the question differently.",
    );
  }
}

function unknownNeeds(checks: readonly Check[], complete: boolean, findings: Findings): void {
  const ids = new Set(checks.map(({ id }) => id));
  for (const check of checks) {
    for (const [index, need] of check.needs.entries()) {
      // Where a check could not be read, it may be the one that is needed.
      if (ids.has(need) || !complete) continue;
      findings.add(
        "RUBRIC_UNKNOWN_CHECK",
        [...check.path, "needs", index],
        `No check is called \`${need}\`.${didYouMean(need, ids)}`,
        "Name the id of a check of this rubric.",
      );
    }
  }
}

function cycles(checks: readonly Check[], findings: Findings): ReadonlySet<Check> {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const done = new Set<Check>();
  const inCycle = new Set<Check>();
  const visit = (check: Check, way: readonly Check[]): void => {
    if (done.has(check)) return;
    const at = way.indexOf(check);
    if (at >= 0) {
      const round = way.slice(at);
      if (round.some((one) => inCycle.has(one))) return;
      for (const one of round) inCycle.add(one);
      const names = [...round, check].map(({ id }) => id).join(" needs ");
      findings.add(
        "RUBRIC_CYCLE",
        [...check.path, "needs"],
        `These checks wait for one another: ${names}.`,
        "Take one of the `needs` away.",
      );
      return;
    }
    for (const need of check.needs) {
      const next = byId.get(need);
      if (next !== undefined) visit(next, [...way, check]);
    }
    done.add(check);
  };
  for (const check of checks) visit(check, []);
  return inCycle;
}

function unreachable(checks: readonly Check[], inCycle: ReadonlySet<Check>, findings: Findings): void {
  const byId = new Map(checks.map((check) => [check.id, check]));
  for (const check of checks) {
    const why = check.impossible ?? null;
    if (why !== null) {
      findings.add(
        "RUBRIC_UNREACHABLE",
        check.path,
        `No capture can pass \`${check.id}\`: ${why}.`,
        "Mend the condition.",
      );
    }
    if (inCycle.has(check)) continue;
    const needed = allNeeds(check, byId);
    for (const one of needed) {
      const reason =
        one.counts === "scored"
          ? (one.impossible ?? (inCycle.has(one) ? "it waits for itself" : null))
          : `it is of type ${one.type}, which is never passed for points`;
      if (reason === null) continue;
      findings.add(
        "RUBRIC_UNREACHABLE",
        [...check.path, "needs"],
        `\`${check.id}\` is never reached: \`${one.id}\` can't be passed, for ${reason}.`,
        "Mend or leave out what it needs.",
      );
    }
    contradiction(check, [...needed, check], findings);
  }
}

/** Two checks of one fact that want different values of it are never both passed. */
function contradiction(check: Check, together: readonly Check[], findings: Findings): void {
  const claims = together.flatMap((one) =>
    one.claim === null || one.claim === undefined || (one.impossible ?? null) !== null
      ? []
      : [{ one, claim: one.claim }],
  );
  for (const [index, a] of claims.entries()) {
    for (const b of claims.slice(index + 1)) {
      if (!contradict(a.claim, b.claim)) continue;
      findings.add(
        "RUBRIC_UNREACHABLE",
        [...check.path, "needs"],
        `\`${check.id}\` is never passed: of ${a.claim.about}, \`${a.one.id}\` wants ${a.claim.text}, and \`${b.one.id}\` ${b.claim.text}.`,
        "Mend or leave out what it needs.",
      );
    }
  }
}

function allNeeds(check: Check, byId: ReadonlyMap<string, Check>): Check[] {
  const found = new Set<Check>();
  const open = [...check.needs];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const next = byId.get(id);
    if (next === undefined || next === check || found.has(next)) continue;
    found.add(next);
    open.push(...next.needs);
  }
  return [...found];
}

function sums(checks: readonly Check[], points: Exact | null, complete: boolean, findings: Findings): void {
  for (const check of checks) {
    if (check.parts === undefined || check.parts.equals(check.points)) continue;
    findings.add(
      "RUBRIC_POINTS_MISMATCH",
      [...check.path, "points"],
      `\`${check.id}\` has ${check.points.toText(6)} points, and its items ${check.parts.toText(6)}.`,
      "Make them agree.",
    );
  }
  if (points === null || !complete) return;
  const sum = checks.reduce((total, check) => (check.counts === "scored" ? total.plus(check.points) : total), ZERO);
  if (sum.equals(points)) return;
  findings.add(
    "RUBRIC_POINTS_MISMATCH",
    ["assignment", "points"],
    `The assignment has ${points.toText(6)} points, and its checks give ${sum.toText(6)} (penalties not counted).`,
    "Make them agree.",
  );
}

/** Each check behind those it needs, otherwise as written. There must be no cycle. */
export function orderOf(checks: readonly Check[]): Check[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const order = new Set<Check>();
  const visit = (check: Check): void => {
    if (order.has(check)) return;
    for (const need of check.needs) {
      const next = byId.get(need);
      if (next !== undefined) visit(next);
    }
    order.add(check);
  };
  for (const check of checks) visit(check);
  return [...order];
}
