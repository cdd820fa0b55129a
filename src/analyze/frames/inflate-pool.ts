/**
 * Inflates whole frames on libuv's threads, beside the parsing, to learn their raw size and whether they are intact.
 * The pixels are not kept: each piece is counted and dropped.
 */
import { kMaxLength } from "node:buffer";
import { availableParallelism } from "node:os";
import { inflateSync } from "node:zlib";
import { EngineShelf } from "./engine-shelf.ts";
import { inflateProblem, leftOver, type InflateEngine } from "./inflate-engine.ts";
import type { FrameRecord } from "./types.ts";

/** Frames up to this many compressed bytes are inflated at once: handing them to a thread costs more. */
const SMALL = 2048;
/** Compressed bytes waiting or being inflated, above which reading pauses. */
const MAX_WAITING_BYTES = 24 * 2 ** 20;
/** The same, when every engine has its next frame at hand: more than a block's worth of waiting gains nothing. */
const ENOUGH_WAITING_BYTES = 6 * 2 ** 20;
const LEAST_BODY = 2 ** 14;
const LARGEST_SPARE_BODY = 2 ** 18;
const MAX_SPARE_BYTES = 12 * 2 ** 20;
const FIRST_CHUNK = 2 ** 20;
const LARGEST_CHUNK = 16 * 2 ** 20;
/** Room behind the expected size, so that zlib sees its end without asking for another chunk. */
const SLACK = 64;

const SHELF = new EngineShelf();

interface Job {
  readonly body: Buffer;
  readonly record: FrameRecord;
}

export class InflatePool {
  readonly #limit: number;
  /** One more than can run, so that a core finds work while its last frame's result waits to be taken. */
  readonly #engines = availableParallelism() + 1;
  #queue: Job[] = [];
  #active = 0;
  #bytes = 0;
  readonly #idle: InflateEngine[] = [];
  readonly #spare = new Map<number, Buffer[]>();
  #spareBytes = 0;
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
      this.giveBack(body);
      return;
    }
    this.#queue.push({ body, record });
    this.#bytes += body.length;
    this.#start();
  }

  /** A buffer for a body, with room for that many bytes at least. It comes back with {@link add} or {@link giveBack}. */
  room(bytes: number): Buffer {
    const size = Math.max(LEAST_BODY, 2 ** Math.ceil(Math.log2(bytes)));
    const spare = this.#spare.get(size)?.pop();
    if (spare === undefined) return Buffer.allocUnsafeSlow(size);
    this.#spareBytes -= size;
    return spare;
  }

  giveBack(body: Buffer): void {
    const size = body.buffer.byteLength;
    if (size > LARGEST_SPARE_BODY || this.#spareBytes + size > MAX_SPARE_BYTES) return;
    const alike = this.#spare.get(size);
    const whole = Buffer.from(body.buffer, 0, size);
    if (alike === undefined) this.#spare.set(size, [whole]);
    else alike.push(whole);
    this.#spareBytes += size;
  }

  /** Nothing while there is room; else a promise that is kept when there is again. */
  pressure(): Promise<void> | undefined {
    return this.#crowded ? this.#roomAgain() : undefined;
  }

  get #crowded(): boolean {
    return this.#bytes > (this.#queue.length > this.#engines ? ENOUGH_WAITING_BYTES : MAX_WAITING_BYTES);
  }

  async #roomAgain(): Promise<void> {
    while (this.#crowded) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Kept when everything given so far has been inflated. */
  async idle(): Promise<void> {
    while (this.#active > 0 || this.#queue.length > 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
    for (const engine of this.#idle.splice(0)) SHELF.put(engine);
  }

  #start(): void {
    while (this.#active < this.#engines) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#active++;
      this.#inflate(job);
    }
  }

  #inflate({ body, record }: Job): void {
    const room = Math.min(this.#expected + SLACK, LARGEST_CHUNK);
    let engine = this.#idle.pop();
    if (engine !== undefined && engine.room < room) {
      engine.close();
      engine = undefined;
    }
    const used = engine ?? SHELF.take(room);
    used.inflate(body, this.#limit, (problem, raw) => {
      record.rawBytes = problem === null ? raw : null;
      record.intact = problem === null;
      record.problem = problem;
      if (problem === null) this.#expected = Math.max(raw, SMALL);
      if (used.usable) this.#idle.push(used);
      this.#active--;
      this.#bytes -= body.length;
      this.giveBack(body);
      this.#start();
      const wake = this.#wake;
      this.#wake = [];
      for (const resolve of wake) resolve();
    });
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
