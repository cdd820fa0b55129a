import { pickleQ } from "./pickle-q/format.ts";
import type { FrameFormat } from "./types.ts";
import { zlibRgb } from "./zlib-rgb/format.ts";

/** The formats whose frames can be decoded. Adding one is adding a row. */
export const FRAME_FORMATS: readonly FrameFormat[] = [zlibRgb, pickleQ];

/** What a port without a format of its own is taken to speak: the screen share. */
export const DEFAULT_FORMAT: FrameFormat = zlibRgb;
