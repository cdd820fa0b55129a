/** What ffmpeg is told to grab a screen, on each platform. */
import { describe, expect, it } from "vitest";
import { ShareOptionError } from "../../../src/share/errors.ts";
import { grabArguments, screenObstacle, type GrabOptions } from "../../../src/share/source/ffmpeg/grab.ts";

const ASKED: GrabOptions = { display: null, region: null, fps: 25 };
const REGION = { x: 100, y: 50, width: 640, height: 480 };
const X11 = { DISPLAY: ":7" };

const CASES: readonly [NodeJS.Platform, Partial<GrabOptions>, string][] = [
  ["linux", {}, "-f x11grab -framerate 25 -draw_mouse 1 -i :7"],
  ["linux", { display: ":1.0" }, "-f x11grab -framerate 25 -draw_mouse 1 -i :1.0"],
  ["linux", { display: "window:0x1c00007" }, "-f x11grab -framerate 25 -draw_mouse 1 -window_id 29360135 -i :7"],
  [
    "linux",
    { region: REGION },
    "-f x11grab -framerate 25 -draw_mouse 1 -video_size 640x480 -grab_x 100 -grab_y 50 -i :7",
  ],
  ["freebsd", {}, "-f x11grab -framerate 25 -draw_mouse 1 -i :7"],
  ["win32", {}, "-f gdigrab -framerate 25 -draw_mouse 1 -i desktop"],
  [
    "win32",
    { display: "window:Untitled - Notepad" },
    "-f gdigrab -framerate 25 -draw_mouse 1 -i title=Untitled - Notepad",
  ],
  [
    "win32",
    { region: REGION },
    "-f gdigrab -framerate 25 -draw_mouse 1 -offset_x 100 -offset_y 50 -video_size 640x480 -i desktop",
  ],
  ["darwin", {}, "-f avfoundation -framerate 25 -capture_cursor 1 -i Capture screen 0:none"],
  ["darwin", { display: "1" }, "-f avfoundation -framerate 25 -capture_cursor 1 -i Capture screen 1:none"],
];

describe("grabbing a screen", () => {
  it.each(CASES)("on %s, %j", (platform, asked, expected) => {
    expect(grabArguments({ ...ASKED, ...asked }, platform, X11).join(" ")).toBe(expected);
  });

  it.each([
    ["linux", "HDMI-1"],
    ["linux", "-i"],
    ["linux", "window:-1"],
    ["linux", "window:firefox"],
    ["win32", "2"],
    ["darwin", "window:Safari"],
    ["darwin", "0:1"],
  ] as const)("on %s knows no display %s", (platform, display) => {
    expect(() => grabArguments({ ...ASKED, display }, platform, X11)).toThrow(ShareOptionError);
  });

  it.each([
    ["linux", X11, null],
    ["linux", {}, "DISPLAY is not set"],
    ["linux", { DISPLAY: "" }, "DISPLAY is not set"],
    ["linux", { ...X11, WAYLAND_DISPLAY: "wayland-0" }, "Wayland"],
    ["linux", { ...X11, XDG_SESSION_TYPE: "wayland" }, "Wayland"],
    ["win32", {}, null],
    ["darwin", {}, null],
  ] as const)("on %s with %j: %s", (platform, environment, words) => {
    const obstacle = screenObstacle(platform, environment);
    if (words === null) expect(obstacle).toBeNull();
    else expect(obstacle?.reason).toContain(words);
  });
});
