import { XorShift } from "./random.ts";

const ALPHABET = 64;
const GLYPH_WIDTH = 6;
/** Rows of a line of text, the last of them empty. */
export const LINE_ROWS = 10;
const INK = Buffer.from([0xd0, 0xd4, 0xd8]);
export const PAPER = Buffer.from([0x1c, 0x20, 0x28]);
/** Lines kept ready. More than a screen shows, so that scrolling draws one line anew. */
const KEPT = 1024;

/** Lines of made-up text, as in a terminal: line k depends on the seed, the width and k only. */
export class TextLines {
  readonly #width: number;
  readonly #seed: number;
  /** For each glyph, its rows of pixels. */
  readonly #glyphs: readonly (readonly Buffer[])[];
  readonly #lines = new Map<number, Buffer>();

  constructor(width: number, seed: number) {
    this.#width = width;
    this.#seed = seed;
    const dice = new XorShift(seed, 1);
    this.#glyphs = Array.from({ length: ALPHABET }, () =>
      Array.from({ length: LINE_ROWS }, (_, row) => glyphRow(row < LINE_ROWS - 2 ? dice.next() >>> 7 : 0)),
    );
  }

  /** @returns LINE_ROWS rows of pixels */
  line(number: number): Buffer {
    let line = this.#lines.get(number);
    if (line === undefined) {
      line = this.#draw(number);
      if (this.#lines.size >= KEPT) this.#lines.clear();
      this.#lines.set(number, line);
    }
    return line;
  }

  #draw(number: number): Buffer {
    const rowBytes = this.#width * 3;
    const pixels = Buffer.alloc(rowBytes * LINE_ROWS, PAPER);
    const dice = new XorShift(this.#seed, 2, number);
    const columns = Math.ceil(this.#width / GLYPH_WIDTH);
    const length = Math.ceil((columns * (20 + dice.below(70))) / 100);
    for (let column = 0; column < length; column++) {
      if (dice.below(6) === 0) continue; // a space
      const glyph = this.#glyphs[dice.below(ALPHABET)]!;
      const at = column * GLYPH_WIDTH * 3;
      const bytes = Math.min(GLYPH_WIDTH * 3, rowBytes - at);
      for (let row = 0; row < LINE_ROWS; row++) glyph[row]!.copy(pixels, row * rowBytes + at, 0, bytes);
    }
    return pixels;
  }
}

/** @param bits which of its pixels are ink; the last one never is */
function glyphRow(bits: number): Buffer {
  const pixels = Array.from({ length: GLYPH_WIDTH }, (_, x) =>
    x < GLYPH_WIDTH - 1 && ((bits >> x) & 1) === 1 ? INK : PAPER,
  );
  return Buffer.concat(pixels);
}
