/** Windows and monitors of X servers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { XConnection } from "../../../src/share/source/x11/connection.ts";
import { monitorsOf } from "../../../src/share/source/x11/monitors.ts";
import { requireTools } from "../../support/tools.ts";
import { Painter } from "./painter.ts";
import { open, openKind, part } from "./x11.ts";
import { Xvfb } from "./xvfb.ts";

describe.skipIf(!requireTools("Xvfb", "import"))("the X11 source", () => {
  let server: Xvfb;
  let painter: Painter;
  beforeAll(async () => {
    server = await Xvfb.start("333x217x24");
    painter = await Painter.on(server);
  });
  afterAll(async () => {
    painter.close();
    await server.stop();
  });

  it("shows a window, though others are in front of it or it is partly off the screen", async () => {
    const window = await painter.window(50, 40, 120, 90, 3);
    const source = await open(server, `window:0x${window.toString(16)}`);
    expect([source.width, source.height]).toEqual([120, 90]);
    await painter.fill([10, 10, 30, 20], 0xff8800, window);
    const seen = await server.screenshot();
    expect(Buffer.compare((await source.next()).pixels, part(seen, 333, [53, 43, 120, 90]))).toBe(0);
    const inFront = await painter.window(60, 50, 60, 60);
    expect(Buffer.compare((await source.next()).pixels, part(seen, 333, [53, 43, 120, 90]))).toBe(0);
    await painter.move(window, -40, 200);
    await painter.fill([10, 50, 30, 20], 0x0088ff, window);
    const frame = await source.next();
    expect([...frame.pixels.subarray((55 * 120 + 15) * 3, (55 * 120 + 16) * 3)]).toEqual([0x00, 0x88, 0xff]);
    expect([...frame.pixels.subarray((15 * 120 + 15) * 3, (15 * 120 + 16) * 3)]).toEqual([0xff, 0x88, 0x00]);
    await painter.change("UnmapWindow", window);
    expect(Buffer.compare((await source.next()).pixels, frame.pixels)).toBe(0);
    await painter.change("MapWindow", window);
    await painter.fill([0, 0, 120, 90], 0x123456, window);
    expect([...(await source.next()).pixels.subarray(0, 3)]).toEqual([0x12, 0x34, 0x56]);
    await painter.resize(window, 60, 45);
    await painter.fill([0, 0, 60, 45], 0x654321, window);
    const small = await source.next();
    expect([small.width, small.height, small.pixels.length]).toEqual([60, 45, 60 * 45 * 3]);
    expect([...small.pixels.subarray(-3)]).toEqual([0x65, 0x43, 0x21]);
    await painter.change("DestroyWindow", window);
    await painter.change("DestroyWindow", inFront);
    await expect(source.next()).rejects.toThrow(SourceError);
    await expect(source.next()).rejects.toThrow(/There is no window 0x/);
    await source.close();
  });

  it("says which windows can't be shown", async () => {
    await expect(openKind(server, { display: "window:0x7654321" })).rejects.toThrow("There is no window 0x7654321");
    const hidden = await painter.window(5, 5, 10, 10);
    await painter.change("UnmapWindow", hidden);
    await expect(openKind(server, { display: `window:${hidden}` })).rejects.toThrow("minimised or hidden");
    await painter.change("DestroyWindow", hidden);
  });

  it("knows monitors by name and number, and says which there are", async () => {
    const connection = await XConnection.open(server.display);
    const monitors = await monitorsOf(connection);
    expect(monitors).toEqual([{ name: "screen", x: 0, y: 0, width: 333, height: 217, main: false }]);
    connection.close();
    for (const display of ["screen", "Screen", "1", "all"]) {
      const source = await open(server, display);
      expect([source.width, source.height]).toEqual([333, 217]);
      await source.close();
    }
    for (const display of ["HDMI-1", "2", "0", "window:", "window:0xg"]) {
      const failed = await openKind(server, { display }).catch((error: unknown) => error as SourceError);
      expect(failed).toMatchObject({ message: expect.stringContaining(display) as string });
      expect((failed as SourceError).remedy).toContain("1 (screen, 333x217)");
    }
  });

  it.skipIf(!requireTools("xrandr"))(
    "shows the main one of several monitors, or the one that is asked for",
    async () => {
      const other = await Xvfb.start("333x217x24");
      await other.run("xrandr", "--setmonitor", "right", "163/100x217/100+170+0", "none");
      await other.run("xrandr", "--setmonitor", "*left", "170/100x200/100+0+0", "screen");
      const brush = await Painter.on(other);
      await brush.fill([100, 20, 150, 50], 0x5500aa);
      const connection = await XConnection.open(other.display);
      expect(await monitorsOf(connection)).toEqual([
        { name: "left", x: 0, y: 0, width: 170, height: 200, main: true },
        { name: "right", x: 170, y: 0, width: 163, height: 217, main: false },
      ]);
      connection.close();
      const shot = await other.screenshot();
      const left = [0, 0, 170, 200] as const;
      const right = [170, 0, 163, 217] as const;
      for (const [display, area] of [
        [null, left],
        ["1", left],
        ["right", right],
        ["2", right],
        ["all", [0, 0, 333, 217] as const],
      ] as const) {
        const source = await open(other, display);
        expect(Buffer.compare((await source.next()).pixels, part(shot, 333, area))).toBe(0);
        await source.close();
      }
      // Changes elsewhere are none of a monitor's; its own are told in its rows.
      const source = await open(other, "right", { region: { x: 10, y: 30, width: 100, height: 100 } });
      await source.next();
      await brush.fill([0, 0, 160, 200], 0x123123);
      expect((await source.next()).changed).toEqual([]);
      await brush.fill([200, 40, 5, 7], 0x123123);
      const frame = await source.next();
      expect(frame.changed).toEqual([{ first: 10, count: 7 }]);
      expect(Buffer.compare(frame.pixels, part(await other.screenshot(), 333, [180, 30, 100, 100]))).toBe(0);
      await source.close();
      brush.close();
      await other.stop();
    },
  );
});
