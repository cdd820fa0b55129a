import type { Ask } from "../share/sharer/options.ts";
import type { BottomLine } from "./bottom-line.ts";

const YES = "yY";
/** Enter and Escape, too: N is what happens if nobody says anything. */
const NO = "nN\r\n\x1b";

/** Asks on the terminal whether a viewer may see the screen. One question at a time. */
export class Questions {
  readonly #line: BottomLine;
  #settle: ((yes: boolean) => void) | null = null;

  constructor(line: BottomLine) {
    this.#line = line;
  }

  readonly ask: Ask = ({ address, port }, signal) =>
    new Promise((resolve) => {
      const settle = (yes: boolean): void => {
        signal.removeEventListener("abort", withdraw);
        this.#settle = null;
        this.#line.question = null;
        resolve(yes);
      };
      const withdraw = (): void => {
        settle(false);
      };
      signal.addEventListener("abort", withdraw);
      this.#settle = settle;
      const text = `${address} port ${port} wants to see this screen. Let it?`;
      this.#line.question = { text, answers: " [y/N] " };
    });

  /** @returns whether the key was an answer */
  answer(key: string): boolean {
    if (this.#settle === null || !(YES + NO).includes(key)) return false;
    this.#settle(YES.includes(key));
    return true;
  }
}
