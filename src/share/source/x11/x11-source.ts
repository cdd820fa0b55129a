import { SourceError } from "../../errors.ts";
import type { RowRange } from "../../strip-encoder/rows.ts";
import { BYTES_PER_PIXEL, pictureBytes } from "../../wire/picture-sizes.ts";
import { checkRegion } from "../shape/cropped.ts";
import { mergedRows } from "../shape/rows.ts";
import type { FrameSource, Region, SourceFrame } from "../types.ts";
import { bandsOf } from "./bands.ts";
import { Changes } from "./changes.ts";
import { isProtocolError, type XConnection } from "./connection.ts";
import { ImageReader } from "./image-reader.ts";
import { pixelFormat } from "./pixel-format.ts";
import { partOf, type Place, type Subject } from "./place.ts";
import { Pointer } from "./pointer.ts";
import type { CursorImage, Fixes, Rectangle } from "./protocol.ts";

/** What is shown may move or change its size between finding and reading it; so often it is looked for again. */
const ATTEMPTS = 5;
/** Events after which things may be elsewhere, of another size, or gone. */
const MOVING = new Set(["ConfigureNotify", "MapNotify", "DestroyNotify", "RRScreenChangeNotify"]);
/** Some drivers draw past the server, which then knows of no change: so often all of the picture is compared, ms. */
const CHECK_EVERY = 5000;

export interface X11Choices {
  readonly region: Region | null;
  /** Whether to draw the mouse pointer. */
  readonly pointer: boolean;
  readonly checkEvery: number;
  /** Tells what changes; null where that can't be told. */
  readonly watch: (connection: XConnection, window: number) => Promise<Pick<Changes, "take"> | null>;
}

export const X11_DEFAULTS: X11Choices = {
  region: null,
  pointer: true,
  checkEvery: CHECK_EVERY,
  watch: (connection, window) => Changes.watch(connection, window),
};

/** What an X server shows, read anew only where something was drawn. */
export class X11Source implements FrameSource {
  readonly name = "x11";
  readonly width: number;
  readonly height: number;
  readonly #connection: XConnection;
  readonly #subject: Subject;
  readonly #choices: X11Choices;
  readonly #changes: Pick<Changes, "take"> | null;
  readonly #fixes: Fixes | null;
  #place: Place;
  #reader: ImageReader;
  #pixels: Buffer;
  #pointer: Pointer;
  /** What is shown has to be looked for. */
  #stale = true;
  /** The picture has to be read as a whole, wherever it was drawn on. */
  #whole = true;
  /** Changes that came while the picture was compared. */
  #pending: readonly Rectangle[] = [];
  #trusted = true;
  #checkedAt = performance.now();

  private constructor(
    connection: XConnection,
    subject: Subject,
    choices: X11Choices,
    changes: Pick<Changes, "take"> | null,
    fixes: Fixes | null,
    place: Place,
    reader: ImageReader,
  ) {
    this.#connection = connection;
    this.#subject = subject;
    this.#choices = choices;
    this.#changes = changes;
    this.#fixes = choices.pointer ? fixes : null;
    this.#place = place;
    this.#reader = reader;
    this.#pixels = Buffer.alloc(pictureBytes(place));
    this.#pointer = new Pointer(place);
    this.width = place.width;
    this.height = place.height;
    connection.onEvent(({ name }) => {
      if (name !== undefined && MOVING.has(name)) this.#stale = true;
    });
  }

  /** The connection is the source's from here on. */
  static async open(connection: XConnection, subject: Subject, choices: Partial<X11Choices> = {}): Promise<X11Source> {
    const all = { ...X11_DEFAULTS, ...choices };
    const { client, screen } = connection;
    const place = await locate(subject, all.region);
    const reader = await ImageReader.make(connection, pixelFormat(connection, place.depth, place.visual), place);
    const randr = await connection.extension("randr");
    randr?.SelectInput(screen.root, randr.NotifyMask.ScreenChange);
    client.ChangeWindowAttributes(subject.window, { eventMask: STRUCTURE_NOTIFY });
    const changes = await all.watch(connection, subject.window);
    const fixes = await connection.extension("fixes");
    return new X11Source(connection, subject, all, changes, fixes, place, reader);
  }

  async next(): Promise<SourceFrame> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#take();
      } catch (error) {
        if (!isProtocolError(error)) throw error;
        if (attempt === ATTEMPTS) {
          throw new SourceError(
            `The X server ${this.#connection.name} doesn't give the picture: ${error.message}.`,
            "Try again; if it stays so, take --source desktop.",
            { cause: error },
          );
        }
        this.#stale = true;
      }
    }
  }

  readWhole(): void {
    this.#whole = true;
  }

  close(): Promise<void> {
    this.#reader.close();
    this.#connection.close();
    return Promise.resolve();
  }

  async #take(): Promise<SourceFrame> {
    if (this.#stale) {
      this.#whole = true;
      this.#stale = false; // unless something happens meanwhile
      await this.#settle().catch((error: unknown) => {
        this.#stale = true;
        throw error;
      });
    }
    const [drawn, cursor] = await Promise.all([this.#changes?.take() ?? null, this.#cursor()]);
    if (this.#whole || drawn === null || !this.#trusted) {
      await this.#draw([this.#all], cursor);
      this.#whole = false;
      return this.#frame(null);
    }
    const all = [...this.#pending, ...drawn];
    this.#pending = [];
    if (performance.now() - this.#checkedAt >= this.#choices.checkEvery) return this.#check(all, cursor);
    const bands = bandsOf(all, this.#place.watched, this.#place);
    if (bands.length === 0 && !this.#pointer.differs(cursor)) return this.#frame([]);
    return this.#frame(await this.#draw(bands, cursor));
  }

  get #all(): Rectangle {
    return { x: 0, y: 0, width: this.#place.width, height: this.#place.height };
  }

  #frame(changed: readonly RowRange[] | null): SourceFrame {
    const { width, height } = this.#place;
    return { width, height, pixels: this.#pixels, changed };
  }

  /** @returns the rows in which the picture is another now */
  async #draw(bands: readonly Rectangle[], cursor: CursorImage | null): Promise<RowRange[]> {
    const before = this.#pointer.takeOut(this.#pixels);
    await this.#reader.read(this.#place.origin, bands, this.#pixels);
    const now = this.#pointer.draw(this.#pixels, cursor);
    return rowsOf([...bands, before, now]);
  }

  /** Reads all of the picture, and looks whether it has changed where the server knows of no change. */
  async #check(drawn: readonly Rectangle[], cursor: CursorImage | null): Promise<SourceFrame> {
    const whole = Buffer.alloc(this.#pixels.length);
    await this.#reader.read(this.#place.origin, [this.#all], whole);
    this.#pending = (await this.#changes?.take()) ?? [];
    this.#checkedAt = performance.now();
    const before = this.#pointer.takeOut(this.#pixels);
    const known = rowsOf(bandsOf([...drawn, ...this.#pending], this.#place.watched, this.#place));
    const different = differentRows(this.#pixels, whole, this.width * BYTES_PER_PIXEL);
    this.#trusted = different.every((row) => known.some(({ first, count }) => row >= first && row < first + count));
    this.#pixels.set(whole);
    const now = this.#pointer.draw(this.#pixels, cursor);
    return this.#frame(mergedRows([...rowsOf([before, now]), ...different.map((first) => ({ first, count: 1 }))]));
  }

  /** Finds what is shown where it is now, and makes room for it. */
  async #settle(): Promise<void> {
    const place = await locate(this.#subject, this.#choices.region);
    const { width, height } = this.#place;
    this.#place = place;
    this.#checkedAt = performance.now();
    this.#pending = [];
    if (place.width === width && place.height === height) return;
    this.#reader.close();
    const format = pixelFormat(this.#connection, place.depth, place.visual);
    this.#reader = await ImageReader.make(this.#connection, format, place);
    this.#pixels = Buffer.alloc(pictureBytes(place));
    this.#pointer = new Pointer(place);
  }

  /** @returns the pointer, at its place in the picture; null where there is none */
  async #cursor(): Promise<CursorImage | null> {
    const fixes = this.#fixes;
    if (fixes === null) return null;
    const [image, window] = await Promise.all([
      this.#connection
        .request<CursorImage>((callback) => {
          fixes.GetCursorImage(callback);
        })
        .catch((error: unknown) => {
          if (isProtocolError(error)) return null; // none is shown, or we aren't to know
          throw error;
        }),
      this.#windowPosition(),
    ]);
    if (image === null) return null;
    const { watched } = this.#place;
    const [x, y] = [image.x - image.xhot - window.x - watched.x, image.y - image.yhot - window.y - watched.y];
    return { ...image, x, y };
  }

  /** Where the watched window is on the screen. */
  async #windowPosition(): Promise<{ readonly x: number; readonly y: number }> {
    const { client, screen } = this.#connection;
    const { window } = this.#subject;
    if (window === screen.root) return { x: 0, y: 0 };
    const { destX, destY } = await this.#connection.request<{ readonly destX: number; readonly destY: number }>(
      (callback) => {
        client.TranslateCoordinates(window, screen.root, 0, 0, callback);
      },
    );
    return { x: destX, y: destY };
  }
}

/** Of the core protocol's event masks: a window's own moves, sizes and whether it is shown. */
const STRUCTURE_NOTIFY = 0x20000;

async function locate(subject: Subject, region: Region | null): Promise<Place> {
  const whole = await subject.locate();
  if (region === null) return whole;
  checkRegion(region, whole);
  return partOf(whole, region);
}

function rowsOf(rectangles: readonly (Rectangle | null)[]): RowRange[] {
  return mergedRows(
    rectangles.flatMap((rectangle) => (rectangle === null ? [] : [{ first: rectangle.y, count: rectangle.height }])),
  );
}

function differentRows(a: Buffer, b: Buffer, rowBytes: number): number[] {
  const rows: number[] = [];
  for (let at = 0; at < a.length; at += rowBytes) {
    if (a.compare(b, at, at + rowBytes, at, at + rowBytes) !== 0) rows.push(at / rowBytes);
  }
  return rows;
}
