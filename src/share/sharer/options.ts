import { ShareOptionError } from "../errors.ts";

export interface SharerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
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
}

/** This machine only: there is no password, so nobody else sees the screen unless somebody says so. */
export const SHARER_DEFAULTS: SharerOptions = {
  host: "127.0.0.1",
  port: 9000,
  fps: 30,
  level: 6,
  frames: null,
  allow: [],
  maxViewers: null,
};

export function checkSharerOptions({ port, fps, level, frames, maxViewers }: SharerOptions): void {
  within("port", port, 0, 65_535);
  within("fps", fps, 1, 240);
  within("level", level, 0, 9);
  if (frames !== null) within("frames", frames, 1, Number.MAX_SAFE_INTEGER);
  if (maxViewers !== null) within("max-viewers", maxViewers, 1, Number.MAX_SAFE_INTEGER);
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new ShareOptionError(`${name} is ${value}.`, `It is a whole number ${range}.`);
}
