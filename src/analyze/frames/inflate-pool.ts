/**
 * Inflates whole frames on libuv's threads, beside the parsing, to learn their raw size and whether they are intact.
 * The pixels are not kept: each piece is counted and dropped.
 */
import { kMaxLength } from "node:buffer";
import { availableParallelism } from "node:os";
import { createInflate, inflateSync } from "node:zlib";
import type { FrameRecord } from "./types.ts";

/** Frames up to this many compressed bytes are inflated at once: handing them to a thread costs more. */
const SMALL = 2048;
/** Compressed bytes waiting or being inflated, above which reading pauses. */
const MAX_WAITING_BYTES = 24 * 2 ** 20;
const FIRST_CHUNK = 2 ** 20;
const LARGEST_CHUNK = 16 * 2 ** 20;
/** Room behind the expected size, so that zlib sees its end without asking for another chunk. */
const SLACK = 64;

interface Job {
  readonly body: Buffer;
  readonly record: FrameRecord;
}

export class InflatePool {
  readonly #limit: number;
  readonly #threads = availableParallelism();
  #queue: Job[] = [];
  #active = 0;
  #bytes = 0;
  /** The raw size of the last frame: screens don't change their size, so the next one's output fits one chunk. */
  #expected = FIRST_CHUNK;
  #wake: (() => void)[] = [];

  /** @param limit largest inflated size that is accepted, bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Fills in `rawBytes`, `intact` and `problem` of the record, now or later. `body` is kept until then. */
  add(body: Buffer, record: FrameRecord): void {
    if (body.length <= SMALL) {
      this.#now(body, record);
      return;
    }
    this.#queue.push({ body, record });
    this.#bytes += body.length;
    this.#start();
  }

  /** Nothing while there is room; else a promise that is kept when there is again. */
  pressure(): Promise<void> | undefined {
    if (this.#bytes <= MAX_WAITING_BYTES) return undefined;
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  /** Kept when everything given so far has been inflated. */
  async idle(): Promise<void> {
    while (this.#active > 0 || this.#queue.length > 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #start(): void {
    while (this.#active < this.#threads) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#active++;
      this.#inflate(job);
    }
  }

  #inflate({ body, record }: Job): void {
    const chunkSize = Math.min(this.#expected + SLACK, LARGEST_CHUNK);
    const stream = createInflate({ chunkSize });
    let raw = 0;
    const done = (problem: string | null): void => {
      stream.destroy();
      record.rawBytes = problem === null ? raw : null;
      record.intact = problem === null;
      record.problem = problem;
      if (problem === null) this.#expected = Math.max(raw, SMALL);
      this.#active--;
      this.#bytes -= body.length;
      this.#start();
      const wake = this.#wake;
      this.#wake = [];
      for (const resolve of wake) resolve();
    };
    stream.on("data", (piece: Buffer) => {
      raw += piece.length;
      if (raw > this.#limit && !stream.destroyed) done(overLimit(this.#limit));
    });
    stream.on("error", (error) => {
      done(inflateProblem(error));
    });
    stream.on("end", () => {
      if (!stream.destroyed) done(leftOver(body.length - stream.bytesWritten));
    });
    stream.end(body);
  }

  #now(body: Buffer, record: FrameRecord): void {
    try {
      // `info` is missing from the types: it adds the engine, which knows how many bytes were used.
      const options = { maxOutputLength: Math.min(this.#limit, kMaxLength), info: true };
      const { buffer, engine } = inflateSync(body, options) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      record.problem = leftOver(body.length - engine.bytesWritten);
      record.intact = record.problem === null;
      record.rawBytes = record.intact ? buffer.length : null;
    } catch (error) {
      record.intact = false;
      record.problem = inflateProblem(error, this.#limit);
    }
  }
}

function leftOver(bytes: number): string | null {
  return bytes > 0 ? `its zlib stream ends ${bytes} bytes before the length in its header` : null;
}

function overLimit(limit: number): string {
  return `it inflates to more than the limit of ${limit} bytes`;
}

function inflateProblem(error: unknown, limit = 0): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === "ERR_BUFFER_TOO_LARGE") return overLimit(limit);
  if (code === "Z_BUF_ERROR") return "its zlib stream does not end within the length in its header";
  return `it does not inflate: ${message}`;
}
