/** What ffmpeg is told to grab a screen, on each platform. */
import { describe, expect, it } from "vitest";
import { ShareOptionError } from "../../../src/share/errors.ts";
import { avfoundation, gdigrab, x11grab, xWindow, type GrabOptions } from "../../../src/share/source/ffmpeg/grab.ts";
import { screenObstacle } from "../../../src/share/source/ffmpeg/source.ts";

const ASKED: GrabOptions = { display: null, region: null, fps: 25 };
const REGION = { x: 100, y: 50, width: 640, height: 480 };
const SCREEN = { server: ":7", window: null, part: null };

describe("grabbing a screen", () => {
  it.each([
    [SCREEN, "-f x11grab -framerate 25 -draw_mouse 1 -i :7"],
    [{ ...SCREEN, window: 29360135 }, "-f x11grab -framerate 25 -draw_mouse 1 -window_id 29360135 -i :7"],
    [
      { ...SCREEN, part: REGION },
      "-f x11grab -framerate 25 -draw_mouse 1 -video_size 640x480 -grab_x 100 -grab_y 50 -i :7",
    ],
  ])("of X: %j", (target, expected) => {
    expect(x11grab(target, 25).join(" ")).toBe(expected);
  });

  it.each([
    [{}, "-f gdigrab -framerate 25 -draw_mouse 1 -i desktop"],
    [{ display: "all" }, "-f gdigrab -framerate 25 -draw_mouse 1 -i desktop"],
    [{ display: "window:Untitled - Notepad" }, "-f gdigrab -framerate 25 -draw_mouse 1 -i title=Untitled - Notepad"],
    [
      { region: REGION },
      "-f gdigrab -framerate 25 -draw_mouse 1 -offset_x 100 -offset_y 50 -video_size 640x480 -i desktop",
    ],
  ])("of Windows: %j", (asked, expected) => {
    expect(gdigrab({ ...ASKED, ...asked }).join(" ")).toBe(expected);
  });

  it.each([
    [{}, "-f avfoundation -framerate 25 -capture_cursor 1 -i Capture screen 0:none"],
    [{ display: "2" }, "-f avfoundation -framerate 25 -capture_cursor 1 -i Capture screen 1:none"],
  ])("of macOS: %j", (asked, expected) => {
    expect(avfoundation({ ...ASKED, ...asked }).join(" ")).toBe(expected);
  });

  it("knows X windows by their numbers", () => {
    expect([null, "HDMI-1", "2", "window:0x1c00007", "window:7"].map(xWindow)).toEqual([null, null, null, 29360135, 7]);
    for (const window of ["window:-1", "window:firefox", "window:0x"])
      expect(() => xWindow(window)).toThrow(ShareOptionError);
  });

  it("refuses displays that it can't know", () => {
    expect(() => gdigrab({ ...ASKED, display: "2" })).toThrow(ShareOptionError);
    for (const display of ["0", "window:Safari", "1:0", "-1"]) {
      expect(() => avfoundation({ ...ASKED, display })).toThrow(ShareOptionError);
    }
  });

  it.each([
    ["linux", { DISPLAY: ":7" }, null],
    ["linux", {}, "DISPLAY is not set"],
    ["linux", { DISPLAY: "" }, "DISPLAY is not set"],
    ["linux", { DISPLAY: ":7", WAYLAND_DISPLAY: "wayland-0" }, "Wayland"],
    ["linux", { DISPLAY: ":7", XDG_SESSION_TYPE: "wayland" }, "Wayland"],
    ["win32", {}, null],
    ["darwin", {}, null],
  ] as const)("on %s with %j: %s", (platform, env, words) => {
    const obstacle = screenObstacle({ platform, env });
    if (words === null) expect(obstacle).toBeNull();
    else expect(obstacle?.reason).toContain(words);
  });
});
