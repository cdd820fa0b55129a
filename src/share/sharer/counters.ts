/** What a sharer, or one viewer's connection, has done so far. */
export interface FrameCounters {
  /** Frames handed to the network that were new to the viewer. */
  readonly sent: number;
  /** Frames sent once more, because nothing new came. */
  readonly repeated: number;
  /** Frames that were made while the viewer was still busy with an older one, and that it never got. */
  readonly skipped: number;
  /** Handed to the network, headers included. */
  readonly bytes: number;
}

export interface SharerCounters extends FrameCounters {
  /** Frames taken from the source. */
  readonly taken: number;
  readonly viewers: number;
  readonly joined: number;
  /** Connections turned away: not allowed, or one too many. */
  readonly refused: number;
  /** Time from taking a new frame from the source to handing it to the network; of the last 512, ms. null: none yet. */
  readonly medianAge: number | null;
}

/** The last so many values, to tell their median. */
export class RecentValues {
  readonly #values: number[] = [];
  readonly #room: number;
  #next = 0;

  constructor(room: number) {
    this.#room = room;
  }

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#room;
  }

  median(): number | null {
    const sorted = [...this.#values].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }
}
