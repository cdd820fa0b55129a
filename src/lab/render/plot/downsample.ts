/**
 * Long series made small enough for a page: a picture has so many columns of pixels, and what one of them can't show apart
 * is put together. The lowest and the highest value of each column stay, so that no peak and no gap is lost.
 */
import type { Mark, Point, Stroke } from "./marks.ts";

export interface Thinned<T> {
  readonly list: T[];
  /** How many there were. */
  readonly of: number;
}

/** Were values put together? Then the caption says so. */
export function wasThinned(...all: readonly Thinned<unknown>[]): boolean {
  return all.some(({ list, of }) => of > list.length);
}

/**
 * Strokes of one column as one, from the lowest to the highest.
 *
 * @param column which column of pixels an x belongs to
 */
export function thinStrokes(strokes: Iterable<Stroke>, column: (x: number) => number, limit: number): Thinned<Stroke> {
  const list: Stroke[] = [];
  const byColumn = new Map<number, { x: number; low: number; high: number }>();
  let of = 0;
  for (const stroke of strokes) {
    of++;
    if (list.length < limit) list.push(stroke);
    const place = Math.floor(column(stroke.x));
    const known = byColumn.get(place);
    if (known === undefined) byColumn.set(place, { ...stroke });
    else {
      if (stroke.low < known.low) known.low = stroke.low;
      if (stroke.high > known.high) known.high = stroke.high;
    }
  }
  return { list: of <= limit ? list : [...byColumn.values()], of };
}

/**
 * A line's points: of each column the first, the lowest, the highest and the last, in their order, so that the line drawn
 * covers the same pixels.
 */
export function thinLine(points: readonly Point[], column: (x: number) => number, limit: number): Thinned<Point> {
  if (points.length <= limit) return { list: [...points], of: points.length };
  const list: Point[] = [];
  let start = 0;
  while (start < points.length) {
    const place = Math.floor(column(points[start]![0]));
    let low = start;
    let high = start;
    let end = start;
    while (end + 1 < points.length && Math.floor(column(points[end + 1]![0])) === place) {
      end++;
      const y = points[end]![1];
      if (y < points[low]![1]) low = end;
      if (y > points[high]![1]) high = end;
    }
    const kept = [...new Set([start, low, high, end])].sort((a, b) => a - b);
    for (const index of kept) list.push(points[index]!);
    start = end + 1;
  }
  return { list, of: points.length };
}

/** Events are never dropped unsaid: those of one column become one mark, whose title tells how many it stands for. */
export function thinMarks(
  marks: readonly Mark[],
  column: (x: number) => number,
  limit: number,
  title: (count: number, first: Mark) => string,
): Thinned<Mark> {
  if (marks.length <= limit) return { list: [...marks], of: marks.length };
  const groups = new Map<number, { first: Mark; count: number }>();
  for (const mark of marks) {
    const place = Math.floor(column(mark.x) / 4);
    const known = groups.get(place);
    if (known === undefined) groups.set(place, { first: mark, count: 1 });
    else known.count++;
  }
  const list = [...groups.values()].map(({ first, count }) =>
    count === 1 ? first : { x: first.x, y: first.y, title: title(count, first) },
  );
  return { list, of: marks.length };
}
