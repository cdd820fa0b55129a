import type { Reading } from "./reading.ts";

/** A block that is let through without being held in memory, however long it says it is. */
export class SkippedBlock {
  readonly kind: number;
  /** The total length as the file states it, and as it is laid out (a multiple of 4). */
  readonly stated: number;
  readonly total: number;
  readonly offset: number;
  readonly #little: boolean;
  #left: number;
  /** The total length at the block's end; known when `done`. */
  trailer = 0;
  done = false;

  constructor(kind: number, stated: number, total: number, offset: number, little: boolean) {
    this.kind = kind;
    this.stated = stated;
    this.total = total;
    this.offset = offset;
    this.#little = little;
    this.#left = total - 4;
  }

  /** @returns how many bytes from `at` on belong to the block and are done with */
  pass(view: DataView, at: number, end: number): number {
    const body = Math.min(this.#left, end - at);
    this.#left -= body;
    if (this.#left > 0 || end - at - body < 4) return body;
    this.trailer = view.getUint32(at + body, this.#little);
    this.done = true;
    return body + 4;
  }
}

/** More kinds than this are counted together: a damaged file must not fill a table. */
const MAX_NAMED = 16;

/** The blocks of types that the reader doesn't know, for one warning at the end. */
export class UnknownBlocks {
  readonly #counts = new Map<number, number>();
  #others = 0;

  count(kind: number): void {
    const seen = this.#counts.get(kind);
    if (seen === undefined && this.#counts.size >= MAX_NAMED) this.#others++;
    else this.#counts.set(kind, (seen ?? 0) + 1);
  }

  tell(reading: Reading): void {
    if (this.#counts.size === 0) return;
    const named = [...this.#counts].map(([kind, count]) => `0x${kind.toString(16).padStart(8, "0")} (${count})`);
    if (this.#others > 0) named.push(`and ${this.#others} of yet other types`);
    reading.sink.warning({
      code: "unknown-blocks",
      message: `Blocks of types this reader doesn't know were skipped: ${named.join(", ")}. Packets are not affected.`,
    });
  }
}
