import type { Habits, WireFormat } from "../types.ts";
import { ZlibRgbDecoder } from "./decoder.ts";
import { encodeFrame } from "./encode.ts";
import { ZLIB_RGB_PORT } from "./header.ts";

const SCREEN: Habits = { port: ZLIB_RGB_PORT, shows: "screen", cameraWidth: null, savedAs: "png" };

export const zlibRgb: WireFormat = {
  name: "zlib-rgb",
  usualPort: ZLIB_RGB_PORT,
  habits: { serve: SCREEN, push: SCREEN },
  createDecoder: (options) => new ZlibRgbDecoder(options),
  sizeOnWire: false,
  encode: (_size, pixels, level) => encodeFrame(pixels, level),
};
