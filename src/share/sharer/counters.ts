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
  /** What these are as pixels, three bytes each: `rawBytes` / `bytes` is the ratio of compression. */
  readonly rawBytes: number;
}

export const NO_FRAMES: FrameCounters = { sent: 0, repeated: 0, skipped: 0, bytes: 0, rawBytes: 0 };

/**
 * Age of a frame when it leaves, ms: from asking the source for it until the last of it has left this machine, as far as
 * the system tells (Linux: acknowledged, but for a few kilobytes; elsewhere: taken over by the kernel). Of new frames
 * only, the median of the last 512. null: none yet.
 */
export interface FrameAge {
  readonly medianAge: number | null;
}

export interface ViewerCounters extends FrameCounters, FrameAge {}

/** One viewer, for those who want to know. */
export interface ViewerStatus {
  readonly address: string;
  readonly port: number;
  /** Whether it was pushed to: this side made the connection. */
  readonly pushed: boolean;
  /** Since it was let in. */
  readonly seconds: number;
  readonly counters: ViewerCounters;
}

export interface SharerCounters extends FrameCounters, FrameAge {
  /** Frames taken from the source. */
  readonly taken: number;
  readonly viewers: number;
  readonly joined: number;
  /** Connections turned away. */
  readonly refused: number;
}

export function addUp(a: FrameCounters, b: FrameCounters): FrameCounters {
  return {
    sent: a.sent + b.sent,
    repeated: a.repeated + b.repeated,
    skipped: a.skipped + b.skipped,
    bytes: a.bytes + b.bytes,
    rawBytes: a.rawBytes + b.rawBytes,
  };
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
