/** Opening a source by name or path, in the shape that was asked for. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ShareOptionError, SourceError } from "../../../src/share/errors.ts";
import { openShaped, openSource } from "../../../src/share/source/open.ts";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { SOURCE_DEFAULTS, type SourceKind, type SourceOptions } from "../../../src/share/source/types.ts";

const REGION = { x: 10, y: 5, width: 40, height: 30 };

/** A kind of 160x120, and what it was asked for. */
function kindThatFollows(
  ...follows: ("size" | "region")[]
): SourceKind & { asked: SourceOptions | null; closed: number } {
  return {
    name: "kind",
    description: "for tests",
    follows,
    asked: null,
    closed: 0,
    open(options) {
      this.asked = options;
      const source = new PatternSource(options.size ?? options.region ?? { width: 160, height: 120 });
      source.close = () => {
        this.closed++;
        return Promise.resolve();
      };
      return Promise.resolve(source);
    },
  };
}

describe("openSource", () => {
  it("opens a kind by its name", async () => {
    const { source, chosen, measuredFps, passedOver } = await openSource("pattern", SOURCE_DEFAULTS);
    expect({ chosen, measuredFps, passedOver }).toEqual({ chosen: "pattern", measuredFps: null, passedOver: [] });
    expect(source).toMatchObject({ width: 1366, height: 768 });
  });

  it("says so when there is no such thing", async () => {
    await expect(openSource("no-such-thing", SOURCE_DEFAULTS)).rejects.toThrow(ShareOptionError);
    const file = join(mkdtempSync(join(tmpdir(), "sharelab-source-")), "notes.txt");
    writeFileSync(file, "no picture");
    await expect(openSource(file, SOURCE_DEFAULTS)).rejects.toThrow(SourceError);
  });

  it("has no monitor or camera to choose where it shows none, or is one by its path", async () => {
    const chosen = { ...SOURCE_DEFAULTS, display: "7" };
    await expect(openSource("pattern", chosen)).rejects.toThrow(ShareOptionError);
    const camera = { ...kindThatFollows(), displays: true };
    await (await openShaped(camera, chosen)).close();
    await expect(openShaped(camera, { ...chosen, path: "/dev/video2" })).rejects.toThrow("/dev/video2 has no");
  });

  it("can be made so wide, with the shape kept, whatever kind it is", async () => {
    const narrow = { ...SOURCE_DEFAULTS, region: { x: 0, y: 0, width: 90, height: 41 }, width: 30 };
    const { source } = await openSource("pattern", narrow);
    expect([source.width, source.height]).toEqual([30, 13]);
    expect((await source.next())!.pixels.length).toBe(30 * 13 * 3);
    await source.close();
    const size = { width: 20, height: 20 };
    const sized = (await openSource("pattern", { ...narrow, size })).source;
    expect([sized.width, sized.height]).toEqual([20, 20]);
    await sized.close();
  });

  it("crops and scales what the kind doesn't, and only that", async () => {
    const options = { ...SOURCE_DEFAULTS, region: REGION, size: { width: 20, height: 20 } };
    const neither = kindThatFollows();
    const size = kindThatFollows("size");
    const region = kindThatFollows("region");
    const both = kindThatFollows("size", "region");
    for (const kind of [neither, size, region, both]) {
      const source = await openShaped(kind, options);
      const frame = (await source.next())!;
      expect([source.width, source.height, frame.width, frame.height]).toEqual([20, 20, 20, 20]);
      expect(frame.pixels.length).toBe(1200);
      await source.close();
      expect(kind.closed).toBe(1);
    }
    // A size would be that of the region, so a kind that knows sizes only has to give the whole of its own.
    expect([neither, size, region, both].map(({ asked }) => [asked!.size, asked!.region])).toEqual([
      [null, null],
      [null, null],
      [null, REGION],
      [options.size, REGION],
    ]);
  });

  it("closes what it opened when the region is not within it", async () => {
    const kind = kindThatFollows();
    const region = { ...REGION, width: 160 };
    await expect(openShaped(kind, { ...SOURCE_DEFAULTS, region })).rejects.toThrow("which is 160x120");
    expect(kind.closed).toBe(1);
  });
});
