/** pickle-q: a size, and a pickle of that length with a numpy array of pixels. Nothing of it is ever executed. */
import { BoundarySearch } from "../boundary-search.ts";
import { LengthPrefixedDecoder, type LengthPrefixed } from "../length-prefixed.ts";
import type { FrameFormat } from "../types.ts";
import { PickleReader } from "./bodies.ts";
import { PickleJudge } from "./boundary.ts";
import {
  describePickleHeaderProblem,
  isSure,
  PROBE_BYTES,
  readPickleHeader,
  type PickleHeaderProblem,
} from "../../../share/wire/pickle-q/header.ts";
import { canBegin } from "./recognise.ts";

/** Of the video share, of the two sides of a call, of the pushed screen capture. */
const PORTS = [33_000, 1234, 1235, 5000];
/** Longest pickle that a stream is recognised by. */
const MOST_BYTES = 2 ** 30;

const PICKLE_Q: LengthPrefixed<PickleHeaderProblem> = {
  verb: "read",
  probeBytes: PROBE_BYTES,
  readHeader: readPickleHeader,
  describe: describePickleHeaderProblem,
  boundaries: (maxFrameBytes) => new PickleJudge(maxFrameBytes),
  bodies: (pool) => new PickleReader(pool),
};

export const pickleQ: FrameFormat = {
  name: "pickle-q",
  usualPorts: PORTS,
  recognise: (firstBytes, fromStart) => {
    const bytes = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, firstBytes.length);
    if (fromStart) {
      if (isSure(bytes, 0, bytes.length, MOST_BYTES) === true) return "yes";
      return canBegin(bytes, MOST_BYTES) ? "maybe" : "no";
    }
    // In mid-stream a frame may begin anywhere.
    const found = new BoundarySearch(new PickleJudge(MOST_BYTES)).push(bytes, 0, bytes.length, 0, 0);
    return found === null ? "maybe" : "yes";
  },
  createDecoder: (context) => new LengthPrefixedDecoder(PICKLE_Q, context),
};
