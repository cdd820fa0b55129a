/** What everybody may have: the digests of handed-out samples and of the instructor's own captures. */
import type { Sketch } from "../prints/sketch.ts";
import type { CapturePrint, Fingerprint } from "../prints/types.ts";

type SketchName = "headers" | "contents" | "pictures";
const SKETCHES: readonly SketchName[] = ["headers", "contents", "pictures"];

export class Excluded {
  readonly #digests = new Set<number>();
  readonly #files = new Set<string>();
  readonly #sessions = new Set<string>();

  constructor(prints: readonly Fingerprint[]) {
    for (const { capture, words } of prints) {
      this.#remember(words);
      if (capture === null) continue;
      this.#files.add(capture.sha256);
      for (const { isn } of capture.sessions) this.#sessions.add(isn.join());
      for (const name of SKETCHES) this.#remember(capture[name]);
    }
  }

  get empty(): boolean {
    return this.#digests.size === 0 && this.#files.size === 0;
  }

  /** A fingerprint without what everybody may have. */
  without(print: Fingerprint): Fingerprint {
    if (this.empty) return print;
    const { capture } = print;
    return {
      ...print,
      words: this.#filtered(print.words),
      capture: capture === null || this.#files.has(capture.sha256) ? null : this.#capture(capture),
    };
  }

  #capture(capture: CapturePrint): CapturePrint {
    return {
      ...capture,
      sessions: capture.sessions.filter(({ isn }) => !this.#sessions.has(isn.join())),
      headers: this.#filtered(capture.headers),
      contents: this.#filtered(capture.contents),
      pictures: this.#filtered(capture.pictures),
    };
  }

  #remember({ high, low }: Sketch): void {
    for (let at = 0; at < high.length; at++) this.#digests.add(keyOf(high[at]!, low[at]!));
  }

  #filtered(sketch: Sketch): Sketch {
    const { high, low, packet, time, shift, total } = sketch;
    const places: number[] = [];
    for (let at = 0; at < high.length; at++) if (!this.#digests.has(keyOf(high[at]!, low[at]!))) places.push(at);
    if (places.length === high.length) return sketch;
    return {
      shift,
      total: Math.round((total * places.length) / Math.max(1, high.length)),
      high: Uint32Array.from(places, (at) => high[at]!),
      low: Uint32Array.from(places, (at) => low[at]!),
      packet: Uint32Array.from(places, (at) => packet[at]!),
      time: Float64Array.from(places, (at) => time[at]!),
    };
  }
}

/** 53 bits of a digest, exact as a number. */
export function keyOf(high: number, low: number): number {
  return high * 2 ** 21 + (low >>> 11);
}
