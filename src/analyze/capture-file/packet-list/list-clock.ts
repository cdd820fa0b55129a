/** The Time column, line after line, as one running clock. */
import type { ListConventions } from "../types.ts";
import type { ListTime, TimeForm } from "./list-time.ts";

const DAY = 86_400;
const SECOND = 1_000_000_000;

const FORM_OF: Record<ListConventions["time"], TimeForm | null> = {
  relative: "number",
  epoch: "number",
  delta: "number",
  date: "date",
  "time-of-day": "clock",
  unknown: null,
};

/**
 * Times that are all of one kind pass as they are shown, with two exceptions: deltas are summed up, so that they count
 * from the packet before the list's first, and a time of day goes on counting over midnight.
 */
export class ListClock {
  /** NaN: no time in this line, or one of another form than the list's. */
  seconds = Number.NaN;
  /** 0 to 999,999,999; NaN with `seconds`. */
  nanoseconds = Number.NaN;
  readonly #kind: ListConventions["time"];
  #sumSeconds = 0;
  #sumNanoseconds = 0;
  #midnights = 0;
  #before = Number.NaN;

  constructor(kind: ListConventions["time"]) {
    this.#kind = kind;
  }

  /** Takes the next line's time. @returns false when there is one that can't be used */
  read(time: ListTime | null): boolean {
    this.seconds = this.nanoseconds = Number.NaN;
    if (time === null) return true;
    if (time.form !== FORM_OF[this.#kind]) return false;
    this.nanoseconds = time.nanoseconds;
    this.seconds = time.seconds;
    if (this.#kind === "delta") this.#sum(time);
    if (this.#kind === "time-of-day") {
      if (this.#before - time.seconds > DAY / 2) this.#midnights++;
      this.#before = time.seconds;
      this.seconds += this.#midnights * DAY;
    }
    return true;
  }

  #sum(delta: ListTime): void {
    const nanoseconds = this.#sumNanoseconds + delta.nanoseconds;
    const carry = nanoseconds >= SECOND ? 1 : 0;
    this.#sumNanoseconds = nanoseconds - carry * SECOND;
    this.#sumSeconds += delta.seconds + carry;
    this.seconds = this.#sumSeconds;
    this.nanoseconds = this.#sumNanoseconds;
  }
}
