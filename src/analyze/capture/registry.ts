import { cap } from "./engines/cap.ts";
import { dumpcap } from "./engines/dumpcap.ts";
import { tcpdump } from "./engines/tcpdump.ts";
import type { CaptureEngine } from "./types.ts";

/** Every engine, the best one first: --engine auto takes the first that can record here. */
export const ENGINES: readonly CaptureEngine[] = [dumpcap, tcpdump, cap];

export function engineByName(name: string): CaptureEngine | undefined {
  return ENGINES.find((engine) => engine.name === name);
}
