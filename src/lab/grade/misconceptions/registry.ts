import {
  duplicateAckForRetransmission,
  fastForAll,
  incompleteFrames,
  packetsForSegments,
  repeatedBytes,
} from "./counts.ts";
import { otherDirection } from "./directions.ts";
import { bitsForBytes, relativeNumber, savedShare, upsideDown, wrongPrefix } from "./numbers.ts";
import { headerCounted, largestForMss, mssForLargest, mssWithHeader, offloadSize } from "./sizes.ts";
import { wrongAck } from "./times.ts";
import type { Misconception } from "./types.ts";
import { scaledSynWindow, shiftOrFactor, unscaledWindow } from "./windows.ts";

/** Known wrong quantities, in the order they are tried: the first that an answer equals names it. */
export const MISCONCEPTIONS: readonly Misconception[] = [
  unscaledWindow,
  scaledSynWindow,
  shiftOrFactor,
  relativeNumber,
  duplicateAckForRetransmission,
  otherDirection,
  mssWithHeader,
  offloadSize,
  largestForMss,
  mssForLargest,
  headerCounted,
  wrongAck,
  upsideDown,
  savedShare,
  fastForAll,
  packetsForSegments,
  incompleteFrames,
  repeatedBytes,
  bitsForBytes,
  wrongPrefix,
];
