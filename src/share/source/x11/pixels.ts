/** From the pixels of an X server to RGB. */
import { endianness } from "node:os";
import { SourceError } from "../../errors.ts";
import type { XConnection } from "./connection.ts";

const TRUE_COLOR = 4;
const DIRECT_COLOR = 5;
const LITTLE_ENDIAN = endianness() === "LE";

/** Where the colours are in the four bytes of a pixel. */
export interface PixelFormat {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** As nearly all servers have it: 0xRRGGBB, least significant byte first. */
const USUAL: PixelFormat = { red: 2, green: 1, blue: 0 };

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

/**
 * Turns pixels of four bytes into pixels of three.
 *
 * @param from starts with the first pixel
 * @param to at which pixel of `rgb` the first one goes
 */
export function toRgb(from: Uint8Array, count: number, rgb: Uint8Array, to: number, format: PixelFormat): void {
  const usual = format.red === USUAL.red && format.green === USUAL.green && format.blue === USUAL.blue;
  if (!usual || !LITTLE_ENDIAN || from.byteOffset % 4 !== 0 || rgb.byteOffset % 4 !== 0) {
    byBytes(from, 0, count, rgb, to, format);
    return;
  }
  // Four pixels are three words, where the first of them starts one.
  const lead = Math.min((4 - (to % 4)) % 4, count);
  byBytes(from, 0, lead, rgb, to, format);
  const fours = (count - lead) >> 2;
  if (fours > 0) byWords(from, lead, fours, rgb, to + lead);
  const done = lead + fours * 4;
  byBytes(from, done, count - done, rgb, to + done, format);
}

function byBytes(
  from: Uint8Array,
  first: number,
  count: number,
  rgb: Uint8Array,
  to: number,
  format: PixelFormat,
): void {
  const { red, green, blue } = format;
  let out = to * 3;
  for (let at = first * 4, end = at + count * 4; at < end; at += 4) {
    rgb[out] = from[at + red]!;
    rgb[out + 1] = from[at + green]!;
    rgb[out + 2] = from[at + blue]!;
    out += 3;
  }
}

/** @param fours how many times four pixels; `to` is a multiple of four */
function byWords(from: Uint8Array, first: number, fours: number, rgb: Uint8Array, to: number): void {
  const pixels = new Uint32Array(from.buffer, from.byteOffset + first * 4, fours * 4);
  const words = new Uint32Array(rgb.buffer, rgb.byteOffset + to * 3, fours * 3);
  for (let at = 0, out = 0; out < words.length; at += 4, out += 3) {
    const a = pixels[at]!;
    const b = pixels[at + 1]!;
    const c = pixels[at + 2]!;
    const d = pixels[at + 3]!;
    words[out] = ((a >>> 16) & 0xff) | (a & 0xff00) | ((a & 0xff) << 16) | ((b & 0xff0000) << 8);
    words[out + 1] = ((b >>> 8) & 0xff) | ((b & 0xff) << 8) | (c & 0xff0000) | ((c & 0xff00) << 16);
    words[out + 2] = (c & 0xff) | ((d >>> 8) & 0xff00) | ((d & 0xff00) << 8) | (d << 24);
  }
}
