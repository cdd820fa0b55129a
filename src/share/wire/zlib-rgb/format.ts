import type { WireFormat } from "../types.ts";
import { ZlibRgbDecoder } from "./decoder.ts";
import { encodeFrame } from "./encode.ts";
import { ZLIB_RGB_PORT } from "./header.ts";

export const zlibRgb: WireFormat = {
  name: "zlib-rgb",
  usualPort: ZLIB_RGB_PORT,
  createDecoder: (options) => new ZlibRgbDecoder(options),
  sizeOnWire: false,
  encode: (_size, pixels, level) => encodeFrame(pixels, level),
};
