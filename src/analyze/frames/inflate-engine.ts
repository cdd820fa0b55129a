/** One zlib engine that inflates whole frames, one at a time, and says how large they are and whether they are intact. */
import { constants, createInflate, type Inflate } from "node:zlib";

/** For a body whose zlib stream ended before it did. */
export function leftOver(bytes: number): string | null {
  return bytes > 0 ? `its zlib stream ends ${bytes} bytes before the length in its header` : null;
}

function overLimit(limit: number): string {
  return `it inflates to more than the limit of ${limit} bytes`;
}

/** What to say of a frame for zlib's error. @param limit the largest inflated size accepted, bytes */
export function inflateProblem(error: unknown, limit = 0): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === "ERR_BUFFER_TOO_LARGE") return overLimit(limit);
  if (code === "Z_BUF_ERROR") return "its zlib stream does not end within the length in its header";
  return `it does not inflate: ${message}`;
}

type Done = (problem: string | null, raw: number) => void;

/**
 * One zlib engine for frame after frame. Its output is only counted, so every frame may be written over the last one: a
 * new engine and 3 MB of fresh memory for each frame took as long again as the inflating itself.
 */
export class InflateEngine {
  readonly room: number;
  usable = true;
  #limit = 0;
  readonly #stream: Inflate;
  #body: Buffer | null = null;
  #raw = 0;
  #before = 0;
  #done: Done | null = null;

  /** @param room for output in one piece, bytes */
  constructor(room: number) {
    this.room = room;
    // Z_FINISH with each write: a frame is all there, and one that wants more is an error.
    this.#stream = createInflate({ chunkSize: room, flush: constants.Z_FINISH });
    this.#stream.on("data", (piece: Buffer) => {
      this.#raw += piece.length;
      if (this.#raw > this.#limit) this.#end(overLimit(this.#limit), false);
    });
    this.#stream.on("error", (error) => {
      this.#end(inflateProblem(error), false);
    });
    // Only when bytes are left over behind the end of what it was given.
    this.#stream.on("end", () => {
      this.#end(leftOver((this.#body?.length ?? 0) - this.#used), false);
    });
  }

  /** @param limit largest inflated size that is accepted, bytes */
  inflate(body: Buffer, limit: number, done: Done): void {
    this.#body = body;
    this.#limit = limit;
    this.#raw = 0;
    this.#before = this.#stream.bytesWritten;
    this.#done = done;
    this.#stream.write(body, (error) => {
      if (error === null || error === undefined) this.#end(null, true);
    });
  }

  close(): void {
    this.usable = false;
    this.#stream.destroy();
  }

  get #used(): number {
    return this.#stream.bytesWritten - this.#before;
  }

  #end(problem: string | null, again: boolean): void {
    const done = this.#done;
    if (done === null) return;
    this.#done = null;
    this.#body = null;
    if (again) {
      this.#stream.reset();
      // Where in its output buffer the stream goes on. Not documented: where it is called otherwise, a new one is made.
      (this.#stream as unknown as { _outOffset: number })._outOffset = 0;
    } else this.close();
    done(problem, this.#raw);
  }
}
