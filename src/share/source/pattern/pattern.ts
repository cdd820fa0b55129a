/**
 * The test pattern: a screen on which somebody seems to work. Above, a terminal whose text scrolls; below, a desktop with
 * a window that moves and a picture that is all noise. No clock and no chance: frame n depends on n, the size and the
 * seed only, on every machine.
 */
import type { RowRange } from "../../strip-encoder/rows.ts";
import { pictureBytes } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";
import { XorShift } from "./random.ts";
import { LINE_ROWS, TextLines } from "./text.ts";

/** The terminal takes so much of the height, and scrolls by a line every so many frames. */
const TERMINAL_SHARE = 0.6;
export const FRAMES_PER_SCROLL = 3;
const DESKTOP = Buffer.from([0x26, 0x4e, 0x70]);
const WINDOW = Buffer.from([0xf4, 0xf4, 0xf4]);
const TITLE = Buffer.from([0x3c, 0x3c, 0x44]);
const TITLE_ROWS = 12;
/** Pixels the window moves in a frame, across and down. Coprime with most sizes, so the way is long. */
const SPEED = [7, 3] as const;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class Pattern {
  readonly size: PictureSize;
  readonly #seed: number;
  readonly #terminalRows: number;
  readonly #text: TextLines;
  readonly #desktop: Buffer;
  readonly #noise: Rectangle;

  constructor(size: PictureSize, seed: number) {
    const { width, height } = size;
    this.size = size;
    this.#seed = seed;
    this.#terminalRows = Math.floor(height * TERMINAL_SHARE);
    this.#text = new TextLines(width, seed);
    const rows = height - this.#terminalRows;
    this.#desktop = Buffer.alloc(width * rows * 3, DESKTOP);
    const noise = { width: Math.ceil(width / 6), height: Math.ceil(rows / 3) };
    this.#noise = { ...noise, x: width - noise.width, y: height - noise.height };
  }

  /** @returns the pixels of frame n (from 0) */
  frame(n: number): Buffer {
    const pixels = Buffer.allocUnsafe(pictureBytes(this.size));
    this.#drawTerminal(n, pixels);
    this.#desktop.copy(pixels, this.#terminalRows * this.size.width * 3);
    const window = this.#window(n);
    this.#fill(pixels, window, WINDOW);
    this.#fill(pixels, { ...window, height: Math.min(TITLE_ROWS, window.height) }, TITLE);
    this.#drawNoise(n, pixels);
    return pixels;
  }

  /** @returns the rows in which frame n can differ from frame n - 1 */
  changed(n: number): RowRange[] {
    const changed: RowRange[] = [];
    const before = this.#window(n - 1);
    const now = this.#window(n);
    if (n % FRAMES_PER_SCROLL === 0) changed.push({ first: 0, count: this.#terminalRows });
    for (const { y, height } of [before, now, this.#noise]) changed.push({ first: y, count: height });
    return changed;
  }

  #drawTerminal(n: number, pixels: Buffer): void {
    const rowBytes = this.size.width * 3;
    const scrolled = Math.floor(n / FRAMES_PER_SCROLL);
    for (let row = 0; row < this.#terminalRows; row += LINE_ROWS) {
      const rows = Math.min(LINE_ROWS, this.#terminalRows - row);
      this.#text.line(scrolled + row / LINE_ROWS).copy(pixels, row * rowBytes, 0, rows * rowBytes);
    }
  }

  #drawNoise(n: number, pixels: Buffer): void {
    const dice = new XorShift(this.#seed, 3, n);
    const { x, y, width, height } = this.#noise;
    for (let row = y; row < y + height; row++) {
      const end = (row * this.size.width + x + width) * 3;
      for (let at = (row * this.size.width + x) * 3; at < end; at++) pixels[at] = dice.next() >>> 24;
    }
  }

  /** Where the window is: it bounces between the edges of the desktop. */
  #window(n: number): Rectangle {
    const rows = this.size.height - this.#terminalRows;
    const width = Math.ceil(this.size.width / 3);
    const height = Math.ceil(rows / 2);
    const x = bounce(n * SPEED[0], this.size.width - width);
    const y = this.#terminalRows + bounce(n * SPEED[1], rows - height);
    return { x, y, width, height };
  }

  #fill(pixels: Buffer, { x, y, width, height }: Rectangle, colour: Buffer): void {
    for (let row = y; row < y + height; row++) {
      const at = (row * this.size.width + x) * 3;
      pixels.fill(colour, at, at + width * 3);
    }
  }
}

/** Forth and back between 0 and `most`. */
function bounce(way: number, most: number): number {
  if (most === 0) return 0;
  const at = Math.abs(way) % (2 * most);
  return at <= most ? at : 2 * most - at;
}
