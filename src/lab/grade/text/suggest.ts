/** "Did you mean …?" */

/** @returns the known name that is fewest edits away, or null when none is near */
export function nearest(name: string, known: Iterable<string>): string | null {
  const wanted = name.toLowerCase().slice(0, 100);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    // The last part alone is often what people remember: "initial_rtt" for "tcp.analysis.initial_rtt".
    const tail = lower.slice(lower.lastIndexOf(".") + 1) === wanted ? 1 : Number.POSITIVE_INFINITY;
    const distance = Math.min(tail, editDistance(wanted, lower));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** @returns `did you mean "…"?` with a space in front, or nothing */
export function didYouMean(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found === null ? "" : ` Did you mean \`${found}\`?`;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
