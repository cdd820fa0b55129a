/**
 * Frames of a recording, in order and each when it is asked for: ffmpeg waits meanwhile. The next one is read ahead.
 */
import { PpmError, PpmFrames, type RawFrame } from "./ppm-stream.ts";
import type { Ending, FrameProcess } from "./process.ts";

/** How a recording ended. */
export interface ReaderEnd {
  readonly ending: Ending;
  /** Whole frames read. */
  readonly frames: number;
  /** What was no frame, or the last one when it was cut off. */
  readonly broken: boolean;
}

export class FrameReader {
  readonly #process: FrameProcess;
  readonly #pieces: AsyncIterator<Buffer>;
  /** One is the caller's while the other is filled. */
  readonly #memory: [Buffer | null, Buffer | null] = [null, null];
  readonly #assembler = new PpmFrames((bytes) => this.#take(bytes));
  #turn: 0 | 1 = 0;
  #piece: Buffer | null = null;
  #at = 0;
  #frames = 0;
  #ahead: Promise<RawFrame | ReaderEnd> | null = null;

  constructor(process: FrameProcess) {
    this.#process = process;
    this.#pieces = process.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  get process(): FrameProcess {
    return this.#process;
  }

  /** One at a time. A frame is the caller's until the next one is asked for. After the end, the end again. */
  async next(): Promise<RawFrame | ReaderEnd> {
    const result = await (this.#ahead ?? this.#read());
    this.#ahead = "ending" in result ? Promise.resolve(result) : this.#read();
    return result;
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  async #read(): Promise<RawFrame | ReaderEnd> {
    for (;;) {
      while (this.#piece !== null && this.#at < this.#piece.length) {
        try {
          const { taken, frame } = this.#assembler.push(this.#piece, this.#at);
          this.#at += taken;
          if (frame === null) continue;
          this.#frames++;
          this.#turn = this.#turn === 0 ? 1 : 0;
          return frame;
        } catch (error) {
          if (!(error instanceof PpmError)) throw error;
          await this.#process.close();
          return this.#end(true);
        }
      }
      const piece = await this.#pieces.next().catch(() => null); // a broken pipe is an end, too
      if (piece === null || piece.done === true) return this.#end(this.#assembler.unfinished);
      this.#piece = piece.value;
      this.#at = 0;
    }
  }

  async #end(broken: boolean): Promise<ReaderEnd> {
    return { ending: await this.#process.ended, frames: this.#frames, broken };
  }

  #take(bytes: number): Buffer {
    const memory = this.#memory[this.#turn];
    if (memory?.length === bytes) return memory;
    return (this.#memory[this.#turn] = Buffer.allocUnsafeSlow(bytes));
  }
}
