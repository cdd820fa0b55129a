/**
 * Frames of something that goes on whether or not they are asked for, a screen or a camera. All are read, so that none
 * waits in a pipe and grows old; the newest whole one is kept.
 */
import { SourceError } from "../../errors.ts";
import type { FrameSource, SourceFrame } from "../types.ts";
import { PpmError, PpmFrames, type RawFrame } from "./ppm-stream.ts";
import type { Ending, FrameProcess } from "./process.ts";

/** For a newer frame than the last, ms; after that, the last one is still how it looks now. */
const PATIENCE = 250;
/** For the first frame, ms: some systems ask the user for permission first. */
const START_PATIENCE = 30_000;

export interface LiveOptions {
  readonly name: string;
  /** Makes the error for when it has ended, whatever its exit code: what goes on does not end by itself. */
  readonly failure: (process: FrameProcess, ending: Ending | null) => SourceError;
  readonly startPatience?: number;
}

export class LiveFrames implements FrameSource {
  readonly name: string;
  /** Of the first frame. */
  width = 0;
  height = 0;
  readonly #process: FrameProcess;
  readonly #options: LiveOptions;
  /** One is being filled, one is the newest whole one, one is the caller's. */
  readonly #frames = new PpmFrames((bytes) => this.#memory(bytes));
  #newest: RawFrame | null = null;
  #given: RawFrame | null = null;
  /** Of frames that nobody needs any more. */
  #spare: Buffer[] = [];
  #end: "open" | "ended" | "closed" = "open";
  #error: SourceError | null = null;
  #dropped = 0;
  #wake: () => void = () => undefined;

  private constructor(process: FrameProcess, options: LiveOptions) {
    this.name = options.name;
    this.#process = process;
    this.#options = options;
    process.stdout.on("data", (piece: Buffer) => {
      this.#read(piece);
    });
    process.stdout.on("error", () => undefined); // it is being closed
    void process.ended.then((ending) => {
      this.#ended(ending);
    });
  }

  /**
   * Waits for the first frame, which tells the size.
   *
   * @throws SourceError when there is none
   */
  static async open(process: FrameProcess, options: LiveOptions): Promise<LiveFrames> {
    const source = new LiveFrames(process, options);
    await source.#newer(options.startPatience ?? START_PATIENCE);
    const first = source.#newest;
    if (first === null) {
      const error = source.#error ?? options.failure(process, null);
      await source.close();
      throw error;
    }
    source.width = first.width;
    source.height = first.height;
    return source;
  }

  /** Whole frames that a newer one took the place of before they were asked for. */
  get dropped(): number {
    return this.#dropped;
  }

  async next(): Promise<SourceFrame | null> {
    if (this.#newest === null) await this.#newer(PATIENCE);
    if (this.#end === "closed") return null;
    const frame = this.#newest;
    if (frame !== null) {
      this.#newest = null;
      if (this.#given !== null) this.#spare.push(this.#given.pixels);
      this.#given = frame;
      return { ...frame, changed: null };
    }
    if (this.#error !== null) throw this.#error;
    return this.#given === null ? null : { ...this.#given, changed: [] };
  }

  async close(): Promise<void> {
    this.#end = "closed";
    this.#wake();
    await this.#process.close();
  }

  #read(piece: Buffer): void {
    let at = 0;
    while (at < piece.length && this.#end === "open") {
      try {
        const { taken, frame } = this.#frames.push(piece, at);
        at += taken;
        if (frame !== null) this.#whole(frame);
      } catch (error) {
        if (!(error instanceof PpmError)) throw error;
        this.#error = new SourceError(`${this.name} went wrong: ${error.message}.`, "Start again.", { cause: error });
        this.#end = "ended";
        this.#wake();
        void this.#process.close();
      }
    }
  }

  #whole(frame: RawFrame): void {
    if (this.#newest !== null) {
      this.#dropped++;
      this.#spare.push(this.#newest.pixels);
    }
    this.#newest = frame;
    this.#wake();
  }

  #memory(bytes: number): Buffer {
    this.#spare = this.#spare.filter((spare) => spare.length === bytes); // the size may have changed
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(bytes);
  }

  /** Kept when there is a frame that was not given yet, when there will be none, or after `patience` ms. */
  async #newer(patience: number): Promise<void> {
    if (this.#newest !== null || this.#end !== "open") return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  #ended(ending: Ending): void {
    if (this.#end !== "open") return;
    this.#end = "ended";
    this.#error = this.#options.failure(this.#process, ending);
    this.#wake();
  }
}
