import { SourceError } from "../errors.ts";

/** What is known of a monitor, whoever knows it. */
export interface Monitor {
  readonly name: string;
  readonly main: boolean;
  /** Its size in pixels, where it is known. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * @param display its name or its number, from 1; null: the main one
 * @returns null when there are no monitors, and none was asked for
 * @throws SourceError when there is no such monitor, with those there are
 */
export function chosenMonitor<T extends Monitor>(monitors: readonly T[], display: string | null): T | null {
  if (display === null) return monitors.find(({ main }) => main) ?? monitors[0] ?? null;
  const wanted = display.toLowerCase();
  const found = monitors.find(({ name }) => name.toLowerCase() === wanted) ?? monitors[Number(display) - 1];
  if (found !== undefined) return found;
  const there = monitors.map((monitor, index) => `${index + 1} (${described(monitor)})`);
  throw new SourceError(
    `There is no monitor ${display}.`,
    `Monitors: ${there.length === 0 ? "none is known" : there.join(", ")}. A window is asked for by its id: window:0x1c00007.`,
  );
}

function described({ name, width, height }: Monitor): string {
  return width === undefined || height === undefined ? name : `${name}, ${width}x${height}`;
}
