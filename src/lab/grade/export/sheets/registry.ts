import { canvasSheet } from "./canvas.ts";
import { moodleSheet } from "./moodle.ts";
import type { Sheet } from "./types.ts";

export const SHEETS: readonly Sheet[] = [canvasSheet, moodleSheet];

export type { Filled } from "./types.ts";
