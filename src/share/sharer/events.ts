import type { ViewerStatus } from "./counters.ts";

export interface ViewerAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * not-allowed: by its address; full: as many viewers as there may be; declined: somebody said no, just now or within the
 * last minute; no-answer: nobody said yes in time; too-many-waiting: to be asked about; ending: the share is at its end.
 */
export type Refusal = "not-allowed" | "full" | "declined" | "no-answer" | "too-many-waiting" | "ending";

export type SharerEvent =
  | ({ readonly kind: "joined"; readonly viewers: number; readonly pushed: boolean } & ViewerAddress)
  | ({ readonly kind: "left"; readonly viewers: number; readonly status: ViewerStatus } & ViewerAddress)
  | ({ readonly kind: "refused"; readonly why: Refusal } & ViewerAddress)
  /** It left before anybody had said whether it may see the screen. */
  | ({ readonly kind: "withdrew" } & ViewerAddress)
  /** A viewer that frames are to be pushed to can't be reached now; told once until it can. */
  | { readonly kind: "unreachable"; readonly host: string; readonly port: number; readonly problem: string };
