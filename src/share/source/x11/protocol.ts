/** What is used here of the package x11, which has no types of its own. Numbers are the protocol's, unsigned. */
import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";

/** Called with an error or an answer; returns true when an error was dealt with. */
export type Callback<T> = (error: Error | null | undefined, answer: T) => boolean;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Visual {
  /** 4: TrueColor. */
  readonly class: number;
  readonly red_mask: number;
  readonly green_mask: number;
  readonly blue_mask: number;
}

export interface Screen {
  readonly root: number;
  readonly root_depth: number;
  readonly root_visual: number;
  /** By depth, then by visual. */
  readonly depths: Readonly<Record<number, Readonly<Record<number, Visual>>>>;
}

export interface Display {
  readonly client: XClient;
  readonly screen: readonly Screen[];
  /** By depth. */
  readonly format: Readonly<Record<number, { readonly bits_per_pixel: number }>>;
  /** 0: least significant byte first. */
  readonly image_byte_order: number;
}

export interface Geometry {
  readonly windowid: number;
  readonly xPos: number;
  readonly yPos: number;
  readonly width: number;
  readonly height: number;
  readonly borderWidth: number;
  readonly depth: number;
}

export interface WindowAttributes {
  readonly visual: number;
  /** 1: it shows something; 2: it only takes input. */
  readonly class: number;
  /** 2: it and all it is in are on the screen. */
  readonly mapState: number;
}

export interface XEvent {
  readonly name?: string;
  readonly wid?: number;
}

export interface XClient extends EventEmitter {
  readonly stream: Socket;
  readonly screenNum: string | number;
  /** For requests that the package doesn't know: the number of the last request, */
  seq_num: number;
  /** what takes the answer apart and what it is for, by the request's number, */
  readonly replies: Record<number, [(reply: Buffer) => Buffer, Callback<Buffer>]>;
  /** and what is to be sent. */
  readonly pack_stream: { put(request: Buffer): void; submit(expectsReply: boolean): void };
  require<K extends keyof Extensions>(name: K, callback: Callback<Extensions[K]>): void;
  terminate(): void;
  AllocID(): number;
  GetInputFocus(callback: Callback<unknown>): void;
  GetGeometry(drawable: number, callback: Callback<Geometry>): void;
  GetWindowAttributes(window: number, callback: Callback<WindowAttributes>): void;
  ChangeWindowAttributes(window: number, values: { readonly eventMask: number }): void;
  TranslateCoordinates(
    from: number,
    to: number,
    x: number,
    y: number,
    callback: Callback<{ readonly destX: number; readonly destY: number }>,
  ): void;
  GetImage(
    format: number,
    drawable: number,
    x: number,
    y: number,
    width: number,
    height: number,
    planes: number,
    callback: Callback<{ readonly data: Buffer }>,
  ): void;
  FreePixmap(pixmap: number): void;
  QueryExtension(name: string, callback: Callback<{ readonly present: number }>): void;
}

export interface Damage {
  readonly ReportLevel: { readonly NonEmpty: number };
  Create(damage: number, drawable: number, level: number): void;
  Subtract(damage: number, repair: number, parts: number): void;
}

export interface CursorImage extends Rectangle {
  readonly xhot: number;
  readonly yhot: number;
  readonly cursorSerial: number;
  /** ARGB words in the client's byte order, colours already multiplied with alpha. */
  readonly cursorImage: Buffer;
}

export interface Fixes {
  CreateRegion(region: number, rectangles: readonly Rectangle[]): void;
  FetchRegion(
    region: number,
    callback: Callback<{
      readonly rectangles: readonly Rectangle[];
    }>,
  ): void;
  GetCursorImage(callback: Callback<CursorImage>): void;
}

export interface RandR {
  readonly majorOpcode: number;
  readonly major_version: number;
  readonly minor_version: number;
  readonly NotifyMask: { readonly ScreenChange: number };
  SelectInput(window: number, mask: number): void;
}

export interface Composite {
  readonly Redirect: { readonly Automatic: number };
  RedirectWindow(window: number, update: number): void;
  NameWindowPixmap(window: number, pixmap: number): void;
}

export interface SharedSegment {
  readonly shmseg: number;
  readonly buffer: Buffer;
  /** Copies so many bytes from the server's memory into `buffer`. */
  readback(offset: number, length: number): void;
  detach(): void;
}

export interface SharedMemory {
  usable(callback: Callback<boolean>): void;
  createSegment(bytes: number, callback: Callback<SharedSegment>): void;
  GetImage(
    drawable: number,
    x: number,
    y: number,
    width: number,
    height: number,
    planes: number,
    format: number,
    segment: number,
    offset: number,
    callback: Callback<{ readonly size: number }>,
  ): void;
}

export interface Extensions {
  readonly damage: Damage;
  readonly fixes: Fixes;
  readonly randr: RandR;
  readonly composite: Composite;
  readonly shm: SharedMemory;
}

export interface X11 {
  readonly eventMask: { readonly StructureNotify: number };
  createClient(options: { readonly display: string }, callback: Callback<Display>): XClient;
}

/** Of an image: whole pixels one after another, all planes (X Window System Protocol, GetImage). */
export const Z_PIXMAP = 2;
export const ALL_PLANES = 0xffffffff;
