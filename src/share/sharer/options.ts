import { DEFAULT_WIRE_FORMAT } from "../wire/registry.ts";
import type { SourceFrame } from "../source/types.ts";
import { checkWithin } from "../whole-number.ts";
import type { WireFormat } from "../wire/types.ts";
import type { ViewerAddress } from "./events.ts";

/**
 * Whether a viewer may see the screen. `signal` is aborted when the answer no longer matters: the viewer has left, the
 * time is up, or the share ends.
 */
export type Ask = (viewer: ViewerAddress, signal: AbortSignal) => Promise<boolean>;

export interface PushTarget {
  readonly host: string;
  readonly port: number;
}

export interface SharerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly format: WireFormat;
  /** Frames taken from the source per second, at most. */
  readonly fps: number;
  /** Of compression, 0 to 9. */
  readonly level: number;
  /** Ends after so many frames taken from the source; they are only taken while there is a viewer. null: never. */
  readonly frames: number | null;
  /** Addresses and CIDR blocks that may connect; none: everybody who can reach the address. */
  readonly allow: readonly string[];
  /** null: any number. */
  readonly maxViewers: number | null;
  /** Asked before each viewer that connects, one at a time; until then it gets no byte. null: nobody is asked. */
  readonly ask: Ask | null;
  /** How long an answer may take, ms; none in time is a no. */
  readonly askTimeout: number;
  /** Viewers that listen, to connect to; again whenever they have gone. */
  readonly push: readonly PushTarget[];
  /** Is given each frame, to be read at once; with it frames are taken though nobody views. null: nobody looks here. */
  readonly preview: ((frame: SourceFrame) => void) | null;
}

/** This machine only: there is no password, so nobody else sees the screen unless somebody says so. */
export const SHARER_DEFAULTS: SharerOptions = {
  host: "127.0.0.1",
  port: DEFAULT_WIRE_FORMAT.usualPort,
  format: DEFAULT_WIRE_FORMAT,
  fps: 30,
  level: 6,
  frames: null,
  allow: [],
  maxViewers: null,
  ask: null,
  askTimeout: 30_000,
  push: [],
  preview: null,
};

export function checkSharerOptions({ port, fps, level, frames, maxViewers, push }: SharerOptions): void {
  checkWithin("port", port, 0, 65_535);
  checkWithin("fps", fps, 1, 240);
  checkWithin("level", level, 0, 9);
  if (frames !== null) checkWithin("frames", frames, 1, Number.MAX_SAFE_INTEGER);
  if (maxViewers !== null) checkWithin("max-viewers", maxViewers, 1, Number.MAX_SAFE_INTEGER);
  for (const target of push) checkWithin("port", target.port, 1, 65_535);
}
