import { unfinishedBytes } from "./utf8.ts";

const NEWLINE = 0x0a;
/** More than this is not held back, bytes. */
const MOST_HELD = 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Nothing is framed, so what one read gives is taken as whole messages, with one exception that can be told: where it
 * ends inside a character, its last line goes on in the next read.
 */
export class Reads {
  #held = NOTHING;

  /** Whether the last line is being held back. */
  get holds(): boolean {
    return this.#held.length > 0;
  }

  /** @returns what is whole now, line ends included; it may share memory with `bytes` */
  push(bytes: Buffer): Buffer {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const whole = wholeBytes(all);
    this.#held = whole === all.length ? NOTHING : Buffer.from(all.subarray(whole));
    return all.subarray(0, whole);
  }

  /** @returns what is held back: nothing will complete it */
  end(): Buffer {
    const held = this.#held;
    this.#held = NOTHING;
    return held;
  }
}

function wholeBytes(all: Buffer): number {
  const unfinished = unfinishedBytes(all);
  if (unfinished === 0) return all.length;
  const lastLine = all.lastIndexOf(NEWLINE) + 1;
  return all.length - lastLine > MOST_HELD ? all.length - unfinished : lastLine;
}
