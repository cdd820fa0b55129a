/** Pictures that look and compress like a desktop somebody works on: flat areas, edges, lines of text, a small photo. */
import { deflateSync } from "node:zlib";

export const WIDTH = 1366;
export const HEIGHT = 768;
export const RAW_BYTES = WIDTH * HEIGHT * 3;
const LINE = 12;

/** A small generator of numbers that are the same on every machine (Marsaglia's xorshift32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A whole number from 0 to `sides` - 1. */
  roll(sides: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % sides;
  }
}

/**
 * @param lines of text in the window, at most 48: what most of a frame's size comes from
 * @returns zlib streams (level 6, as the sharers write) of `count` pictures, between which the text scrolls by a line
 */
export function desktopFrames(count: number, lines: number): Buffer[] {
  const picture = Buffer.alloc(RAW_BYTES);
  const dice = new Dice(20_24);
  fill(picture, 0, 0, WIDTH, HEIGHT, [38, 78, 112]);
  fill(picture, 0, HEIGHT - 40, WIDTH, 40, [32, 32, 36]);
  fill(picture, 60, 40, 900, 620, [245, 245, 245]);
  fill(picture, 60, 40, 900, 28, [60, 60, 68]);
  fill(picture, 1000, 90, 320, 260, [255, 255, 255]);
  const first = 48 - lines;
  for (let line = first; line < 48; line++) text(picture, 72, 80 + line * LINE, 870, dice);
  const frames: Buffer[] = [];
  for (let number = 0; number < count; number++) {
    scroll(picture, 60, 78 + first * LINE, 900, lines * LINE, LINE);
    fill(picture, 60, 642, 900, LINE, [245, 245, 245]);
    text(picture, 72, 644, 870, dice);
    photo(picture, 1020, 110, 40, 50 + (number % 16), dice);
    text(picture, WIDTH - 130, HEIGHT - 26, 100, dice);
    frames.push(deflateSync(picture, { level: 6 }));
  }
  return frames;
}

type Colour = readonly [number, number, number];

function fill(picture: Buffer, x: number, y: number, width: number, height: number, colour: Colour): void {
  const row = Buffer.alloc(width * 3, Buffer.from(colour));
  for (let line = y; line < y + height; line++) row.copy(picture, (line * WIDTH + x) * 3);
}

/** One line of words; each glyph is 5 by 8 points of a fixed font with 64 characters. */
function text(picture: Buffer, x: number, y: number, width: number, dice: Dice): void {
  const end = x + Math.floor(width * (0.3 + dice.roll(60) / 100)) - 6;
  for (let at = x; at < end; at += 6) {
    if (dice.roll(6) === 0) continue;
    const glyph = Math.imul(dice.roll(64) + 1, 0x9e3779b1);
    for (let point = 0; point < 40; point++) {
      if (((Math.imul(glyph, 2 * point + 1) >>> 20) & 3) !== 0) continue;
      const index = ((y + Math.floor(point / 5)) * WIDTH + at + (point % 5)) * 3;
      picture.fill(30 + ((point * 16) & 64), index, index + 3);
    }
  }
}

/** Noise on a slope: what a camera picture leaves for zlib. */
function photo(picture: Buffer, x: number, y: number, width: number, height: number, dice: Dice): void {
  for (let line = 0; line < height; line++) {
    for (let at = 0; at < width; at++) {
      const index = ((y + line) * WIDTH + x + at) * 3;
      const noise = dice.roll(16);
      picture[index] = 90 + line + noise;
      picture[index + 1] = 110 + (at >> 1) + noise;
      picture[index + 2] = 140 + (line >> 1) + noise;
    }
  }
}

function scroll(picture: Buffer, x: number, y: number, width: number, height: number, lines: number): void {
  for (let line = y; line < y + height - lines; line++) {
    const from = ((line + lines) * WIDTH + x) * 3;
    picture.copy(picture, (line * WIDTH + x) * 3, from, from + width * 3);
  }
}
