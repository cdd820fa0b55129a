import { beacon } from "./beacon.ts";
import { clock } from "./clock.ts";
import { editor } from "./editor.ts";
import type { Detector } from "./types.ts";
import { unseen } from "./unseen.ts";

/** What is looked for in each capture alone. A new kind is a file here and a line in this list. */
export const DETECTORS: readonly Detector[] = [beacon, editor, clock, unseen];
