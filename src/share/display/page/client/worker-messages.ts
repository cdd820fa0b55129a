import type { FrameHeader } from "../protocol.ts";

export interface Task {
  /** A frame as the viewer sent it. */
  readonly message: ArrayBuffer;
  /** When it came, ms. */
  readonly at: number;
  /** Memory of an earlier picture, to use again. */
  readonly spare: ArrayBuffer | null;
}

export type TaskResult =
  { readonly header: FrameHeader; readonly at: number; readonly pixels: ArrayBuffer } | { readonly problem: string };
