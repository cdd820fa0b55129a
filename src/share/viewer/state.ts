/** What a viewer that goes on trying is doing: plain data, for a terminal and for the page alike. */

export interface Trouble {
  /**
   * unreachable: nobody was there to connect to; ended: the sharer closed the connection between two frames; lost: it
   * broke; bad: what came can't be shown.
   */
  readonly kind: "unreachable" | "ended" | "lost" | "bad";
  /** Stable code of the error; null where nothing was wrong. */
  readonly code: string | null;
  /** What happened, and where. */
  readonly message: string;
  /** What can be done about it. */
  readonly remedy: string;
  /** Where the size was wrong: sizes that would fit, such as ["1366x768"]. */
  readonly sizes: readonly string[];
}

export type ViewerState =
  /**
   * On the way to the sharer, or waiting for it to come here; `trouble` is what ended the connection before, if there
   * was one.
   */
  | { readonly phase: "connecting"; readonly listening: boolean; readonly trouble: Trouble | null }
  /** Connected; no frame so far. */
  | { readonly phase: "connected"; readonly address: string; readonly port: number }
  /** Frames come. */
  | { readonly phase: "live"; readonly address: string; readonly port: number }
  /** Tries again by itself in `retryIn` ms. */
  | { readonly phase: "waiting"; readonly trouble: Trouble; readonly retryIn: number }
  /** Trying again would help nothing: waits for a person to choose another size, or to say that it shall try. */
  | { readonly phase: "stuck"; readonly trouble: Trouble }
  /** It is over; `trouble` is what ended it, unless it was asked to end. */
  | { readonly phase: "over"; readonly trouble: Trouble | null };
