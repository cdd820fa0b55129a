/**
 * Cuts a picture into strips so that as many as possible of the strips before can be used again, in place or moved.
 */

/** Few enough that a changed line of text costs little, enough that matches are found: frames grow by 0 to 1.8 %. */
export const ROWS_PER_STRIP = 16;
/** Strips of fewer rows are joined with what comes next to them when that costs little: each costs its own flush. */
const FEW_ROWS = 8;
/** A picture in so many times more strips than needed is cut anew. */
const MOST_CUT = 2;

/** A strip with what it deflates to. */
export interface Strip {
  readonly rows: number;
  readonly blocks: Buffer;
  readonly adler: number;
}

/** Rows of a picture that are one strip; without one, they are still to be deflated. */
export interface Place {
  readonly first: number;
  readonly rows: number;
  readonly strip: Strip | null;
}

export interface Change {
  readonly height: number;
  /** One for each row: not 0 where it differs from the picture before. */
  readonly dirty: Uint8Array;
  /** How many rows further down moved content was before; 0 for none. */
  readonly shift: number;
  /** Whether rows of the picture before are the same as rows of the picture now. */
  readonly same: (firstBefore: number, firstNow: number, rows: number) => boolean;
}

/** @param before the places of the picture before, in order; empty for none */
export function layOut(before: readonly Place[], change: Change): Place[] {
  const { height } = change;
  const kept = used(before, change);
  const places = fill(joinSmall(kept, height), height);
  const needed = Math.ceil(height / ROWS_PER_STRIP);
  return places.length > MOST_CUT * needed + 2 ? fill([], height) : places;
}

/** @returns strips that can be used again, where they are now */
function used(before: readonly Place[], { height, dirty, shift, same }: Change): Place[] {
  const startingAt = new Map(before.map((place) => [place.first, place]));
  const kept: Place[] = [];
  for (let row = 0; row < height;) {
    const stayed = startingAt.get(row);
    const moved = shift === 0 ? undefined : startingAt.get(row + shift);
    let found: Place | undefined;
    if (stayed !== undefined && !dirty.subarray(row, row + stayed.rows).includes(1)) found = stayed;
    else if (moved !== undefined && row + moved.rows <= height && same(moved.first, row, moved.rows)) found = moved;
    if (found === undefined) {
      row++;
      continue;
    }
    kept.push({ first: row, rows: found.rows, strip: found.strip });
    row += found.rows;
  }
  return kept;
}

/** Gives up small strips beside small gaps, so that content that moves row by row does not end up in strips of a row each. */
function joinSmall(kept: readonly Place[], height: number): Place[] {
  const joined: Place[] = [];
  let row = 0;
  for (const [index, place] of kept.entries()) {
    const gapAbove = place.first - row;
    const gapBelow = (kept[index + 1]?.first ?? height) - (place.first + place.rows);
    row = place.first + place.rows;
    const touched = (gapAbove > 0 && gapAbove < FEW_ROWS) || (gapBelow > 0 && gapBelow < FEW_ROWS);
    if (place.rows >= FEW_ROWS || !touched) joined.push(place);
  }
  return joined;
}

/** Cuts the gaps into strips of about the usual size. */
function fill(kept: readonly Place[], height: number): Place[] {
  const places: Place[] = [];
  let row = 0;
  const gap = (end: number): void => {
    const strips = Math.max(Math.round((end - row) / ROWS_PER_STRIP), 1);
    for (let left = strips; row < end; left--) {
      const rows = left === 1 ? end - row : Math.min(ROWS_PER_STRIP, end - row);
      places.push({ first: row, rows, strip: null });
      row += rows;
    }
  };
  for (const place of kept) {
    gap(place.first);
    places.push(place);
    row = place.first + place.rows;
  }
  gap(height);
  return places;
}
