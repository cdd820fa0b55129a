/**
 * Engines that one analysis has done with wait here for the next one, in a program that reads capture after capture: what
 * they hold, some megabytes each, is otherwise made and collected anew for each.
 */
import { availableParallelism } from "node:os";
import { InflateEngine } from "./inflate-engine.ts";

/** As many as one analysis has at work at most. */
const MOST_KEPT = availableParallelism() + 1;
/** Of output that an engine has room for; larger ones are not kept, bytes. */
const LARGEST_KEPT = 8 * 2 ** 20;

export class EngineShelf {
  readonly #kept: InflateEngine[] = [];

  /** @param room for output that the engine has at least, bytes */
  take(room: number): InflateEngine {
    const at = this.#kept.findIndex((engine) => engine.room >= room);
    const [found] = at === -1 ? [] : this.#kept.splice(at, 1);
    return found ?? new InflateEngine(room);
  }

  put(engine: InflateEngine): void {
    if (engine.room > LARGEST_KEPT) {
      engine.close();
      return;
    }
    this.#kept.push(engine);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift()?.close();
  }
}
