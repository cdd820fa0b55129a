import type { PictureSize } from "../../wire/types.ts";
import type { Rectangle } from "./protocol.ts";

/** Rows further apart than these are read on their own; nearer ones together, as one more request costs as much. */
const GAP = 16;

/**
 * Joins rectangles to few that don't share rows and hold all of them.
 *
 * @param origin of the picture, in the rectangles' coordinates
 * @returns from the top down, within the picture and in its coordinates
 */
export function bandsOf(
  rectangles: readonly Rectangle[],
  origin: { readonly x: number; readonly y: number },
  size: PictureSize,
): Rectangle[] {
  const inside = rectangles
    .map((rectangle) => clipped({ ...rectangle, x: rectangle.x - origin.x, y: rectangle.y - origin.y }, size))
    .filter(({ width, height }) => width > 0 && height > 0)
    .sort((a, b) => a.y - b.y);
  const bands: Rectangle[] = [];
  for (const rectangle of inside) {
    const last = bands.at(-1);
    if (last !== undefined && rectangle.y <= last.y + last.height + GAP)
      bands[bands.length - 1] = around(last, rectangle);
    else bands.push(rectangle);
  }
  return bands;
}

/** @returns the part that is within a picture of this size */
export function clipped({ x, y, width, height }: Rectangle, size: PictureSize): Rectangle {
  const [left, top] = [Math.max(x, 0), Math.max(y, 0)];
  const right = Math.min(x + width, size.width);
  const bottom = Math.min(y + height, size.height);
  return { x: left, y: top, width: Math.max(right - left, 0), height: Math.max(bottom - top, 0) };
}

function around(a: Rectangle, b: Rectangle): Rectangle {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}
