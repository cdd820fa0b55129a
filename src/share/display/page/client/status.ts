/** The strips of counters, one below each picture. */
import type { Counters } from "../protocol.ts";
import { element, setText } from "./elements.ts";
import type { Painted } from "./painter.ts";
import { bitRate, count, duration, rate, ratio, since, UNKNOWN } from "./words.ts";

/** A sharer of ours repeats its last frame within a second: without one for so long, something is the matter, ms. */
const LATE = 3000;

export class Status {
  readonly #prefix: string;

  /** @param prefix of the elements' ids, where the page has several strips */
  constructor(prefix = "") {
    this.#prefix = prefix;
  }

  showCounters(counters: Counters, { shown, skipped, delay }: Painted, live: boolean): void {
    this.#set("rate", rate(counters.framesPerSecond));
    this.#set("bits", bitRate(counters.bitsPerSecond));
    this.#set("ratio", ratio(counters.ratio));
    this.#set("received", count(counters.frames));
    this.#set("shown", count(shown));
    this.#set("skipped", count(skipped));
    this.#set("delay", duration(delay));
    this.#set("last", since(counters.sinceLast));
    this.#late(live && (counters.sinceLast ?? 0) > LATE);
  }

  /** The viewer is away: what changes with time is not known any more, what was counted stays. */
  forgetRates(): void {
    for (const id of ["rate", "bits", "last"]) this.#set(id, UNKNOWN);
    this.#late(false);
  }

  showSize(width: number, height: number): void {
    this.#set("dimensions", `${width} × ${height}`);
  }

  #late(late: boolean): void {
    element(`${this.#prefix}last`, HTMLElement).classList.toggle("late", late);
  }

  #set(id: string, text: string): void {
    // A page has no place for those that say nothing there.
    const place = document.getElementById(this.#prefix + id);
    if (place !== null) setText(place, text);
  }
}
