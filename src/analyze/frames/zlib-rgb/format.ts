/** zlib-rgb: a length in the fewest bytes that hold it, and a picture's zlib stream of that length. */
import {
  describeHeaderProblem,
  MAX_PROBE_BYTES,
  readHeader,
  ZLIB_RGB_PORT,
  type HeaderProblem,
} from "../../../share/wire/zlib-rgb/header.ts";
import { LengthPrefixedDecoder, type LengthPrefixed } from "../length-prefixed.ts";
import type { FrameFormat } from "../types.ts";
import { InflatingJudge } from "./boundary.ts";

const ZLIB_RGB: LengthPrefixed<HeaderProblem> = {
  verb: "inflated",
  probeBytes: MAX_PROBE_BYTES,
  readHeader,
  describe: describeHeaderProblem,
  boundaries: (maxFrameBytes) => new InflatingJudge(maxFrameBytes),
  bodies: (pool) => pool,
};

export const zlibRgb: FrameFormat = {
  name: "zlib-rgb",
  usualPorts: [ZLIB_RGB_PORT],
  recognise: (firstBytes, fromStart) => {
    // In mid-stream a frame may begin anywhere; an empty direction may still begin with one.
    if (!fromStart || firstBytes.length === 0) return "maybe";
    const header = readHeader(firstBytes, 0, firstBytes.length, Number.MAX_SAFE_INTEGER);
    if (header === null) return "maybe";
    return "code" in header ? "no" : "yes";
  },
  createDecoder: (context) => new LengthPrefixedDecoder(ZLIB_RGB, context),
};
