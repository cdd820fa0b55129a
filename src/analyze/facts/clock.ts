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
    const whole = Math.floor(nanoseconds / 1e9);
    const seconds = this.#baseSeconds + whole;
    if (!Number.isFinite(seconds)) return null;
    const fraction = String(nanoseconds - whole * 1e9).padStart(9, "0");
    return this.#digits === 0 ? String(seconds) : `${seconds}.${fraction.slice(0, this.#digits)}`;
  }
}

/** Nanoseconds to seconds, as a number; null for what is not known. */
export function seconds(nanoseconds: number): number | null {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : null;
}
