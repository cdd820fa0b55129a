/** A frame as it goes out, to any number of viewers, and which one it is. */
export interface MessageFacts {
  readonly bytes: Buffer;
  /** Of the picture. */
  readonly rawBytes: number;
  /** Counts frames that differ from the one before, from 1. */
  readonly version: number;
  /** When the source was asked for it, ms of performance.now(). */
  readonly takenAt: number;
}

/** Counts who still needs it, so that its memory can be used again. */
export class Message implements MessageFacts {
  readonly bytes: Buffer;
  readonly rawBytes: number;
  readonly version: number;
  readonly takenAt: number;
  readonly #onFree: (bytes: Buffer) => void;
  #holders = 1;

  /** Held by who makes it. @param onFree when nobody holds it any more */
  constructor({ bytes, rawBytes, version, takenAt }: MessageFacts, onFree: (bytes: Buffer) => void) {
    this.bytes = bytes;
    this.rawBytes = rawBytes;
    this.version = version;
    this.takenAt = takenAt;
    this.#onFree = onFree;
  }

  hold(): void {
    this.#holders++;
  }

  /** Once for each `hold`, and once for its making. */
  release(): void {
    this.#holders--;
    if (this.#holders === 0) this.#onFree(this.bytes);
  }
}
