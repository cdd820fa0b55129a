/** Flags of a student in few words: one capture can be like ten others, and ten times the same word tells no more. */
import type { Flag } from "../result.ts";

/** @returns each id once, as it first came, with how often where it is more than once: "copied-capture (10)" */
export function flagCounts(flags: readonly Flag[]): string[] {
  const counts = new Map<string, number>();
  for (const { id } of flags) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, count]) => (count === 1 ? id : `${id} (${count})`));
}
