/** Small pictures of some frames, taken while the capture is read. */
import { PNG } from "pngjs";
import type { Analysis } from "../../../analyze/analysis.ts";
import { chosenFrames } from "../../../analyze/facts/sides.ts";
import type { Observer, SeenFrame } from "../../../analyze/observer.ts";
import type { Conversation } from "../../../analyze/tcp/stream-table.ts";
import { BYTES_PER_PIXEL } from "../../../share/wire/picture-sizes.ts";
import type { PictureSize } from "../../../share/wire/types.ts";
import { PICTURE_DECODERS } from "../frames/pictures.ts";
import type { Thumbnail } from "./context.ts";

/** Pictures of one stream, and streams with pictures. */
const PICTURES = 6;
const STREAMS = 8;
const WIDTH = 200;
/** Of bodies, which are kept until the capture is read, all together: what is more is left out. */
const MOST_KEPT = 96 * 2 ** 20;
/** Pixels across and down that make the mean: more would not be seen. */
const SAMPLES = 3;
/** PNG bytes of all pictures of a page. */
const BUDGET = 450_000;

interface Kept {
  readonly index: number;
  readonly format: string;
  readonly body: Buffer;
}

/** The frames kept of one stream: evenly spread, however many there are. */
class Spread {
  readonly kept: Kept[] = [];
  /** For want of room. */
  hasLeftOut = false;
  #every = 1;
  #seen = 0;

  /** @returns how many bytes more are kept now, or fewer */
  take({ index, format, body }: SeenFrame, room: number): number {
    if (this.#seen++ % this.#every !== 0) return 0;
    let freed = 0;
    if (this.kept.length === 2 * PICTURES) {
      for (let place = this.kept.length - 1; place > 0; place -= 2) {
        for (const { body: dropped } of this.kept.splice(place, 1)) freed += dropped.length;
      }
      this.#every *= 2;
      if ((this.#seen - 1) % this.#every !== 0) return -freed;
    }
    if (body.length > room + freed) {
      this.hasLeftOut = true;
      return -freed;
    }
    // The body is only lent.
    this.kept.push({ index, format, body: Buffer.from(body) });
    return body.length - freed;
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
  /** By stream, once the capture is read; none of a stream whose frames were too large to be kept. */
  readonly list = new Map<number, readonly Thumbnail[]>();
  readonly #spreads = new Map<Conversation, [Spread, Spread]>();
  readonly #size: PictureSize | null;
  readonly #mostKept: number;
  #keptBytes = 0;

  /** @param size of the pictures, where the caller knows it */
  constructor(size: PictureSize | null, mostKept = MOST_KEPT) {
    this.#size = size;
    this.#mostKept = mostKept;
  }

  readonly frame = (frame: SeenFrame): void => {
    let sides = this.#spreads.get(frame.conversation);
    if (sides === undefined) {
      if (this.#spreads.size >= STREAMS) return;
      this.#spreads.set(frame.conversation, (sides = [new Spread(), new Spread()]));
    }
    this.#keptBytes += sides[frame.side].take(frame, this.#mostKept - this.#keptBytes);
  };

  async end(analysis: Analysis, ports: ReadonlySet<number>): Promise<void> {
    let left = BUDGET;
    for (const [conversation, sides] of this.#spreads) {
      const analyzed = analysis.analyzed.find((one) => one.conversation === conversation);
      if (analyzed === undefined) continue;
      const side = chosenFrames(analyzed, ports)?.side;
      if (side === undefined) continue;
      const pictures: Thumbnail[] = [];
      const spread = sides[side];
      for (const kept of spread.chosen()) {
        const picture = await thumbnailOf(kept, this.#size);
        if (picture === null || picture.png.length > left) continue;
        left -= picture.png.length;
        pictures.push(picture);
      }
      if (pictures.length > 0 || spread.hasLeftOut) this.list.set(conversation.number, pictures);
    }
    this.#spreads.clear();
  }
}

/** null for a frame that can't be decoded, or whose width nobody knows. */
async function thumbnailOf({ index, format, body }: Kept, size: PictureSize | null): Promise<Thumbnail | null> {
  const picture = (await PICTURE_DECODERS[format]?.(body, size)) ?? "unknown";
  if (typeof picture === "string") return null;
  return { frame: index, fullWidth: picture.width, fullHeight: picture.height, ...reduced(picture.pixels, picture) };
}

/** The picture at most {@link WIDTH} wide, each pixel the mean of some that it stands for. */
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
  let count = 0;
  const across = Math.ceil((right - left) / SAMPLES);
  const down = Math.ceil((bottom - top) / SAMPLES);
  for (let y = top; y < bottom; y += down) {
    for (let x = left; x < right; x += across) {
      const from = (y * width + x) * BYTES_PER_PIXEL;
      red += pixels[from]!;
      green += pixels[from + 1]!;
      blue += pixels[from + 2]!;
      count++;
    }
  }
  for (const [place, sum] of [red, green, blue].entries()) {
    const value = Math.round(sum / count);
    const rounded = value & COLOUR_BITS;
    // White stays white.
    into[at + place] = rounded | (rounded >> 5);
  }
}
