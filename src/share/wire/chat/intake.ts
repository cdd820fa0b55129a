import { QUIT } from "./messages.ts";
import { Reads } from "./reads.ts";
import { harmlessLines } from "./text.ts";
import { decodeUtf8 } from "./utf8.ts";

/**
 * What one client says: bytes in, messages out, each one line, harmless and not blank. A newline ends a message, so
 * that nobody can write a line that seems to be another's, and so that netcat is a client, too.
 */
export class Intake {
  readonly #reads = new Reads();

  /** Whether the last line ended inside a character, and waits for the rest of it. */
  get holds(): boolean {
    return this.#reads.holds;
  }

  /** @param bytes of one read */
  push(bytes: Buffer): string[] {
    return messagesIn(this.#reads.push(bytes));
  }

  /** @returns what was held back: no more comes */
  end(): string[] {
    return messagesIn(this.#reads.end());
  }
}

function messagesIn(bytes: Buffer): string[] {
  return harmlessLines(decodeUtf8(bytes)).flatMap(apart);
}

/** "{quit}" directly behind other text was sent on its own: the two have melted on their way. */
function apart(line: string): string[] {
  const before = line.slice(0, -QUIT.length);
  return before !== "" && line.endsWith(QUIT) && !/\s$/u.test(before) ? [before, QUIT] : [line];
}
