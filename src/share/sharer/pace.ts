/**
 * Keeps old frames out of buffers that nobody can look into: the viewer's own, the network's and, but on Linux, this
 * machine's kernel's. Such a buffer swallows frames at once until it is full, and then each frame waits behind all that
 * is in there: a viewer that reads 1 MB/s behind a buffer of 4 MB shows what was 4 s ago.
 *
 * What can be seen is that a frame is held up, because the buffer is full: then it empties at the rate at which the
 * viewer takes what it is sent. From this rate, and from how much went in before the buffer was full, follows when it will
 * be empty, and the next frame is sent then and not before. When that has gone well for a while more is tried, a little
 * first, then a lot: if the viewer has become faster it gets through, and if not it shows soon.
 */

/** A frame that left sooner was not held up, and a shorter time tells no rate, ms. */
const SHORT = 20;
/** Before this what was sent may still be on its way into an empty buffer, ms. */
const ON_ITS_WAY = 8;
/** A frame that is sent sooner after the one before has left was sent at once, ms. */
const AT_ONCE = 40;
/** How long a rate holds, at first; doubled each time that it turns out to be still the same, ms. */
const HOLDS = 250;
/** But so many times what it costs to find that out, at least and at most, and no longer than this, ms. */
const LEAST_COSTS = 5;
const MOST_COSTS = 40;
const LONGEST_HOLDS = 60_000;
/** In what time the rate is doubled from then on: as long as it has held, but no longer than this, ms. */
const DOUBLES_IN = 1000;
/** A full buffer that the viewer empties in less is none to keep frames out of: nobody sees that a picture is late, ms. */
const SLIGHT = 40;
/** A rate that differs by less is the same. */
const SAME_RATE = 1.3;
/** A viewer that was sent so many times more than the buffer holds, and held up nothing, has become faster. */
const SURELY_FULL = 1.5;
/** While a buffer empties a frame is sent at least so often, if the viewer can take one in half the time, ms. */
const LONGEST_PAUSE = 500;
/** How far back it is looked for what went into the buffer, ms, and in how many frames. */
const LONGEST_COUNT = 5000;
const MOST_COUNTED = 256;
/** Of a buffer of which nothing is known, bytes. */
const USUAL_CAPACITY = 128 * 1024;
/** Of the capacity known, what is believed after a frame that found less. */
const FORGETTING = 0.9;
/** A rate seen over so many bytes counts as much as what was known: viewers take what they are sent in gulps. */
const GULP = 128 * 1024;
/**
 * A lower one over so many times as much, or as many frames if they are larger: the buffer may have been empty for a
 * while in between, and a viewer is slower at the end of a large frame than at its beginning.
 */
const LOWER_GULPS = 4;

/** What had left at a time, all frames together. */
interface Mark {
  readonly at: number;
  readonly bytes: number;
}

/** One viewer's. All times are ms of one clock that does not jump. */
export class Pace {
  /** Bytes per ms that the viewer was seen to take; null: as many as can be sent. */
  #rate: number | null = null;
  #rateAt = 0;
  #holds = HOLDS;
  /** What the buffer holds when it is full; null: not known. */
  #capacity: number | null = null;
  /** When the buffer will be empty. */
  #emptyAt = 0;
  /** Before each of the last frames. */
  readonly #sends: Mark[] = [];
  #sentBytes = 0;
  #sentAt = 0;
  #lastFrame = 0;
  #leftAt = 0;
  /** Of the frame that is leaving: the first and the last time that the buffer was seen to be full. */
  #first: Mark | null = null;
  #last: Mark | null = null;
  /** The last time for the frame before, if this one was sent at once. */
  #before: Mark | null = null;

  sent(bytes: number, now: number): void {
    if (now - this.#leftAt > AT_ONCE) this.#before = null; // the buffer may have been empty meanwhile
    this.#sends.push({ at: now, bytes: this.#sentBytes });
    if (this.#sends.length > MOST_COUNTED) this.#sends.shift();
    if (this.#rate !== null) this.#emptyAt = Math.max(this.#emptyAt, now) + bytes / this.#rate;
    this.#sentBytes += bytes;
    this.#lastFrame = bytes;
    this.#sentAt = now;
  }

  /** The buffer was full at this time: exactly `waiting` bytes of what was sent had not got into it. */
  full(waiting: number, now: number): void {
    if (now - this.#sentAt < ON_ITS_WAY) return;
    this.#last = { at: now, bytes: this.#sentBytes - waiting };
    this.#first ??= this.#last;
  }

  /** The frame that was sent has left, but for `waiting` bytes. */
  left(waiting: number, now: number): void {
    const [first, last, before] = [this.#first, this.#last, this.#before];
    const held = now - this.#sentAt >= SHORT;
    this.#first = null;
    this.#last = null;
    this.#before = held ? last : null;
    this.#leftAt = now;
    if (!held || first === null || last === null) return;
    // A single one is nothing: viewers hesitate now and then.
    if (this.#rate === null && before === null) return;
    // The longer of the two tells more.
    const since = before ?? first;
    if (last.at - since.at >= SHORT && last.bytes > since.bytes) this.#learn(since, last);
    if (this.#rate === null) return;
    const hidden = this.#capacity ?? USUAL_CAPACITY;
    // What had not got in at the last look may have been on a long way; it has got in now.
    const [then, waited] = [last.at, this.#sentBytes - last.bytes];
    this.#emptyAt = Math.min(then + (hidden + waited) / this.#rate, now + (hidden + waiting) / this.#rate);
  }

  /** @returns when the next frame may be sent */
  nextAt(now: number): number {
    if (this.#rate === null || this.#isSlight(this.#rate)) return now;
    const tried = now - this.#rateAt - this.#holds;
    if (tried <= 0) {
      return Math.min(this.#emptyAt, this.#sentAt + Math.max(LONGEST_PAUSE, (2 * this.#lastFrame) / this.#rate));
    }
    const hidden = (this.#emptyAt - now) * this.#rate;
    if (hidden > SURELY_FULL * Math.max(this.#capacity ?? 0, USUAL_CAPACITY) + this.#lastFrame) this.#forget();
    return this.#sentAt + this.#lastFrame / (this.#rate * (1 + (tried / Math.min(this.#holds, DOUBLES_IN)) ** 2));
  }

  /** Whether there is a rate to keep to. */
  get isLimiting(): boolean {
    return this.#rate !== null && !this.#isSlight(this.#rate);
  }

  /** @returns when to look next whether the frame has left, which it has not at this time */
  lookAgainAt(now: number): number {
    if (this.#rate === null) return now + SHORT;
    const leaves = this.#emptyAt - (this.#capacity ?? USUAL_CAPACITY) / this.#rate;
    return now + Math.max((leaves - now) / 2, SHORT / 2);
  }

  /** @returns how much more has left lately than the viewer can have taken: what a full buffer holds, if it was empty */
  #swallowed(to: Mark, rate: number): number {
    const since = this.#sends.filter(({ at, bytes }) => to.at - at < LONGEST_COUNT && bytes < to.bytes);
    return Math.max(0, ...since.map(({ at, bytes }) => to.bytes - bytes - rate * (to.at - at)));
  }

  /** Whether it does not matter how full the buffer is. Of one that is larger than it was ever seen to be it will show. */
  #isSlight(rate: number): boolean {
    return (this.#capacity ?? USUAL_CAPACITY) < SLIGHT * rate;
  }

  #forget(): void {
    this.#rate = null;
    this.#holds = HOLDS;
  }

  /** The buffer was full from one time to another. */
  #learn(from: Mark, to: Mark): void {
    const bytes = to.bytes - from.bytes;
    const seen = bytes / (to.at - from.at);
    const before = this.#rate ?? seen;
    const gulps = seen > before ? GULP : LOWER_GULPS * Math.max(GULP, this.#lastFrame);
    const rate = before * (seen / before) ** (bytes / (bytes + gulps));
    this.#capacity = Math.max(this.#swallowed(to, rate), FORGETTING * (this.#capacity ?? 0));
    const same = rate < before * SAME_RATE && rate > before / SAME_RATE;
    const cost = this.#capacity / rate;
    const longest = Math.min(MOST_COSTS * cost, LONGEST_HOLDS);
    this.#holds = Math.max(same ? Math.min(2 * this.#holds, longest) : 0, LEAST_COSTS * cost, HOLDS);
    this.#rate = rate;
    this.#rateAt = to.at;
  }
}
