import { EXIT_INTERRUPTED } from "./exit.ts";

export interface Interrupt {
  /** Whether Ctrl-C was pressed (SIGINT), or the program told to end (SIGTERM). */
  readonly signal: AbortSignal;
  off(): void;
}

/** The first Ctrl-C ends in order; the second one at once. */
export function onInterrupt(): Interrupt {
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(EXIT_INTERRUPTED);
    process.exitCode = EXIT_INTERRUPTED;
    abort.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return {
    signal: abort.signal,
    off: () => {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    },
  };
}
