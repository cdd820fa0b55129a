/** Facts about one direction: what a side sent, acknowledged and advertised. Adding one is adding a row to a registry. */
import { ACK_FACTS } from "./direction/acks.ts";
import { FIRST_SEGMENT_FACTS } from "./direction/first-segments.ts";
import { FAST_OPEN_FACTS, LOSS_FACTS } from "./direction/losses.ts";
import { SEGMENT_FACTS } from "./direction/segments.ts";
import { TIME_FACTS } from "./direction/times.ts";
import { WINDOW_FACTS } from "./direction/windows.ts";
import type { DirectionFactKind } from "./fact.ts";

export const DIRECTION_FACTS: readonly DirectionFactKind[] = [
  ...FAST_OPEN_FACTS,
  ...SEGMENT_FACTS,
  ...FIRST_SEGMENT_FACTS,
  ...ACK_FACTS,
  ...WINDOW_FACTS,
  ...LOSS_FACTS,
  ...TIME_FACTS,
];
