/**
 * Tells whether a pickle-q frame begins at a place. Its first few hundred bytes are enough, where the size in front of the
 * pickle is the one that the pickle's own lengths make: nothing is read beyond them, and no frame is too long for it.
 */
import { isPickleStart } from "../../../share/wire/pickle-q/size-field.ts";
import type { BoundaryJudge, Verdict } from "../boundary-search.ts";
import { isSure } from "../../../share/wire/pickle-q/header.ts";

const FIELD_BYTES = [8, 4];

export class PickleJudge implements BoundaryJudge {
  /** The module of the first global. */
  readonly landmark = Buffer.from("numpy");
  /** The longest size; PROTO (2), FRAME (9), and the opcode and the longest length of a text. */
  readonly farthest = 8 + 2 + 9 + 9;
  /** The shortest size, PROTO and GLOBAL. */
  readonly nearest = 4 + 2 + 1;
  readonly #limit: number;

  constructor(maxFrameBytes: number) {
    this.#limit = maxFrameBytes;
  }

  judge(held: Buffer, start: number, landmark: number, length: number, ended: boolean): Verdict {
    if (!FIELD_BYTES.some((bytes) => start + bytes + 2 < landmark && isPickleStart(held, start + bytes)))
      return "false";
    const sure = isSure(held, start, length - start, this.#limit);
    if (sure === null) return ended ? "false" : length + 1;
    return sure ? "true" : "false";
  }
}
