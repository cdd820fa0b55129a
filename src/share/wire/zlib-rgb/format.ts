import type { Habits, WireFormat } from "../types.ts";
import { ZlibRgbDecoder } from "./decoder.ts";
import { encodeFrame } from "./encode.ts";
import { readHeader, ZLIB_RGB_PORT } from "./header.ts";

/** No stream is recognised by longer frames. */
const MOST_BYTES = 2 ** 30;
const SCREEN: Habits = { port: ZLIB_RGB_PORT, shows: "screen", cameraWidth: null, savedAs: "png" };

export const zlibRgb: WireFormat = {
  name: "zlib-rgb",
  usualPort: ZLIB_RGB_PORT,
  habits: { serve: SCREEN, push: SCREEN },
  createDecoder: (options) => new ZlibRgbDecoder(options),
  looksLike: (bytes) => {
    const header = readHeader(bytes, 0, bytes.length, MOST_BYTES);
    return header !== null && !("code" in header);
  },
  sizeOnWire: false,
  encode: (_size, pixels, level) => encodeFrame(pixels, level),
};
