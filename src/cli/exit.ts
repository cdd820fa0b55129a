/** Exit codes, fixed for scripts: 0 done, and these. */
export const EXIT_FINDINGS = 1;
export const EXIT_USAGE = 2;
export const EXIT_BAD_INPUT = 3;
export const EXIT_NO_PERMISSION = 4;
export const EXIT_INTERRUPTED = 130;
