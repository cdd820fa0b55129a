/** A screen of an X server, grabbed by ffmpeg: pixel for pixel what ImageMagick sees there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSource } from "../../../src/share/source/open.ts";
import { SOURCE_DEFAULTS, type FrameSource, type SourceOptions } from "../../../src/share/source/types.ts";
import { requireTools } from "../../support/tools.ts";
import { pythonViewer, until } from "../peers.ts";
import { Painter } from "../source/painter.ts";
import { part } from "../source/x11.ts";
import { Xvfb } from "../source/xvfb.ts";
import { Program, SHARE } from "./share-program.ts";
import { isRunning } from "./programs.ts";

const WIDTH = 301;
const HEIGHT = 203;

describe.skipIf(!requireTools("ffmpeg", "Xvfb", "import"))("the source ffmpeg on X11", () => {
  let server: Xvfb;
  const before = { ...process.env };
  beforeAll(async () => {
    server = await Xvfb.start(`${WIDTH}x${HEIGHT}x24`);
    const painter = await Painter.on(server);
    for (let n = 0; n < 90; n++)
      await painter.fill([(n * 37) % 290, (n * 53) % 190, 41, 29], (n * 0x1a2b3d) & 0xffffff);
    painter.close();
    process.env["DISPLAY"] = server.display;
    delete process.env["WAYLAND_DISPLAY"];
    delete process.env["XDG_SESSION_TYPE"];
  });
  afterAll(async () => {
    Object.assign(process.env, before);
    if (before["DISPLAY"] === undefined) delete process.env["DISPLAY"];
    await server.stop();
  });

  const open = async (options: Partial<SourceOptions> = {}): Promise<FrameSource> =>
    (await openSource("ffmpeg", { ...SOURCE_DEFAULTS, ...options })).source;

  // The pointer is drawn into frames, and it starts in the middle: nothing is compared there.
  it("shows the whole screen, and the pointer", async () => {
    const source = await open();
    expect([source.width, source.height]).toEqual([WIDTH, HEIGHT]);
    const pixels = Buffer.from((await source.next())!.pixels);
    await source.close();
    const screen = await server.screenshot();
    expect(new Set(screen).size).toBeGreaterThan(50);
    for (const rectangle of [
      [0, 0, WIDTH, 60],
      [0, 140, WIDTH, HEIGHT - 140],
      [0, 60, 100, 80],
    ] as const) {
      const [x, y, w, h] = rectangle;
      expect(part(pixels, WIDTH, [x, y, w, h]).equals(part(screen, WIDTH, [x, y, w, h]))).toBe(true);
    }
    expect(pixels.equals(screen)).toBe(false);
  });

  it("cuts a region out, and scales it", async () => {
    const region = { x: 7, y: 5, width: 63, height: 41 };
    const source = await open({ region });
    const { pixels } = (await source.next())!;
    expect(part(await server.screenshot(), WIDTH, [7, 5, 63, 41]).equals(pixels)).toBe(true);
    await source.close();
    const small = await open({ region, size: { width: 30, height: 40 } });
    expect(await small.next()).toMatchObject({ width: 30, height: 40 });
    await small.close();
  });

  it("refuses a region that is not on the screen, a monitor, a window, a server that isn't there", async () => {
    const region = { x: 300, y: 0, width: 63, height: 41 };
    await expect(open({ region })).rejects.toThrow("not within the picture, which is 301x203");
    await expect(open({ display: "HDMI-7" })).rejects.toThrow("no monitor HDMI-7");
    await expect(open({ display: "window:0x7fffff" })).rejects.toThrow("ffmpeg says: ");
    process.env["DISPLAY"] = ":9876";
    await expect(open()).rejects.toMatchObject({ code: "SHARE_SOURCE_UNAVAILABLE" });
    process.env["DISPLAY"] = server.display;
  });

  it("is an error when the server goes away, not a still for ever", async () => {
    const own = await Xvfb.start("64x48x24");
    process.env["DISPLAY"] = own.display;
    const source = await open();
    process.env["DISPLAY"] = server.display;
    await own.stop();
    const all = async (): Promise<void> => {
      while ((await source.next()) !== null);
    };
    await expect(all()).rejects.toThrow("The screen can't be grabbed: ");
    await source.close();
  });

  it.skipIf(!requireTools("python3"))("ends in order when Ctrl-C reaches all of the terminal's processes", async () => {
    const sharer = new Program(...SHARE, "--source", "ffmpeg", "--region", "160x120+0+0");
    const viewer = pythonViewer(await sharer.port(), ["--size", "160x120"]);
    await until(() => sharer.stderr.includes("is viewing"), "a viewer");
    const [ffmpeg] = sharer.children();
    expect(isRunning(ffmpeg!)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(-sharer.child.pid!, "SIGINT");
    expect(await sharer.code).toBe(130);
    expect(await viewer).toMatchObject({ code: 0, end: "eof" });
    expect(sharer.stderr).toContain("frames taken, 1 viewer");
    expect(sharer.stderr).not.toContain("[SHARE_");
    await until(() => !isRunning(ffmpeg!), "ffmpeg has ended");
  });
});
