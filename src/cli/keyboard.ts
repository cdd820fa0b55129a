import { inForeground } from "./foreground.ts";

const CTRL_C = "\x03";
const CTRL_Z = "\x1a";
/** How often a job in the background looks whether it is in front again: shells don't tell one that runs. ms */
const LOOK_EVERY = 1000;

/**
 * Single keys of the terminal, without Enter. The terminal is left as it was: at the end, at every exit, and while the
 * program is stopped (Ctrl-Z) or runs in the background, where it must not touch it.
 */
export class Keyboard {
  readonly #onKey: (key: string) => void;
  #raw = false;
  readonly #look: NodeJS.Timeout;
  #closed = false;

  /** @param onKey is given a character; not Ctrl-C and Ctrl-Z, which do what they always do */
  constructor(onKey: (key: string) => void) {
    this.#onKey = onKey;
    process.stdin.on("data", this.#read).on("error", this.#release);
    process.on("exit", this.#release);
    if (process.platform !== "win32") process.on("SIGCONT", this.#resume);
    this.#look = setInterval(() => {
      if (!this.#raw) this.#resume();
    }, LOOK_EVERY);
    this.#resume();
  }

  /** Whether there is a terminal to read from. */
  static get exists(): boolean {
    return process.stdin.isTTY;
  }

  /** Not in the background: there the terminal is somebody else's. */
  get isActive(): boolean {
    return this.#raw;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#look);
    this.#release();
    process.stdin.off("data", this.#read).off("error", this.#release).pause();
    process.off("exit", this.#release).off("SIGCONT", this.#resume);
  }

  readonly #resume = (): void => {
    void inForeground().then((inFront) => {
      if (this.#closed) return;
      if (inFront) this.#takeOver();
      else this.#leaveAlone();
    });
  };

  /** Also after the program was stopped: the shell has put the terminal back to its own mode. */
  #takeOver(): void {
    if (this.#raw) process.stdin.setRawMode(false); // or it would be thought to be raw still
    process.stdin.setRawMode(true);
    this.#raw = true;
    process.stdin.resume();
  }

  #leaveAlone(): void {
    this.#raw = false;
    process.stdin.pause();
  }

  readonly #release = (): void => {
    if (!this.#raw) return;
    this.#raw = false;
    process.stdin.setRawMode(false);
    process.stdin.pause();
  };

  readonly #read = (piece: Buffer | string): void => {
    for (const key of piece.toString("latin1")) {
      if (key === CTRL_C) process.emit("SIGINT");
      else if (key === CTRL_Z) this.#suspend();
      else this.#onKey(key);
    }
  };

  #suspend(): void {
    if (process.platform === "win32") return;
    this.#release();
    process.kill(0, "SIGTSTP"); // the whole job, so that the shell gets the terminal
  }
}

/**
 * Runs something that q ends, too, where there is a terminal to press it on.
 *
 * @param quit is aborted by it
 * @param run is given what to tell about it: nothing, or such as "  (q: end)"
 */
export async function untilQ<T>(quit: AbortController, run: (hint: string) => Promise<T>): Promise<T> {
  if (!Keyboard.exists) return run("");
  const keyboard = new Keyboard((key) => {
    if (key === "q") quit.abort();
  });
  try {
    return await run("  (q: end)");
  } finally {
    keyboard.close();
  }
}
