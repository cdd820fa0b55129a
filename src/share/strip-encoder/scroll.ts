/** Finds out by how many rows a picture has scrolled: moved content is the commonest change of a screen that is read. */

/** So many rows must agree on the shift, or looking for moved strips is not worth it. */
const LEAST_VOTES = 8;
/** Of so many pixels of a row, one is looked at. */
const SAMPLED = 4;

/**
 * A number that equal rows share; different ones nearly always differ in it. It looks at one channel of some pixels only:
 * whoever believes that two rows are equal has to compare them.
 *
 * @param from first byte of the row
 * @param to first byte after it
 */
export function rowHash(pixels: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from + 1; at < to; at += SAMPLED * 3) hash = Math.imul(hash, 31) + pixels[at]!;
  return hash | 0;
}

/**
 * @param rows that differ between two pictures, in order
 * @param before hashes of the earlier picture's rows
 * @param now hashes of the later picture's rows
 * @returns how many rows further down the content was before, negative for up; 0 when nothing moved as a whole
 */
export function findShift(rows: readonly number[], before: Int32Array, now: Int32Array): number {
  const wasAt = new Map<number, number | null>();
  for (const row of rows) wasAt.set(before[row]!, wasAt.has(before[row]!) ? null : row);
  const votes = new Map<number, number>();
  let [best, most] = [0, LEAST_VOTES - 1];
  for (const row of rows) {
    // Rows that stand in the picture more than once, blank ones above all, say nothing about where they came from.
    const old = wasAt.get(now[row]!);
    if (old === undefined || old === null) continue;
    const shift = old - row;
    const count = (votes.get(shift) ?? 0) + 1;
    votes.set(shift, count);
    if (count > most && shift !== 0) [best, most] = [shift, count];
  }
  return best;
}
