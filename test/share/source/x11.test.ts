/** The X11 source on real X servers, pixel for pixel against ImageMagick's import. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { openShaped } from "../../../src/share/source/open.ts";
import { SOURCE_DEFAULTS } from "../../../src/share/source/types.ts";
import { openX11, x11Kind } from "../../../src/share/source/x11/kind.ts";
import { requireTools } from "../../support/tools.ts";
import { Painter } from "./painter.ts";
import { open, openKind, part, rowIn } from "./x11.ts";
import { Xvfb } from "./xvfb.ts";

const SIZES = [
  ["333x217x24", 333, 217],
  ["64x1x24", 64, 1],
  ["640x480x24+32", 640, 480],
] as const;
const drawing = fc.record({
  kind: fc.constantFrom("fill", "copy", "nothing"),
  x: fc.integer({ min: -20, max: 340 }),
  y: fc.integer({ min: -20, max: 230 }),
  width: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 340 })),
  height: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 230 })),
  colour: fc.nat(0xffffff),
  look: fc.boolean(),
});

describe.skipIf(!requireTools("Xvfb", "import", "xdotool"))("the X11 source", () => {
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

  it("shows every pixel, whatever is drawn between frames, and names the rows that differ", async () => {
    const source = await open(server);
    let before = Buffer.from((await source.next()).pixels);
    await fc.assert(
      fc.asyncProperty(fc.array(drawing, { minLength: 1, maxLength: 8 }), async (drawings) => {
        for (const { kind, x, y, width, height, colour, look } of drawings) {
          if (kind === "fill") await painter.fill([x, y, width, height], colour);
          if (kind === "copy") await painter.copy([x, y], [y, x], [width, height]);
          if (!look) continue;
          const frame = await source.next();
          for (let row = 0; row < 217; row++) {
            if (rowIn(frame, row)) continue;
            expect(before.compare(frame.pixels, row * 999, row * 999 + 999, row * 999, row * 999 + 999)).toBe(0);
          }
          before = Buffer.from(frame.pixels);
        }
        before = Buffer.from((await source.next()).pixels);
        expect(before.equals(await server.screenshot())).toBe(true);
      }),
      { numRuns: 25, endOnFailure: true },
    );
    await source.close();
  });

  it("loses no change that is drawn while a frame is taken", async () => {
    const source = await open(server);
    for (let round = 0; round < 20; round++) {
      const colours = Array.from({ length: 30 }, (_, n) => Math.imul(round * 30 + n + 1, 2_654_435_761) & 0xffffff);
      const painted = (async () => {
        for (const [n, colour] of colours.entries())
          await painter.fill([(n * 37) % 300, (n * 53) % 200, 40, 30], colour);
      })();
      for (let frame = 0; frame < 15; frame++) await source.next();
      await painted;
      const { pixels } = await source.next();
      if (round % 5 === 0) expect(Buffer.compare(pixels, await server.screenshot())).toBe(0);
      expect(Buffer.compare(pixels, (await (await open(server)).next()).pixels)).toBe(0);
    }
    await source.close();
  });

  it("has no rows changed while nothing happens", async () => {
    const source = await open(server);
    expect((await source.next()).changed).toBeNull();
    for (let n = 0; n < 5; n++) expect((await source.next()).changed).toEqual([]);
    await painter.fill([10, 20, 5, 3], 0x123456);
    expect((await source.next()).changed).toEqual([{ first: 20, count: 3 }]);
    expect((await source.next()).changed).toEqual([]);
    await source.close();
  });

  it("compares all of the picture from time to time, and trusts no server that doesn't tell of changes", async () => {
    const honest = await open(server, null, { checkEvery: 0 });
    await honest.next();
    await painter.fill([3, 50, 5, 3], 0x654321);
    expect((await honest.next()).changed).toEqual([{ first: 50, count: 3 }]);
    expect((await honest.next()).changed).toEqual([]);
    await honest.close();

    const deaf = { take: () => Promise.resolve([]) };
    const lied = await open(server, null, { checkEvery: 0, watch: () => Promise.resolve(deaf) });
    await lied.next();
    expect((await lied.next()).changed).toEqual([]);
    await painter.fill([3, 60, 5, 3], 0x999999);
    const frame = await lied.next();
    expect(frame.changed).toEqual([{ first: 60, count: 3 }]);
    expect(Buffer.compare(frame.pixels, await server.screenshot())).toBe(0);
    expect((await lied.next()).changed).toBeNull();
    await lied.close();

    const none = await open(server, null, { watch: () => Promise.resolve(null) });
    await none.next();
    expect((await none.next()).changed).toBeNull();
    await none.close();
  });

  it.each(SIZES)("on a screen of %s", async (screen, width, height) => {
    const other = await Xvfb.start(screen);
    await other.run("xsetroot", "-solid", "#a1b2c3").catch(() => undefined);
    const [source, brush] = [await open(other), await Painter.on(other)];
    for (let n = 0; n < 6; n++) {
      await brush.fill([n * 13, n * 17, 29, 31], 0x10203 * n * 7);
      const frame = await source.next();
      expect([frame.width, frame.height]).toEqual([width, height]);
      expect(Buffer.compare(frame.pixels, await other.screenshot())).toBe(0);
    }
    await source.close();
    brush.close();
    await other.stop();
  });

  it("reads through the socket where there is no shared memory", async () => {
    const other = await Xvfb.start("201x99x24", "-extension", "MIT-SHM");
    const [source, brush] = [await open(other), await Painter.on(other)];
    await source.next();
    for (const [n, rectangle] of (
      [
        [5, 6, 70, 8],
        [0, 60, 201, 30],
        [199, 98, 9, 9],
      ] as const
    ).entries()) {
      await brush.fill(rectangle, 0xfedcba >> n);
      expect(Buffer.compare((await source.next()).pixels, await other.screenshot())).toBe(0);
    }
    await source.close();
    brush.close();
    await other.stop();
  });

  it("works without DAMAGE, Composite and RandR", async () => {
    const off = ["DAMAGE", "RANDR", "Composite"].flatMap((name) => ["-extension", name]);
    const other = await Xvfb.start("90x70x24", ...off);
    const [source, brush] = [await open(other), await Painter.on(other)];
    await source.next();
    await brush.fill([5, 6, 70, 8], 0xfedcba);
    const frame = await source.next();
    expect(frame.changed).toBeNull();
    expect(Buffer.compare(frame.pixels, await other.screenshot())).toBe(0);
    await expect(openKind(other, { display: "window:0x200001" })).rejects.toThrow("no Composite extension");
    await source.close();
    brush.close();
    await other.stop();
  });

  it("reads only the region", async () => {
    const region = { x: 31, y: 17, width: 101, height: 55 };
    const source = await open(server, null, { region });
    await source.next();
    await painter.fill([0, 0, 333, 217], 0x445566);
    await painter.fill([20, 30, 40, 10], 0xaabbcc);
    const frame = await source.next();
    expect([source.width, source.height]).toEqual([101, 55]);
    expect(Buffer.compare(frame.pixels, part(await server.screenshot(), 333, [31, 17, 101, 55]))).toBe(0);
    await painter.fill([0, 80, 333, 100], 0);
    await painter.fill([40, 70, 10, 4], 0x1);
    expect((await source.next()).changed).toEqual([{ first: 53, count: 2 }]);
    await source.close();
    const outside = openKind(server, { region: { ...region, width: 303 } });
    await expect(outside).rejects.toThrow("the picture, which is 333x217");
  });

  it("draws the pointer, and takes it out again", async () => {
    const source = await open(server, null, { pointer: true });
    const without = await open(server);
    await painter.fill([0, 0, 333, 217], 0x20a040);
    for (const [x, y] of [
      [100, 100],
      [101, 100],
      [0, 0],
      [332, 216],
      [200, 3],
    ] as const) {
      await server.run("xdotool", "mousemove", String(x), String(y));
      const frame = await source.next();
      const plain = await without.next();
      const rows = Array.from({ length: 217 }, (_, row) => row).filter(
        (row) =>
          Buffer.from(frame.pixels).compare(plain.pixels, row * 999, row * 999 + 999, row * 999, row * 999 + 999) !== 0,
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(Math.min(...rows)).toBeGreaterThanOrEqual(y - 16);
      expect(Math.max(...rows)).toBeLessThanOrEqual(y + 16);
      for (const row of rows) expect(rowIn(frame, row)).toBe(true);
      expect((await source.next()).changed).toEqual([]);
    }
    // Drawn under the pointer: it stays on top, and what it hides is right when it goes.
    await painter.fill([190, 0, 30, 20], 0xffffff);
    expect((await source.next()).changed).toEqual([{ first: 0, count: 20 }]);
    await server.run("xdotool", "mousemove", "10", "200");
    const { pixels } = await source.next();
    const plain = (await without.next()).pixels;
    expect(Buffer.compare(pixels.subarray(0, 999 * 100), plain.subarray(0, 999 * 100))).toBe(0);
    await source.close();
    await without.close();
  });

  it("refuses screens whose pixels it can't read", async () => {
    const other = await Xvfb.start("100x80x16");
    await expect(openKind(other)).rejects.toThrow("depth 16");
    await other.stop();
  });

  it.skipIf(!requireTools("xrandr"))("gives frames of the new size when the screen gets another", async () => {
    const other = await Xvfb.start("400x300x24");
    const source = await open(other);
    await source.next();
    await other.run("xrandr", ..."--newmode 320x200 10 320 330 340 350 200 210 220 230".split(" "));
    await other.run("xrandr", "--addmode", "screen", "320x200");
    await other.run("xrandr", "--output", "screen", "--mode", "320x200");
    const frame = await source.next();
    const shot = await other.screenshot();
    expect(shot.length).toBe(frame.pixels.length);
    expect(Buffer.compare(frame.pixels, shot)).toBe(0);
    await source.close();
    const scaled = await openShaped(
      { ...x11Kind, open: (o) => openX11(o, { platform: "linux", env: other.env }) },
      { ...SOURCE_DEFAULTS, size: { width: 100, height: 100 } },
    );
    expect((await scaled.next())!.pixels.length).toBe(30_000);
    await scaled.close();
    await other.stop();
  });

  it("says so when the server is gone, in mid-frame or later", async () => {
    const other = await Xvfb.start("400x300x24");
    const source = await open(other);
    await source.next();
    const pending = source
      .next()
      .then(() => source.next())
      .then(() => source.next());
    const stopped = other.stop();
    await pending.catch(() => undefined);
    await stopped;
    await expect(source.next()).rejects.toThrow(SourceError);
    await expect(source.next()).rejects.toThrow(/has closed the connection/);
    await source.close();
  });
});
