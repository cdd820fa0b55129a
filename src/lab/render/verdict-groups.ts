/** The packets whose marks mislead, put together by what was marked and what happened. */
import type { VerdictReport } from "../../analyze/facts/report.ts";
import { VERDICTS } from "../../analyze/tcp/verdicts.ts";

export interface VerdictGroup {
  /** "retransmission, spurious retransmission"; "nothing" for no mark. */
  readonly marks: string;
  /** Id of docs/verdicts.md. */
  readonly verdict: string;
  /** The id as words. */
  readonly happened: string;
  readonly packets: readonly number[];
}

/** @returns the largest group first */
export function differing(verdicts: readonly VerdictReport[]): VerdictGroup[] {
  const groups = new Map<string, { marks: string; verdict: string; happened: string; packets: number[] }>();
  for (const { agrees, marks, verdict, packet } of verdicts) {
    if (agrees) continue;
    const marked = marks.map((mark) => mark.replaceAll("_", " ")).join(", ") || "nothing";
    const key = `${marked}|${verdict}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { marks: marked, verdict, happened: verdict.replaceAll("_", " "), packets: [packet] });
    } else group.packets.push(packet);
  }
  return [...groups.values()].sort((a, b) => b.packets.length - a.packets.length);
}

/** The rule that tells each kind, once. */
export function rulesOf(groups: readonly VerdictGroup[]): { happened: string; rule: string }[] {
  const kinds = new Set(groups.map((group) => group.verdict));
  return VERDICTS.filter(({ id }) => kinds.has(id)).map(({ id, rule }) => ({
    happened: id.replaceAll("_", " "),
    rule,
  }));
}
