/** Columns of numbers that grow together: typed arrays, so that a row costs its bytes and no object. */

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;
type ColumnKind<C extends Column> = (new (length: number) => C) & { readonly BYTES_PER_ELEMENT: number };
export type Layout = Readonly<Record<string, ColumnKind<Column>>>;
/** The typed arrays of a layout. */
export type Columns<L extends Layout> = { readonly [K in keyof L]: InstanceType<L[K]> };

const FIRST_CAPACITY = 16;

export class GrowingTable<L extends Layout> {
  rows = 0;
  #columns: Record<string, Column> = {};
  #capacity = 0;
  readonly #layout: L;

  constructor(layout: L) {
    this.#layout = layout;
    this.#resize(0);
  }

  /** The columns as they are now; longer than `rows`, and replaced when the table grows. */
  get columns(): Columns<L> {
    return this.#columns as Columns<L>;
  }

  /** @returns the index of a new row, to be filled */
  add(): number {
    if (this.rows === this.#capacity) this.#resize(Math.max(FIRST_CAPACITY, this.#capacity * 2));
    return this.rows++;
  }

  /** Keeps the rows for which `keep` says so, in order. */
  thin(keep: (row: number) => boolean): void {
    const columns = Object.values(this.#columns);
    let kept = 0;
    for (let row = 0; row < this.rows; row++) {
      if (!keep(row)) continue;
      for (const column of columns) column[kept] = column[row]!;
      kept++;
    }
    this.rows = kept;
  }

  /** The columns, as long as there are rows. */
  finish(): Columns<L> {
    const cut = Object.entries(this.#columns).map(([name, column]) => [name, column.subarray(0, this.rows)] as const);
    return Object.fromEntries(cut) as Columns<L>;
  }

  #resize(capacity: number): void {
    for (const [name, kind] of Object.entries(this.#layout)) {
      const larger = new kind(capacity);
      const before = this.#columns[name];
      if (before !== undefined) larger.set(before);
      this.#columns[name] = larger;
    }
    this.#capacity = capacity;
  }
}

/** Bytes that one row takes. */
export function bytesPerRow(layout: Layout): number {
  return Object.values(layout).reduce((sum, kind) => sum + kind.BYTES_PER_ELEMENT, 0);
}
