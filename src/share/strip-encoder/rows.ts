/** Rows of a picture, counted from the top, from 0. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}
