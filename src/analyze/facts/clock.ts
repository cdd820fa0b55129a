/** Times of the report: exact decimal strings, with as many digits as the file has. */
export class Clock {
  readonly #baseSeconds: number;
  readonly #digits: number;

  /**
   * @param baseSeconds the second that nanoseconds count from; NaN when the file has no times
   * @param digits of the file's resolution, 0 to 9
   */
  constructor(baseSeconds: number, digits: number) {
    this.#baseSeconds = baseSeconds;
    this.#digits = digits;
  }

  /** @returns seconds since the epoch such as "1763693870.123456"; null for an unknown time */
  string(nanoseconds: number): string | null {
    const time = this.#digits < 9 ? nanoseconds + inexactness(nanoseconds) : nanoseconds;
    let whole = Math.floor(time / 1e9);
    let fraction = time - whole * 1e9;
    const before1970 = this.#baseSeconds + whole < 0;
    if (before1970 && fraction > 0) {
      whole++;
      fraction = 1e9 - fraction;
    }
    const seconds = Math.abs(this.#baseSeconds + whole);
    if (!Number.isFinite(seconds)) return null;
    const text = `${before1970 ? "-" : ""}${seconds}`;
    return this.#digits === 0 ? text : `${text}.${String(fraction).padStart(9, "0").slice(0, this.#digits)}`;
  }
}

/** More than 104 days from the first packet, a double is a few nanoseconds off: digits cut off then must not be a 9 too many. */
function inexactness(nanoseconds: number): number {
  const size = Math.abs(nanoseconds);
  return size > Number.MAX_SAFE_INTEGER && size < Number.POSITIVE_INFINITY
    ? 2 ** (Math.floor(Math.log2(size)) - 52)
    : 0;
}

/** Nanoseconds to seconds, as a number; null for what is not known. */
export function seconds(nanoseconds: number): number | null {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : null;
}
