/** Screens that can't be read look black on some machines. Nobody is to be shown that for a screen. */
import { SourceUnavailableError } from "../errors.ts";
import { whyBlack } from "./session.ts";
import type { FrameSource, Machine, SourceFrame } from "./types.ts";

/** @throws SourceError when the frame is all black where that means that the screen can't be read */
export function refuseBlack({ pixels }: SourceFrame, machine: Machine): void {
  const why = whyBlack(machine);
  if (why !== null && isBlack(pixels)) throw new SourceUnavailableError(why.reason, why.remedy);
}

/**
 * Looks at a source's first frame before anybody else does.
 *
 * @returns a source that gives it first
 * @throws SourceError as `refuseBlack` does; then the source is closed
 */
export async function seen(source: FrameSource, machine: Machine): Promise<FrameSource> {
  if (whyBlack(machine) === null) return source;
  try {
    const first = await source.next();
    if (first === null) return source;
    refuseBlack(first, machine);
    return new Replayed(source, first);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function isBlack(pixels: Uint8Array): boolean {
  return pixels.every((byte) => byte === 0);
}

/** A source of which the first frame was taken already. */
class Replayed implements FrameSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #source: FrameSource;
  #first: SourceFrame | null;

  constructor(source: FrameSource, first: SourceFrame) {
    this.name = source.name;
    this.width = source.width;
    this.height = source.height;
    this.#source = source;
    this.#first = first;
  }

  next(): Promise<SourceFrame | null> {
    const first = this.#first;
    if (first === null) return this.#source.next();
    this.#first = null;
    return Promise.resolve(first);
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}
