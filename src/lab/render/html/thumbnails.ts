/** Small pictures of some frames, taken while the capture is read. */
import { inflate as inflateWithCallback } from "node:zlib";
import { promisify } from "node:util";
import { PNG } from "pngjs";
import type { Analysis } from "../../../analyze/analysis.ts";
import type { Observer, SeenFrame } from "../../../analyze/observer.ts";
import type { Conversation } from "../../../analyze/tcp/stream-table.ts";
import { BYTES_PER_PIXEL, commonSizes } from "../../../share/wire/picture-sizes.ts";
import type { PictureSize } from "../../../share/wire/types.ts";
import type { Thumbnail } from "./context.ts";

const inflate = promisify(inflateWithCallback);

/** Pictures of one stream, and streams with pictures. */
const PICTURES = 6;
const STREAMS = 8;
const WIDTH = 200;
/** Larger frames are left out: a body is kept until the capture is read. */
const LARGEST_BODY = 4 * 2 ** 20;
const LARGEST_PICTURE = 64 * 2 ** 20;
/** PNG bytes of all pictures of a page. */
const BUDGET = 450_000;

interface Kept {
  readonly index: number;
  readonly body: Buffer;
}

/** The frames kept of one stream: evenly spread, however many there are. */
class Spread {
  readonly kept: Kept[] = [];
  #every = 1;
  #seen = 0;

  take(index: number, body: Buffer): void {
    if (this.#seen++ % this.#every !== 0) return;
    if (this.kept.length === 2 * PICTURES) {
      for (let place = this.kept.length - 1; place > 0; place -= 2) this.kept.splice(place, 1);
      this.#every *= 2;
      if ((this.#seen - 1) % this.#every !== 0) return;
    }
    this.kept.push({ index, body: Buffer.from(body) });
  }

  /** At most `PICTURES` of them, the first and the last among them. */
  chosen(): Kept[] {
    const { kept } = this;
    if (kept.length <= PICTURES) return kept;
    const step = (kept.length - 1) / (PICTURES - 1);
    return Array.from({ length: PICTURES }, (_, place) => kept[Math.round(place * step)]!);
  }
}

export class Thumbnails implements Observer {
  /** By stream, once the capture is read. */
  readonly list = new Map<number, readonly Thumbnail[]>();
  readonly #spreads = new Map<Conversation, Spread>();
  readonly #size: PictureSize | null;

  /** @param size of the pictures, where the caller knows it */
  constructor(size: PictureSize | null) {
    this.#size = size;
  }

  readonly frame = ({ conversation, index, body }: SeenFrame): void => {
    if (body.length > LARGEST_BODY) return;
    let spread = this.#spreads.get(conversation);
    if (spread === undefined) {
      if (this.#spreads.size >= STREAMS) return;
      this.#spreads.set(conversation, (spread = new Spread()));
    }
    spread.take(index, body);
  };

  async end(analysis: Analysis): Promise<void> {
    let left = BUDGET;
    for (const [conversation, spread] of this.#spreads) {
      const format = analysis.analyzed.find((one) => one.conversation === conversation)?.format.name;
      if (format !== "zlib-rgb") continue;
      const pictures: Thumbnail[] = [];
      for (const kept of spread.chosen()) {
        const picture = await thumbnailOf(kept, this.#size);
        if (picture === null || picture.png.length > left) continue;
        left -= picture.png.length;
        pictures.push(picture);
      }
      if (pictures.length > 0) this.list.set(conversation.number, pictures);
    }
    this.#spreads.clear();
  }
}

/** null for a frame that doesn't inflate, or whose width nobody knows. */
async function thumbnailOf({ index, body }: Kept, given: PictureSize | null): Promise<Thumbnail | null> {
  let pixels: Buffer;
  try {
    pixels = await inflate(body, { maxOutputLength: LARGEST_PICTURE });
  } catch {
    return null;
  }
  const size = given ?? sizeOf(pixels.length);
  if (size === null || size.width * size.height * BYTES_PER_PIXEL !== pixels.length) return null;
  const small = reduced(pixels, size);
  return { frame: index, fullWidth: size.width, fullHeight: size.height, ...small };
}

function sizeOf(bytes: number): PictureSize | null {
  const [width, height] = (commonSizes(bytes)[0] ?? "").split("x").map(Number);
  return width === undefined || height === undefined ? null : { width, height };
}

/** The picture at most {@link WIDTH} wide, each pixel the mean of those it stands for. */
function reduced(
  pixels: Buffer,
  { width, height }: PictureSize,
): { readonly width: number; readonly height: number; readonly png: Buffer } {
  const scale = Math.min(1, WIDTH / width);
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const png = new PNG({ width: across, height: down, colorType: 2, inputColorType: 2, inputHasAlpha: false });
  const data = Buffer.alloc(across * down * BYTES_PER_PIXEL);
  for (let y = 0; y < down; y++) {
    const top = Math.floor((y * height) / down);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / down));
    for (let x = 0; x < across; x++) {
      const left = Math.floor((x * width) / across);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / across));
      average(pixels, width, { left, right, top, bottom }, data, (y * across + x) * BYTES_PER_PIXEL);
    }
  }
  png.data = data;
  const options = { colorType: 2, inputColorType: 2, inputHasAlpha: false, deflateLevel: 9 } as const;
  return { width: across, height: down, png: PNG.sync.write(png, options) };
}

/** Colours keep their upper five bits: it can't be seen in a small picture, and halves its bytes. */
const COLOUR_BITS = 0xf8;

function average(
  pixels: Buffer,
  width: number,
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
  into: Buffer,
  at: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let y = top; y < bottom; y++) {
    let from = (y * width + left) * BYTES_PER_PIXEL;
    for (let x = left; x < right; x++) {
      red += pixels[from++]!;
      green += pixels[from++]!;
      blue += pixels[from++]!;
    }
  }
  const count = (right - left) * (bottom - top);
  for (const [place, sum] of [red, green, blue].entries()) {
    const value = Math.round(sum / count);
    const rounded = value & COLOUR_BITS;
    // White stays white.
    into[at + place] = rounded | (rounded >> 5);
  }
}
