/** The default viewer, pixel for pixel: what a real browser has on its canvas is what the sharer took. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Pattern } from "../../../src/share/source/pattern/pattern.ts";
import { requireTools } from "../../support/tools.ts";
import { pythonSharer, ScriptedSource, startSharer } from "../peers.ts";
import { canvasHash, hashOf, launch, openPage, phase, startViewer } from "./browser.ts";
import { eventually } from "./eventually.ts";

describe.skipIf(!requireTools("chromium"))("the page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it.each([
    [1, 1],
    [333, 217],
    [1366, 768],
  ])("draws frames of %i x %i as they were taken", async (width, height) => {
    const size = { width, height };
    const pattern = new Pattern(size, 7);
    // Still in the end: then what is on the canvas is the last frame, whatever was skipped before.
    const last = 40;
    const source = new ScriptedSource(size, (n) => pattern.frame(Math.min(n, last)));
    const sharer = await startSharer(source);
    const viewer = await startViewer({ port: sharer.port, size });
    const { page, complaints } = await openPage(browser, viewer.display.url);
    const known = new Set(Array.from({ length: last + 1 }, (_, n) => hashOf(pattern.frame(n))));
    const expected = { sha256: hashOf(pattern.frame(last)), size: `${width}x${height}`, opaque: true };
    const seen = new Set<string>();
    await eventually(async () => {
      const drawn = await canvasHash(page);
      if (drawn === null) return null;
      // Whole frames and nothing else, at every look.
      expect(known).toContain(drawn.sha256);
      seen.add(drawn.sha256);
      return drawn;
    }).toEqual(expected);
    expect(await page.locator("#dimensions").textContent()).toBe(`${width} × ${height}`);
    await sharer.stop();
    // The last picture stays when the sharer ends.
    await eventually(() => phase(page)).toBe("Ended");
    expect(await canvasHash(page)).toEqual(expected);
    await viewer.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("draws pictures of every byte value, in the right order of colours", async () => {
    const size = { width: 256, height: 3 };
    const pixels = Buffer.alloc(256 * 3 * 3);
    for (let x = 0; x < 256; x++) {
      for (let colour = 0; colour < 3; colour++) pixels[(colour * 256 + x) * 3 + colour] = x;
    }
    const sharer = await startSharer(new ScriptedSource(size, () => pixels));
    const viewer = await startViewer({ port: sharer.port, size });
    const { page } = await openPage(browser, viewer.display.url);
    await eventually(() => canvasHash(page)).toEqual({ sha256: hashOf(pixels), size: "256x3", opaque: true });
    await sharer.stop();
    await viewer.stop();
    await page.context().close();
  });

  it.skipIf(!requireTools("python3")).each([
    ["as it is", []],
    ["of noise", ["--content", "noise"]],
    ["at level 0, a byte at a time", ["--level", "0", "--one-byte", "--size", "40x30"]],
  ])("draws the frames of a Python sharer %s", async (_, args) => {
    const { peer, port } = await pythonSharer(["--frames", "8", "--fps", "20", "--size", "160x120", ...args]);
    const size = args.includes("40x30") ? { width: 40, height: 30 } : { width: 160, height: 120 };
    const viewer = await startViewer({ port, size });
    const { page, complaints } = await openPage(browser, viewer.display.url);
    const { frames } = await peer.result();
    await eventually(async () => (await canvasHash(page))?.sha256).toBe(frames.at(-1)!.sha256);
    await viewer.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
