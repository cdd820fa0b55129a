/** Frames saved as files: PNG keeps every pixel, JPEG comes close; folders are not mixed up. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "jpeg-js";
import { PNG } from "pngjs";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { SaveFolderError } from "../../src/share/errors.ts";
import { IMAGE_KINDS } from "../../src/share/display/image-kinds.ts";
import { encodeJpeg } from "../../src/share/display/jpeg.ts";
import { SaveDisplay } from "../../src/share/display/save.ts";
import { Pattern } from "../../src/share/source/pattern/pattern.ts";
import { requireTools } from "../support/tools.ts";
import { run } from "./source-files/programs.ts";

const root = mkdtempSync(join(tmpdir(), "sharelab-save-"));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "frames-"));
});

const [png, jpg] = IMAGE_KINDS;
const size = { width: 61, height: 43 };
/** Soft colours: what JPEG is made for. */
const gradient = Buffer.from(
  Array.from({ length: size.width * size.height }, (_, i) => [
    (i % size.width) * 4,
    Math.floor(i / size.width) * 5,
    128,
  ]).flat(),
);
const frame = (number: number, pixels = gradient) => ({ number, ...size, pixels, encoded: null });

describe("saved frames", () => {
  it("are PNG files with every pixel as it was", async () => {
    const pixels = Buffer.from(new Pattern(size, 3).frame(0));
    const display = await SaveDisplay.open(folder, png);
    await display.show(frame(1, pixels));
    await display.show(frame(12_345, pixels));
    expect(readdirSync(folder)).toEqual(["frame_0001.png", "frame_12345.png"]);
    const file = PNG.sync.read(readFileSync(join(folder, "frame_0001.png")));
    const rgb = Buffer.from(file.data.filter((_, i) => i % 4 !== 3));
    expect([file.width, file.height, rgb.equals(pixels)]).toEqual([61, 43, true]);
  });

  it("are JPEG files that come close", async () => {
    const display = await SaveDisplay.open(folder, jpg);
    await display.show(frame(1));
    expect(readdirSync(folder)).toEqual(["frame_0001.jpg"]);
    const file = decode(readFileSync(join(folder, "frame_0001.jpg")), { formatAsRGBA: false });
    expect([file.width, file.height]).toEqual([61, 43]);
    expect(worst(file.data, gradient)).toBeLessThan(12);
  });

  it.skipIf(!requireTools("ffmpeg"))("are JPEG files that ffmpeg reads alike", async () => {
    await (await SaveDisplay.open(folder, jpg)).show(frame(1));
    const path = join(folder, "frame_0001.jpg");
    const raw = run("ffmpeg", "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
    expect(worst(raw, gradient)).toBeLessThan(12);
  });

  it.each([
    [png, "frame_0007.jpg"],
    [jpg, "frame_0007.png"],
  ])("as %o are not put among those of another session", async (kind, old) => {
    writeFileSync(join(folder, old), "");
    await expect(SaveDisplay.open(folder, kind)).rejects.toThrow(`holds frames already, such as ${old}`);
    await expect(SaveDisplay.open(folder, kind)).rejects.toBeInstanceOf(SaveFolderError);
  });

  it("leave no folder that was made for them where there are none", async () => {
    const empty = await SaveDisplay.open(join(folder, "a", "b"));
    expect(readdirSync(join(folder, "a"))).toEqual(["b"]);
    await empty.close();
    const theirs = await SaveDisplay.open(folder); // it was there before
    await theirs.close();
    expect(readdirSync(folder)).toEqual([]);
    const used = await SaveDisplay.open(join(folder, "c"));
    await used.show(frame(1));
    await used.close();
    expect(readdirSync(join(folder, "c"))).toEqual(["frame_0001.png"]);
  });

  it("as JPEG can't be longer than the format allows", async () => {
    const wide = { width: 65_536, height: 1 };
    await expect(encodeJpeg(wide, Buffer.alloc(65_536 * 3))).rejects.toMatchObject({ code: "VIEW_DISPLAY_FAILED" });
  });

  it("as JPEG may be 1 x 1", async () => {
    const file = decode(await encodeJpeg({ width: 1, height: 1 }, Buffer.from([200, 200, 200])));
    expect([file.width, file.height]).toEqual([1, 1]);
    expect(Math.abs(file.data[0]! - 200)).toBeLessThan(4);
  });
});

function worst(got: Uint8Array, wanted: Uint8Array): number {
  expect(got.length).toBe(wanted.length);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
}
