import { FRAME_FORMATS, DEFAULT_FORMAT as DEFAULT_FRAMES } from "../frames/registry.ts";
import { chat } from "../messages/format.ts";
import { ofFrames } from "./of-frames.ts";
import type { PortChoices, StreamFormat } from "./types.ts";

/** The formats that can be decoded, the one that is told with most certainty first. Adding one is adding a row. */
export const STREAM_FORMATS: readonly StreamFormat[] = [...FRAME_FORMATS.map(ofFrames), chat];

/** What a port without a format of its own is taken to speak: the screen share. */
export const DEFAULT_FORMAT: StreamFormat = STREAM_FORMATS.find(({ name }) => name === DEFAULT_FRAMES.name)!;

export function formatByName(name: string): StreamFormat | undefined {
  return STREAM_FORMATS.find((format) => format.name === name);
}

/** Those that usually speak there, as they stand in the registry. */
export function usualFormats(port: number): StreamFormat[] {
  return STREAM_FORMATS.filter(({ usualPorts }) => usualPorts.includes(port));
}

/** The ports that are looked at when none is asked for: of the screen share, and of its relatives where they show up. */
export function usualPorts(): PortChoices {
  const ports = new Set([...DEFAULT_FORMAT.usualPorts, ...STREAM_FORMATS.flatMap((format) => format.usualPorts)]);
  return new Map(
    [...ports].map((port) => [port, { formats: usualFormats(port), always: DEFAULT_FORMAT.usualPorts.includes(port) }]),
  );
}
