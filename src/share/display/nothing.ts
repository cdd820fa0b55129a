import type { Display } from "./types.ts";

/** Shows nothing: frames are only checked and counted. */
export const NO_DISPLAY: Display = { letsGo: true, show: () => Promise.resolve() };
