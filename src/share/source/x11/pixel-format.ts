import { SourceError } from "../../errors.ts";
import type { PixelFormat } from "../shape/to-rgb.ts";
import type { XConnection } from "./connection.ts";

const TRUE_COLOR = 4;
const DIRECT_COLOR = 5;

/** @throws SourceError when pixels of this depth and visual aren't 8 bits of each colour in 32 */
export function pixelFormat({ display, screen, name }: XConnection, depth: number, visualId: number): PixelFormat {
  const bits = display.format[depth]?.bits_per_pixel;
  const visual = screen.depths[depth]?.[visualId];
  const coloured = visual !== undefined && (visual.class === TRUE_COLOR || visual.class === DIRECT_COLOR);
  const place = (mask: number): number => {
    const byte = [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(mask);
    return display.image_byte_order === 0 ? byte : 3 - byte;
  };
  const places = coloured
    ? [visual.red_mask, visual.green_mask, visual.blue_mask].map((mask) => place(mask >>> 0))
    : [];
  const [red, green, blue] = places as [number, number, number];
  if (bits !== 32 || places.length !== 3 || places.some((byte) => byte < 0 || byte > 3)) {
    throw new SourceError(
      `The X server ${name} has a screen of depth ${depth}, whose pixels are not 8 bits of red, green and blue.`,
      "Set the screen to a depth of 24 bits (Xvfb: -screen 0 1366x768x24), or take --source desktop.",
    );
  }
  return { red, green, blue };
}
