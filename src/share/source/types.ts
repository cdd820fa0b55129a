/** Where frames come from. */
import type { RowRange } from "../strip-encoder/rows.ts";
import type { PictureSize } from "../wire/types.ts";

export interface SourceFrame extends PictureSize {
  /** RGB, rows top down, no padding. The source's own: read it before the next frame is asked for. */
  readonly pixels: Uint8Array;
  /** Rows that may differ from the frame before; none when it is the same; null when the source can't tell. */
  readonly changed: readonly RowRange[] | null;
}

export interface FrameSource extends PictureSize {
  readonly name: string;
  /**
   * The frame as it is now. One at a time.
   *
   * @returns null when there will be no more
   */
  next(): Promise<SourceFrame | null>;
  /** For sources that read only what has changed: the next frame is read as a whole, as the first one was. */
  readWhole?(): void;
  close(): Promise<void>;
}

/** A rectangle of the source's own picture, pixels from its top left corner. */
export interface Region extends PictureSize {
  readonly x: number;
  readonly y: number;
}

/** What is asked of a source. What a kind can't do by itself, `openSource` does for it by cropping and scaling. */
export interface SourceOptions {
  /** What viewers get; null: the source's own, or the region's. */
  readonly size: PictureSize | null;
  /** Only the width, pixels: the height is what keeps the picture's shape. Where a size is given it has no use. */
  readonly width?: number | null;
  /** Only this part; null: all of it. */
  readonly region: Region | null;
  /** Which monitor or window, in the words of the kind that has some ("1", "HDMI-1", "window:0x1c00007"); null: the main monitor. */
  readonly display: string | null;
  /** Frames per second that will be asked for, at most. */
  readonly fps: number;
  /** File, folder or device, for kinds that read one. */
  readonly path: string | null;
  /** Is told what the user should know although frames go on, in a sentence. */
  readonly onNotice?: (sentence: string) => void;
}

/** The machine as far as it matters to who can show its screen. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Why something can't be done here, and what to do about it: a sentence each. */
export interface Obstacle {
  readonly reason: string;
  /** Where one command adds what is missing, it stands in the sentence as it is to be typed. */
  readonly remedy: string;
}

export interface SourceKind {
  readonly name: string;
  readonly description: string;
  /** Options that `open` follows by itself; those that stand not here are done by `openSource`, on whole pictures. */
  readonly follows?: readonly ("size" | "width" | "region")[];
  /** It has several monitors, windows or cameras, of which the option `display` chooses one. */
  readonly displays?: boolean;
  /** It shows this machine's screen, as it is now. */
  readonly showsScreen?: boolean;
  /** `auto` may choose it: it shows the screen, and has nothing to be asked for. */
  readonly automatic?: boolean;
  /** Whether it is the one to read this file or folder, judged by its name. */
  reads?(path: string, what: "file" | "folder"): boolean;
  /** What keeps it from working, as far as can be told without opening it; null: nothing. */
  obstacle?(machine: Machine): Promise<Obstacle | null>;
  /**
   * @param machine whose environment counts; this one when it isn't given
   * @throws SourceError when it can't work here, with what to do about it
   */
  open(options: SourceOptions, machine?: Machine): Promise<FrameSource>;
}

export const THIS_MACHINE: Machine = { platform: process.platform, env: process.env };

export const SOURCE_DEFAULTS: SourceOptions = { size: null, region: null, display: null, fps: 30, path: null };
