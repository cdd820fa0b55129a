import { canvasLayout } from "./canvas.ts";
import { gradescopeLayout } from "./gradescope.ts";
import { gradescopeAutograderLayout } from "./gradescope-autograder.ts";
import { moodleLayout } from "./moodle.ts";
import { plainLayout } from "./plain.ts";
import type { Layout } from "./types.ts";

/** The first that recognizes itself is taken. */
export const LAYOUTS: readonly Layout[] = [
  gradescopeAutograderLayout,
  gradescopeLayout,
  moodleLayout,
  canvasLayout,
  plainLayout,
];
