/**
 * Reassembly by the plainest means: one cell a byte. It knows nothing of sequence numbers, buffers or patience, so it is
 * right as long as the reassembly has no reason to give a hole up before the end.
 */
import type { MissingReason } from "../../src/analyze/tcp/reassembly.ts";

/** A part of a stream as it comes by. Offsets count from the stream's first byte; `captured` of the bytes are there. */
export interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly captured: number;
}

/** What the stream has at an offset: a byte and the packet that brought it, or why there is none. */
export type Cell = { readonly byte: number; readonly packet: number } | MissingReason;

export interface ModelArrival {
  fresh: number;
  repeated: number;
  hole: number;
  fills: boolean;
  conflict: boolean;
}

export class Model {
  acknowledged = 0;
  readonly #cells: (Cell | undefined)[] = [];

  /** One past the last byte in front of which nothing is missing. */
  get inOrder(): number {
    const hole = this.#cells.findIndex((cell) => cell === undefined);
    return hole < 0 ? this.#cells.length : hole;
  }

  get seen(): number {
    return this.#cells.filter((cell) => cell !== undefined).length;
  }

  take({ offset, bytes, captured }: Piece, packet: number): ModelArrival {
    const { length: highest } = this.#cells;
    const comparable = this.#comparable;
    const from = Math.max(offset, this.inOrder);
    const end = offset + bytes.length;
    const arrival = { fresh: 0, repeated: 0, hole: 0, fills: false, conflict: false };
    if (from < end) {
      arrival.fills = from < highest;
      for (let at = from - 1; at >= this.inOrder && this.#cells[at] === undefined; at--) arrival.hole++;
    }
    for (const [i, byte] of bytes.entries()) {
      const at = offset + i;
      const known = at < 0 ? "lost" : this.#cells[at];
      if (known === undefined) {
        while (this.#cells.length < at) this.#cells.push(undefined);
        this.#cells[at] = i < captured ? { byte, packet } : "snaplen";
        arrival.fresh++;
      } else {
        arrival.repeated++;
        if (typeof known === "object" && i < captured && known.byte !== byte && at > comparable)
          arrival.conflict = true;
      }
    }
    return arrival;
  }

  /** Bytes in front of a hole that stays one are not kept to compare with. */
  get #comparable(): number {
    return this.#cells.slice(0, this.inOrder).findLastIndex((cell) => typeof cell === "string");
  }

  acknowledge(offset: number): void {
    this.acknowledged = Math.max(this.acknowledged, offset);
  }

  /** The whole stream; a hole that was acknowledged to its end reached the receiver. */
  end(): Cell[] {
    const cells: Cell[] = [];
    let why: MissingReason = "lost";
    for (let at = this.#cells.length - 1; at >= 0; at--) {
      const cell = this.#cells[at];
      if (cell !== undefined) why = this.acknowledged >= at ? "not-captured" : "lost";
      cells.unshift(cell ?? why);
    }
    return cells;
  }
}
