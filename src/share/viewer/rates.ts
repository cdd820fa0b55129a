/** How much came in lately. */

/** What rates are taken over, ms: long enough to be steady, short enough to follow. */
const WINDOW = 2000;
/** At the beginning, so that one frame in the first millisecond is no thousand a second, ms. */
const LEAST = 500;

export interface Rates {
  readonly framesPerSecond: number;
  readonly bitsPerSecond: number;
}

/** Times are in ms, of any clock that does not jump. */
export class RateMeter {
  readonly #since: number;
  readonly #marks: { readonly at: number; readonly bytes: number }[] = [];

  constructor(now: number) {
    this.#since = now;
  }

  /** A frame has come. @param bytes of the stream since the frame before */
  add(now: number, bytes: number): void {
    this.#forget(now);
    this.#marks.push({ at: now, bytes });
  }

  /** Over the last two seconds, or since the beginning where that is less. */
  rates(now: number): Rates {
    this.#forget(now);
    const seconds = Math.min(Math.max(now - this.#since, LEAST), WINDOW) / 1000;
    const bytes = this.#marks.reduce((sum, mark) => sum + mark.bytes, 0);
    return { framesPerSecond: this.#marks.length / seconds, bitsPerSecond: (bytes * 8) / seconds };
  }

  #forget(now: number): void {
    const stale = this.#marks.findIndex(({ at }) => at > now - WINDOW);
    this.#marks.splice(0, stale === -1 ? this.#marks.length : stale);
  }
}
