import { BYTES_PER_PIXEL } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";
import { clipped } from "./bands.ts";
import type { CursorImage, Rectangle } from "./protocol.ts";

/** Draws the mouse pointer into a picture, and takes it out again: servers give pictures without it. */
export class Pointer {
  readonly #size: PictureSize;
  #drawn: { readonly image: CursorImage; readonly part: Rectangle; readonly under: Buffer } | null = null;

  constructor(size: PictureSize) {
    this.#size = size;
  }

  /**
   * Whether the picture would have to be drawn anew for this pointer.
   *
   * @param image its x and y are those of its top left corner in the picture
   */
  differs(image: CursorImage | null): boolean {
    const before = this.#drawn?.image;
    if (image === null || !visible(this.#part(image))) return before !== undefined;
    return image.x !== before?.x || image.y !== before.y || image.cursorSerial !== before.cursorSerial;
  }

  /** @returns where it was */
  takeOut(pixels: Uint8Array): Rectangle | null {
    if (this.#drawn === null) return null;
    const { part, under } = this.#drawn;
    const rowBytes = part.width * BYTES_PER_PIXEL;
    for (let row = 0; row < part.height; row++) {
      pixels.set(under.subarray(row * rowBytes, (row + 1) * rowBytes), this.#at(part.x, part.y + row));
    }
    this.#drawn = null;
    return part;
  }

  /** @returns where it is */
  draw(pixels: Uint8Array, image: CursorImage | null): Rectangle | null {
    if (image === null) return null;
    const part = this.#part(image);
    if (!visible(part)) return null;
    const rowBytes = part.width * BYTES_PER_PIXEL;
    const under = Buffer.alloc(rowBytes * part.height);
    for (let row = 0; row < part.height; row++) {
      const at = this.#at(part.x, part.y + row);
      under.set(pixels.subarray(at, at + rowBytes), row * rowBytes);
    }
    this.#drawn = { image, part, under };
    blend(pixels, part, image, (x, y) => this.#at(x, y));
    return part;
  }

  #part(image: CursorImage): Rectangle {
    return clipped(image, this.#size);
  }

  #at(x: number, y: number): number {
    return (y * this.#size.width + x) * BYTES_PER_PIXEL;
  }
}

const visible = ({ width, height }: Rectangle): boolean => width > 0 && height > 0;

function blend(
  pixels: Uint8Array,
  part: Rectangle,
  { x: left, y: top, width, cursorImage }: CursorImage,
  at: (x: number, y: number) => number,
): void {
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) {
      const argb = cursorImage.readUInt32LE(((y - top) * width + x - left) * 4);
      const rest = 255 - (argb >>> 24);
      const out = at(x, y);
      for (let colour = 0; colour < 3; colour++) {
        const value = ((argb >>> (16 - 8 * colour)) & 0xff) + Math.round((pixels[out + colour]! * rest) / 255);
        pixels[out + colour] = Math.min(value, 255);
      }
    }
  }
}
