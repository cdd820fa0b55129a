import type { RowRange } from "../../strip-encoder/rows.ts";

/** @returns those rows that are in the window, counted from its first */
export function rowsWithin(rows: readonly RowRange[], window: RowRange): RowRange[] {
  const within: RowRange[] = [];
  for (const { first, count } of rows) {
    const from = Math.max(first, window.first);
    const end = Math.min(first + count, window.first + window.count);
    if (end > from) within.push({ first: from - window.first, count: end - from });
  }
  return within;
}

/** @returns the same rows, each once, from the top down */
export function mergedRows(rows: readonly RowRange[]): RowRange[] {
  const merged: { first: number; count: number }[] = [];
  const sorted = rows.filter(({ count }) => count > 0).sort((a, b) => a.first - b.first);
  for (const { first, count } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && first <= last.first + last.count) {
      last.count = Math.max(last.count, first + count - last.first);
    } else merged.push({ first, count });
  }
  return merged;
}
