import type { PictureSize, WireFormat } from "../../wire/types.ts";
import { zlibRgb } from "../../wire/zlib-rgb/format.ts";
import { StripFrameEncoder } from "./strips.ts";
import type { CreateEncoder, FrameEncoder } from "./types.ts";
import { WholeFrameEncoder } from "./whole.ts";

/** Encoders that do better than whole pictures, by the name of their wire format. Adding one is adding a row. */
const ENCODERS = new Map<string, CreateEncoder>([[zlibRgb.name, (size, level) => new StripFrameEncoder(size, level)]]);

export function createEncoder(format: WireFormat, size: PictureSize, level: number): FrameEncoder {
  return ENCODERS.get(format.name)?.(size, level) ?? new WholeFrameEncoder(format, level);
}
