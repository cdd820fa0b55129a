/** How ffmpeg is told to grab a screen, by platform. */
import { ShareOptionError } from "../../errors.ts";
import type { Region, SourceOptions } from "../types.ts";

export type GrabOptions = Pick<SourceOptions, "display" | "region" | "fps">;

/** What of an X server is grabbed. */
export interface XTarget {
  /** As in DISPLAY. */
  readonly server: string;
  /** A window by its number; null: the screen. */
  readonly window: number | null;
  /** Of the window, or of the screen with all its monitors; null: all of it. */
  readonly part: Region | null;
}

const WINDOW = /^window:(.+)$/s;

/** @returns the number of the window; null when it is none that is asked for */
export function xWindow(display: string | null): number | null {
  const window = WINDOW.exec(display ?? "")?.[1];
  if (window === undefined) return null;
  if (/^(0x[\da-f]{1,8}|\d{1,10})$/i.test(window)) return Number(window);
  throw new ShareOptionError(
    `${window} is not the number of a window.`,
    "xwininfo shows it: --display window:0x1c00007.",
  );
}

export function x11grab({ server, window, part }: XTarget, fps: number): string[] {
  return [
    ...["-f", "x11grab", "-framerate", String(fps), "-draw_mouse", "1"],
    ...(window === null ? [] : ["-window_id", String(window)]),
    ...(part === null ? [] : ["-video_size", `${part.width}x${part.height}`]),
    ...(part === null ? [] : ["-grab_x", String(part.x), "-grab_y", String(part.y)]),
    ...["-i", server],
  ];
}

/** Its coordinates begin at the main monitor's top left corner. */
export function gdigrab({ display, region, fps }: GrabOptions): string[] {
  const window = WINDOW.exec(display ?? "")?.[1];
  if (display !== null && display !== "all" && window === undefined) {
    throw new ShareOptionError(
      `ffmpeg can't grab the display ${display}.`,
      "On Windows it takes all of the desktop (all), or a window by its title (window:Untitled - Notepad); cut one monitor out with --region.",
    );
  }
  return [
    ...["-f", "gdigrab", "-framerate", String(fps), "-draw_mouse", "1"],
    ...(region === null ? [] : ["-offset_x", String(region.x), "-offset_y", String(region.y)]),
    ...(region === null ? [] : ["-video_size", `${region.width}x${region.height}`]),
    ...["-i", window === undefined ? "desktop" : `title=${window}`],
  ];
}

/** Cuts nothing out by itself. */
export function avfoundation({ display, fps }: GrabOptions): string[] {
  const screen = display ?? "1";
  if (!/^[1-9]\d?$/.test(screen)) {
    throw new ShareOptionError(`ffmpeg can't grab the display ${screen}.`, "Screens are numbered from 1: --display 1.");
  }
  return [
    ...["-f", "avfoundation", "-framerate", String(fps), "-capture_cursor", "1"],
    ...["-i", `Capture screen ${Number(screen) - 1}:none`],
  ];
}
