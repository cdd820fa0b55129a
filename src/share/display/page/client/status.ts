/** The strip of counters. */
import type { Counters } from "../protocol.ts";
import { element, setText } from "./elements.ts";
import type { Painted } from "./painter.ts";
import { bitRate, count, duration, rate, ratio, since, UNKNOWN } from "./words.ts";

/** A sharer of ours repeats its last frame within a second: without one for so long, something is the matter, ms. */
const LATE = 3000;

export function showCounters(counters: Counters, { shown, skipped, delay }: Painted, live: boolean): void {
  set("rate", rate(counters.framesPerSecond));
  set("bits", bitRate(counters.bitsPerSecond));
  set("ratio", ratio(counters.ratio));
  set("received", count(counters.frames));
  set("shown", count(shown));
  set("skipped", count(skipped));
  set("delay", duration(delay));
  set("last", since(counters.sinceLast));
  element("last", HTMLElement).classList.toggle("late", live && (counters.sinceLast ?? 0) > LATE);
}

/** The viewer is away: what changes with time is not known any more, what was counted stays. */
export function forgetRates(): void {
  for (const id of ["rate", "bits", "last"]) set(id, UNKNOWN);
  element("last", HTMLElement).classList.remove("late");
}

export function showSize(width: number, height: number): void {
  set("dimensions", `${width} × ${height}`);
}

function set(id: string, text: string): void {
  setText(element(id, HTMLElement), text);
}
