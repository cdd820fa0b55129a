/** What is known of a machine's screen before anybody looks at it: from its platform and environment alone. */
import type { Machine, Obstacle } from "./types.ts";

/** Programs on Wayland can't read the screen; X programs there only see each other. */
export const WAYLAND: Obstacle = {
  reason: "This is a Wayland session, which doesn't let programs read the screen.",
  remedy:
    'Log out, choose an Xorg session on the login screen (on GNOME "GNOME on Xorg", on KDE "Plasma (X11)"), and share again there.',
};

const NO_DISPLAY: Obstacle = {
  reason: "There is no X display: DISPLAY is not set.",
  remedy: "Start this in a terminal on the desktop, or set DISPLAY (often :0).",
};

const SCREEN_RECORDING: Obstacle = {
  reason: "macOS shows programs no windows but their own without the permission Screen Recording.",
  remedy:
    "Allow your terminal in System Settings > Privacy & Security > Screen & System Audio Recording (before macOS 15: Screen Recording), then quit it and open it again.",
};

const NO_DESKTOP: Obstacle = {
  reason:
    "Windows gives no picture of the screen while it is locked, asks for consent (UAC), or is a remote session that is minimised or disconnected.",
  remedy: "Unlock it, or bring up the window of the remote session, and share again.",
};

export function isWayland({ platform, env }: Machine): boolean {
  if (platform === "win32" || platform === "darwin") return false;
  return env["XDG_SESSION_TYPE"] === "wayland" || (env["WAYLAND_DISPLAY"] ?? "") !== "";
}

/** Whether the screen is an X server's, if it is not Wayland's. */
export function isX({ platform }: Machine): boolean {
  return platform !== "win32" && platform !== "darwin";
}

/** What keeps programs from the screen where it is an X server's. */
export function noXDisplay(machine: Machine): Obstacle | null {
  if (!isX(machine) || (machine.env["DISPLAY"] ?? "") !== "") return null;
  return NO_DISPLAY;
}

/** Why a picture of the screen may be all black though the screen is not; null where black is just black. */
export function whyBlack(machine: Machine): Obstacle | null {
  if (machine.platform === "darwin") return SCREEN_RECORDING;
  if (machine.platform === "win32") return NO_DESKTOP;
  return isWayland(machine) ? WAYLAND : null;
}

/**
 * Whether the permission to read the screen seems to be missing: macOS doesn't tell the titles of other programs' windows
 * without it. What can be read then is the wallpaper.
 *
 * @param titles of all windows, empty where one has none or it isn't told
 */
export function lacksScreenRecording({ platform }: Machine, titles: readonly string[]): Obstacle | null {
  return platform === "darwin" && titles.every((title) => title === "") ? SCREEN_RECORDING : null;
}
