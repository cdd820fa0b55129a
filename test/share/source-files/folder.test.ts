/** A folder of pictures: their order, their size, the broken ones among them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSource } from "../../../src/share/source/open.ts";
import { FolderSource, naturally, pictureNames } from "../../../src/share/source/picture/folder.ts";
import { SOURCE_DEFAULTS, type FrameSource } from "../../../src/share/source/types.ts";
import { testFolder } from "./programs.ts";

const root = testFolder();

/** All pixels alike: the shade tells which picture it is. */
const grey = (shade: number, width = 4, height = 2): Buffer =>
  Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), Buffer.alloc(width * height, shade)]);

function folderWith(files: Readonly<Record<string, Buffer>>): string {
  const folder = mkdtempSync(join(root, "pictures-"));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

async function shades(source: FrameSource, count: number): Promise<(number | undefined)[]> {
  const seen: (number | undefined)[] = [];
  for (let n = 0; n < count; n++) seen.push((await source.next())?.pixels[0]);
  return seen;
}

describe("a folder of pictures", () => {
  it("is shown in natural order, over and over", async () => {
    const folder = folderWith({
      "frame_10.pgm": grey(10),
      "frame_2.pgm": grey(2),
      "frame_1.PGM": grey(1),
      "frame_0003.pgm": grey(3),
      "notes.txt": Buffer.from("no picture"),
      ".frame_0.pgm": grey(99),
      "Thumbs.db": Buffer.alloc(9),
    });
    mkdirSync(join(folder, "frame_4.pgm"));
    expect(await pictureNames(folder)).toEqual(["frame_1.PGM", "frame_2.pgm", "frame_0003.pgm", "frame_10.pgm"]);
    const { source, chosen } = await openSource(folder, SOURCE_DEFAULTS);
    expect([chosen, source.width, source.height]).toEqual(["folder", 4, 2]);
    expect(await shades(source, 9)).toEqual([1, 2, 3, 10, 1, 2, 3, 10, 1]);
    await source.close();
    expect(await source.next()).toBeNull();
  });

  it("orders names the same way whatever order they come in", () => {
    const names = fc.array(fc.stringMatching(/^[ab_]{0,2}\d{0,4}[.a]{0,2}$/), { maxLength: 12 });
    fc.assert(
      fc.property(names, (some) => {
        expect(some.toReversed().sort(naturally)).toEqual(some.toSorted(naturally));
      }),
    );
    expect(["b1", "a10", "a9", "a09", "A1"].sort(naturally)).toEqual(["A1", "a09", "a9", "a10", "b1"]);
  });

  it("brings all pictures to the size of the first, with black beside other shapes", async () => {
    const source = await FolderSource.open(folderWith({ "1.pgm": grey(50), "2.pgm": grey(200, 6, 6) }));
    await source.next();
    const { width, height, pixels, changed } = (await source.next())!;
    const row = [0, 200, 200, 0].flatMap((shade) => [shade, shade, shade]);
    expect([width, height, changed, [...pixels]]).toEqual([4, 2, null, [...row, ...row]]);
  });

  it("brings all pictures to the size that is asked for", async () => {
    const folder = folderWith({ "1.pgm": grey(50), "2.pgm": grey(200, 6, 6) });
    const { source } = await openSource(folder, { ...SOURCE_DEFAULTS, size: { width: 8, height: 4 } });
    for (const shade of [50, 200, 50]) {
      const { width, height, pixels } = (await source.next())!;
      expect([width, height, pixels.length, pixels[4 * 3]]).toEqual([8, 4, 96, shade]);
    }
  });

  it("leaves out broken pictures, and says so once", async () => {
    const folder = folderWith({
      "0.png": Buffer.from("broken"),
      "1.pgm": grey(1),
      "2.pgm": grey(2).subarray(0, 14),
      "3.pgm": grey(3),
    });
    const notices: string[] = [];
    const onNotice = (text: string): unknown => notices.push(text);
    const { source } = await openSource(folder, { ...SOURCE_DEFAULTS, onNotice });
    expect(await shades(source, 5)).toEqual([1, 3, 1, 3, 1]);
    expect(notices).toEqual([
      `Can't read the picture ${join(folder, "0.png")}: it is of no kind that is known here. It is left out.`,
      `Can't read the picture ${join(folder, "2.pgm")}: its last 5 bytes are missing. It is left out.`,
    ]);
  });

  it.each([
    [{}, "There is no picture in "],
    [{ "notes.txt": Buffer.from("words") }, "There is no picture in "],
    [{ "1.png": Buffer.from("words"), "2.pgm": Buffer.alloc(0) }, "None of the pictures in "],
  ])("without a picture is an error: %j", async (files, words) => {
    const opening = FolderSource.open(folderWith(files));
    await expect(opening).rejects.toMatchObject({ code: "SHARE_SOURCE_FAILED" });
    await expect(opening).rejects.toThrow(words);
  });

  it("that is emptied meanwhile shows what it has kept, or is an error", async () => {
    const one = await FolderSource.open(folderWith({ "1.pgm": grey(1) }));
    rmSync(one.name, { recursive: true });
    expect(await shades(one, 2)).toEqual([1, 1]);
    await expect(FolderSource.open(one.name)).rejects.toThrow("Can't read the folder");
  });

  it("with one picture is a still", async () => {
    const source = await FolderSource.open(folderWith({ "1.pgm": grey(1) }));
    expect((await source.next())!.changed).toBeNull();
    expect((await source.next())!.changed).toEqual([]);
  });
});
