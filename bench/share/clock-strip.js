/**
 * A clock that is part of the picture: the time as 32 squares in the top left corner, white for 1 and black for 0, most
 * significant first. It tells a viewer how old a picture is, whoever sent it.
 */
export const CLOCK_BITS = 32;
/** Side of a square, pixels. */
export const CLOCK_SQUARE = 8;
export const CLOCK_WIDTH = CLOCK_BITS * CLOCK_SQUARE;

/** Milliseconds of this machine's clock, as far as they fit. */
export function clockNow() {
  return Date.now() >>> 0;
}

/** @returns BGRX pixels, CLOCK_WIDTH × CLOCK_SQUARE */
export function drawClock(time) {
  const pixels = Buffer.alloc(CLOCK_WIDTH * CLOCK_SQUARE * 4);
  for (let y = 0; y < CLOCK_SQUARE; y++) {
    for (let x = 0; x < CLOCK_WIDTH; x++) {
      const bit = (time >>> (CLOCK_BITS - 1 - Math.floor(x / CLOCK_SQUARE))) & 1;
      pixels.fill(bit === 1 ? 255 : 0, (y * CLOCK_WIDTH + x) * 4, (y * CLOCK_WIDTH + x) * 4 + 4);
    }
  }
  return pixels;
}

/**
 * @param rgb the first rows of a picture
 * @returns the time in it; null when there is no clock
 */
export function readClock(rgb, width) {
  const row = CLOCK_SQUARE / 2;
  if (width < CLOCK_WIDTH || rgb.length < (row * width + CLOCK_WIDTH) * 3) return null;
  let time = 0;
  for (let bit = 0; bit < CLOCK_BITS; bit++) {
    const at = (row * width + bit * CLOCK_SQUARE + CLOCK_SQUARE / 2) * 3;
    const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
    if (r !== g || g !== b || (r !== 0 && r !== 255)) return null;
    time = ((time << 1) | (r === 255 ? 1 : 0)) >>> 0;
  }
  return time;
}
