import type { Picture } from "./types.ts";

/** For a pixel of the upright picture at x, y: where it is in the stored one, of width w and height h. */
type Place = (x: number, y: number, w: number, h: number) => readonly [number, number];

/** By the values of Exif's orientation; from 5 on, rows and columns change places. */
const PLACES: Readonly<Partial<Record<number, Place>>> = {
  2: (x, y, w) => [w - 1 - x, y],
  3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  4: (x, y, _w, h) => [x, h - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, _w, h) => [y, h - 1 - x],
  7: (x, y, w, h) => [w - 1 - y, h - 1 - x],
  8: (x, y, w) => [w - 1 - y, x],
};
const TURNED = 5;

/** @param orientation as Exif counts; 1 is upright */
export function upright(picture: Picture, orientation: number): Picture {
  const place = PLACES[orientation];
  if (place === undefined) return picture;
  const { width: w, height: h, pixels: stored } = picture;
  const [width, height] = orientation >= TURNED ? [h, w] : [w, h];
  const pixels = Buffer.allocUnsafeSlow(stored.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = place(x, y, w, h);
      const from = (row * w + column) * 3;
      pixels[to++] = stored[from]!;
      pixels[to++] = stored[from + 1]!;
      pixels[to++] = stored[from + 2]!;
    }
  }
  return { width, height, pixels };
}
