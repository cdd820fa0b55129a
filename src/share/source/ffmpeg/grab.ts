/** How ffmpeg is told to grab a screen, by platform. */
import { ShareOptionError } from "../../errors.ts";
import type { Obstacle, SourceOptions } from "../types.ts";

export type GrabOptions = Pick<SourceOptions, "display" | "region" | "fps">;

type Environment = Readonly<Record<string, string | undefined>>;

/** What keeps this machine's screen from being grabbed, but for a missing ffmpeg. */
export function screenObstacle(platform: NodeJS.Platform, environment: Environment): Obstacle | null {
  if (platform === "win32" || platform === "darwin") return null;
  if ((environment["WAYLAND_DISPLAY"] ?? "") !== "" || environment["XDG_SESSION_TYPE"] === "wayland") {
    return {
      reason: "This is a Wayland session: ffmpeg would see black where windows are.",
      remedy: "Log in to an X11 session (on the login screen, often called Xorg), or share a file or a camera.",
    };
  }
  if ((environment["DISPLAY"] ?? "") !== "") return null;
  return {
    reason: "There is no X11 display here: DISPLAY is not set.",
    remedy: "Start it in a graphical session, or set DISPLAY.",
  };
}

/**
 * @throws ShareOptionError for a display in words that don't fit the platform
 */
export function grabArguments(options: GrabOptions, platform: NodeJS.Platform, environment: Environment): string[] {
  switch (platform) {
    case "win32":
      return gdigrab(options);
    case "darwin":
      return avfoundation(options);
    default:
      return x11grab(options, environment);
  }
}

/** A display of X11: [host]:display[.screen]. */
const X_DISPLAY = /^[\w./-]*:\d{1,5}(\.\d{1,3})?$/;
const WINDOW = /^window:(.+)$/s;

function x11grab({ display, region, fps }: GrabOptions, environment: Environment): string[] {
  const window = WINDOW.exec(display ?? "")?.[1];
  if (window !== undefined && !/^(0x[\da-f]{1,8}|\d{1,10})$/i.test(window)) {
    throw new ShareOptionError(
      `${window} is not the number of a window.`,
      "xwininfo shows it: --display window:0x1c00007.",
    );
  }
  if (display !== null && window === undefined && !X_DISPLAY.test(display)) {
    throw new ShareOptionError(
      `ffmpeg can't grab the display ${display}.`,
      "It takes an X11 display (:0) or a window (window:0x1c00007); for one monitor of several, cut it out with --region.",
    );
  }
  const name = window === undefined && display !== null ? display : (environment["DISPLAY"] ?? "");
  return [
    ...["-f", "x11grab", "-framerate", String(fps), "-draw_mouse", "1"],
    ...(window === undefined ? [] : ["-window_id", String(Number(window))]),
    ...(region === null ? [] : ["-video_size", `${region.width}x${region.height}`]),
    ...(region === null ? [] : ["-grab_x", String(region.x), "-grab_y", String(region.y)]),
    ...["-i", name],
  ];
}

function gdigrab({ display, region, fps }: GrabOptions): string[] {
  const window = WINDOW.exec(display ?? "")?.[1];
  if (display !== null && display !== "desktop" && window === undefined) {
    throw new ShareOptionError(
      `ffmpeg can't grab the display ${display}.`,
      "It takes all of the desktop, or a window by its title (window:Untitled - Notepad); for one monitor of several, cut it out with --region.",
    );
  }
  return [
    ...["-f", "gdigrab", "-framerate", String(fps), "-draw_mouse", "1"],
    ...(region === null ? [] : ["-offset_x", String(region.x), "-offset_y", String(region.y)]),
    ...(region === null ? [] : ["-video_size", `${region.width}x${region.height}`]),
    ...["-i", window === undefined ? "desktop" : `title=${window}`],
  ];
}

function avfoundation({ display, fps }: GrabOptions): string[] {
  const screen = display ?? "0";
  if (!/^\d{1,2}$/.test(screen)) {
    throw new ShareOptionError(`ffmpeg can't grab the display ${screen}.`, "Screens are numbered from 0: --display 0.");
  }
  return [
    ...["-f", "avfoundation", "-framerate", String(fps), "-capture_cursor", "1"],
    ...["-i", `Capture screen ${Number(screen)}:none`],
  ];
}
