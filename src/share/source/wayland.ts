import type { Machine, Obstacle } from "./types.ts";

/** Programs on Wayland can't read the screen; X programs there only see each other. */
export const WAYLAND: Obstacle = {
  reason: "This is a Wayland session, which doesn't let programs read the screen.",
  remedy:
    'Log out, choose an Xorg session on the login screen (on GNOME "GNOME on Xorg", on KDE "Plasma (X11)"), and share again there.',
};

export function isWayland({ platform, env }: Machine): boolean {
  if (platform === "win32" || platform === "darwin") return false;
  return env["XDG_SESSION_TYPE"] === "wayland" || (env["WAYLAND_DISPLAY"] ?? "") !== "";
}
