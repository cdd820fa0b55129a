/** What one client may say at once, and each second after that: more than anybody types, bytes. */
const AT_ONCE = 64 * 1024;
const EACH_SECOND = 32 * 1024;
/** A message costs more than its bytes: it is written to everybody. */
const MESSAGE_COSTS = 64;

/** How much a client may say; one that says more waits, so that it can't flood the others. */
export class Allowance {
  #left = AT_ONCE;
  #at = performance.now();

  /** @returns how long to wait before the next message, ms */
  spend(bytes: number): number {
    const now = performance.now();
    const earned = ((now - this.#at) / 1000) * EACH_SECOND;
    this.#left = Math.min(this.#left + earned, AT_ONCE) - bytes - MESSAGE_COSTS;
    this.#at = now;
    return this.#left >= 0 ? 0 : (-this.#left / EACH_SECOND) * 1000;
  }
}
