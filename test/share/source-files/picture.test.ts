/** Still pictures: pixel for pixel what ImageMagick makes of them, and damaged ones told from whole ones. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { openSource } from "../../../src/share/source/open.ts";
import { readPicture } from "../../../src/share/source/picture/read.ts";
import { SOURCE_DEFAULTS } from "../../../src/share/source/types.ts";
import { requireTools } from "../../support/tools.ts";
import { run, testFolder } from "./programs.ts";

const folder = testFolder();
const file = (name: string): string => join(folder, name);

/** Makes a picture of 61 x 43 with colours, lines and noise. */
const PLASMA = ["-size", "61x43", "-seed", "1", "plasma:red-blue"];
const PNGS: readonly (readonly [string, readonly string[]])[] = [
  ["rgb.png", ["-define", "png:color-type=2", "-depth", "8"]],
  ["rgb16.png", ["-define", "png:color-type=2", "-define", "png:bit-depth=16"]],
  ["interlaced.png", ["-define", "png:color-type=2", "-depth", "8", "-interlace", "PNG"]],
  ["interlaced16.png", ["-define", "png:color-type=2", "-define", "png:bit-depth=16", "-interlace", "PNG"]],
  ["grey.png", ["-colorspace", "gray", "-define", "png:color-type=0", "-define", "png:bit-depth=8"]],
  ["grey16.png", ["-colorspace", "gray", "-define", "png:color-type=0", "-define", "png:bit-depth=16"]],
  ["grey4.png", ["-colorspace", "gray", "-depth", "4", "-define", "png:color-type=0", "-define", "png:bit-depth=4"]],
  ["bits.png", ["-monochrome", "-define", "png:color-type=0", "-define", "png:bit-depth=1"]],
  ["bits-interlaced.png", ["-monochrome", "-define", "png:bit-depth=1", "-interlace", "PNG"]],
  ["palette.png", ["-colors", "200", "-define", "png:color-type=3", "-define", "png:bit-depth=8"]],
  ["palette4.png", ["-colors", "13", "-define", "png:color-type=3", "-define", "png:bit-depth=4", "-interlace", "PNG"]],
  ["alpha.png", ["-alpha", "set", "-channel", "A", "-fx", "i/w", "-define", "png:color-type=6", "-depth", "8"]],
  [
    "grey-alpha.png",
    [
      "-colorspace",
      "gray",
      "-alpha",
      "set",
      "-channel",
      "A",
      "-fx",
      "j/h",
      "-define",
      "png:color-type=4",
      "-depth",
      "8",
    ],
  ],
];
const PNMS: readonly (readonly [string, readonly string[]])[] = [
  ["rgb.ppm", ["-depth", "8"]],
  ["rgb16.ppm", ["-depth", "16"]],
  ["plain.ppm", ["-depth", "8", "-compress", "none"]],
  ["grey.pgm", ["-depth", "8"]],
  ["plain.pgm", ["-depth", "8", "-compress", "none"]],
  ["bits.pbm", []],
  ["plain.pbm", ["-compress", "none"]],
];
const JPEGS: readonly (readonly [string, readonly string[]])[] = [
  ["rgb.jpg", ["-quality", "92"]],
  ["full.jpg", ["-quality", "92", "-sampling-factor", "4:4:4"]],
  ["progressive.jpg", ["-quality", "92", "-interlace", "JPEG"]],
  ["grey.jpg", ["-quality", "92", "-colorspace", "gray"]],
];
/** By ffmpeg, as PNG. */
const OTHERS = ["rgb.bmp", "rgb.tiff", "rgb.webp", "alpha.webp"];

/** What ImageMagick sees in it, upright and on white. */
function judged(path: string): Buffer {
  return run("convert", path, "-auto-orient", "-background", "white", "-alpha", "remove", "-depth", "8", "rgb:-");
}

function make(name: string, how: readonly string[]): string {
  run("convert", ...PLASMA, ...how, file(name));
  return file(name);
}

function worst(got: Uint8Array, wanted: Uint8Array): number {
  expect(got.length).toBe(wanted.length);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
}

describe.skipIf(!requireTools("convert"))("a picture file, beside ImageMagick", () => {
  it.each(PNGS)("%s", async (name, how) => {
    const path = make(name, how);
    const { width, height, pixels } = await readPicture(path);
    expect([width, height]).toEqual([61, 43]);
    // Where shades are rounded, one may be off by one.
    expect(worst(pixels, judged(path))).toBeLessThanOrEqual(/16|alpha/.test(name) ? 1 : 0);
  });

  it.each(PNMS)("%s", async (name, how) => {
    const path = make(name, how);
    const { width, height, pixels } = await readPicture(path);
    expect([width, height]).toEqual([61, 43]);
    expect(worst(pixels, judged(path))).toBeLessThanOrEqual(name.includes("16") ? 1 : 0);
  });

  it.each(JPEGS)("%s", async (name, how) => {
    const path = make(name, how);
    const { width, height, pixels } = await readPicture(path);
    expect([width, height]).toEqual([61, 43]);
    const wanted = judged(path);
    // Colours that are stored for two pixels at a time are spread over both in different ways.
    const mean = pixels.reduce((sum, value, i) => sum + Math.abs(value - wanted[i]!), 0) / pixels.length;
    expect(mean).toBeLessThan(2);
    if (name !== "rgb.jpg" && name !== "progressive.jpg") expect(worst(pixels, wanted)).toBeLessThan(8);
  });

  it("a JPEG of a camera that was turned, each of the eight ways", async () => {
    const gradient = ["-size", "48x32", "gradient:red-blue", "-fill", "white", "-draw", "rectangle 0,0 15,7"];
    for (let orientation = 1; orientation <= 8; orientation++) {
      const path = file(`turned-${orientation}.jpg`);
      run("convert", ...gradient, "-quality", "95", "-sampling-factor", "4:4:4", path);
      withOrientation(path, orientation);
      const { width, height, pixels } = await readPicture(path);
      expect([orientation, width, height]).toEqual([orientation, ...(orientation < 5 ? [48, 32] : [32, 48])]);
      expect(worst(pixels, judged(path))).toBeLessThan(8);
    }
  });

  it.skipIf(!requireTools("ffmpeg")).each(OTHERS)("%s, by ffmpeg", async (name) => {
    const alpha = name.startsWith("alpha") ? ["-alpha", "set", "-channel", "A", "-fx", "i/w"] : [];
    const path = make(name, [
      "-depth",
      "8",
      ...alpha,
      ...(name.endsWith("webp") ? ["-define", "webp:lossless=true"] : []),
    ]);
    const { width, height, pixels } = await readPicture(path);
    expect([width, height]).toEqual([61, 43]);
    expect(worst(pixels, judged(path))).toBeLessThanOrEqual(alpha.length > 0 ? 1 : 0);
  });

  it("is known by what is in it, not by its name", async () => {
    const path = file("in-truth-a.png");
    writeFileSync(path, readFileSync(make("in-truth-a.jpg", [])));
    expect(await readPicture(path)).toMatchObject({ width: 61, height: 43 });
  });

  it.each([
    "%03d.png",
    "-i.png",
    "concat:a|b.png",
    "file:x.png",
    "ä ö 'ü' $(id).png",
    "new\nline.bmp",
    "%03d.bmp",
    "-y.bmp",
  ])("may have the name %j", async (name) => {
    const path = file(name);
    writeFileSync(path, readFileSync(make(`plain${name.slice(-4)}`, ["-depth", "8"])));
    expect(worst((await readPicture(path)).pixels, judged(file(`plain${name.slice(-4)}`)))).toBe(0);
  });

  it("is a source: the picture once, then nothing changes", async () => {
    const path = make("source.png", ["-depth", "8"]);
    const { source, chosen } = await openSource(path, SOURCE_DEFAULTS);
    expect([chosen, source.width, source.height]).toEqual(["picture", 61, 43]);
    expect((await source.next())!.changed).toBeNull();
    for (let n = 0; n < 3; n++) expect((await source.next())!.changed).toEqual([]);
    await source.close();
    expect(await source.next()).toBeNull();
    const size = { width: 122, height: 100 };
    const scaled = (await openSource(path, { ...SOURCE_DEFAULTS, size })).source;
    expect(await scaled.next()).toMatchObject(size);
  });
});

/** A JPEG with an Exif segment behind its first marker, as cameras write it. */
function withOrientation(path: string, orientation: number): void {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010000000000000000", "hex");
  tiff.writeUInt16BE(orientation, 18);
  const data = Buffer.concat([Buffer.from("Exif\0\0"), tiff]);
  const header = Buffer.from([0xff, 0xe1, 0, data.length + 2]);
  const jpeg = readFileSync(path);
  writeFileSync(path, Buffer.concat([jpeg.subarray(0, 2), header, data, jpeg.subarray(2)]));
}

function png(
  width: number,
  height: number,
  { colour = 2, depth = 8, interlace = 0, data = Buffer.alloc(0) } = {},
): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set([depth, colour, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    ...[chunk("IHDR", ihdr), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))],
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** A frame header of a JPEG, and nothing behind it. */
const jpegOf = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from("ffd8ffc0001108", "hex"),
    Buffer.from([height >> 8, height & 255, width >> 8, width & 255]),
    Buffer.from("03012200021101031101ffd9", "hex"),
  ]);

async function failure(name: string, bytes: Buffer): Promise<SourceError> {
  writeFileSync(file(name), bytes);
  const error: unknown = await readPicture(file(name)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  expect((error as SourceError).message).toContain(`Can't read the picture ${file(name)}: `);
  return error as SourceError;
}

describe("a picture that can't be read", () => {
  it.each([
    ["huge.png", png(60_000, 60_000), "60000x60000: pictures of more than 67 megapixels"],
    ["huge.jpg", jpegOf(60_000, 60_000), "60000x60000: pictures of more than 67 megapixels"],
    ["huge.ppm", Buffer.from("P6 60000 60000 255\n"), "60000x60000: pictures of more than 67 megapixels"],
    ["wide.ppm", Buffer.from("P6 4294967297 1 255\n"), "more than 67 megapixels"],
    ["endless.ppm", Buffer.from(`P6 ${"9".repeat(400)} 1 255\n`), "a number in it is too large"],
    ["flat.png", png(0, 5), "0x5: it has no pixels"],
    ["flat.jpg", jpegOf(5, 0), "5x0: it has no pixels"],
    ["flat.ppm", Buffer.from("P6 0 0 255\n"), "0x0: it has no pixels"],
    ["words.png", Buffer.from("not a picture at all"), "it is of no kind that is known here"],
    ["empty.png", Buffer.alloc(0), "it is empty"],
    ["short.png", Buffer.from("89504e470d0a1a0a", "hex"), "its header is missing"],
    ["depth.png", png(1, 1, { depth: 3 }), "its header is damaged"],
    ["colour.png", png(1, 1, { colour: 5 }), "its header is damaged"],
    ["pixels.png", png(4, 4, { data: deflateSync(Buffer.alloc(3)) }), "49 of the 52 bytes of its pixels are missing"],
    ["passes.png", png(4, 4, { interlace: 1, data: deflateSync(Buffer.alloc(54)) }), "1 of the 55 bytes"],
    ["black.ppm", Buffer.from("P6 1 1 0\nabc"), "its brightest value is 0"],
    ["deep.ppm", Buffer.from("P6 1 1 65536\nabc"), "its brightest value is 65536"],
    ["bright.ppm", Buffer.from("P5 1 1 100\n\xff", "latin1"), "the value 255, brighter than its brightest, 100"],
    ["cut.ppm", Buffer.from("P6 2 2 255\nabc"), "its last 9 bytes are missing"],
    ["cut16.pgm", Buffer.from("P5 2 2 256\nabc"), "its last 5 bytes are missing"],
    ["cut.pbm", Buffer.from("P4 9 2\nabc"), "its last 1 bytes are missing"],
    ["words.ppm", Buffer.from("P3 1 1 255 # one pixel\n1 two 3"), "where a number should be, at offset 25"],
    ["cut-plain.ppm", Buffer.from("P3 1 1 255\n1 2"), "its end is missing"],
  ])("%s", async (name, bytes, words) => {
    expect((await failure(name, bytes)).message).toContain(words);
  });

  it("interlaced, with more pixels than its header says, is refused before they are unpacked", async () => {
    const bomb = deflateSync(Buffer.alloc(2 ** 28), { level: 1 });
    const before = process.memoryUsage().arrayBuffers;
    const error = await failure("bomb.png", png(8, 8, { interlace: 1, data: bomb }));
    expect(error.message).toContain("damaged, or more than its header says");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
    await failure("straight-bomb.png", png(8, 8, { data: bomb }));
  });

  it("names what can be read", async () => {
    expect((await failure("huge.png", png(60_000, 60_000))).remedy).toBe(
      "Files that can be read: PNG, JPEG, PPM; with ffmpeg WebP, BMP and TIFF, too.",
    );
  });

  it.skipIf(!requireTools("ffmpeg"))("by ffmpeg either, quotes it", async () => {
    expect((await failure("cut.webp", Buffer.from("RIFF    WEBPVP8 "))).message).toContain("ffmpeg can't read it: ");
    expect((await failure("huge.bmp", hugeBmp())).message).toContain("ffmpeg can't read it: ");
  });

  it("because ffmpeg is missing says that", async () => {
    const { PATH } = process.env;
    process.env["PATH"] = "/nowhere";
    writeFileSync(file("some.webp"), "RIFF    WEBPVP8 ");
    await expect(readPicture(file("some.webp")))
      .rejects.toMatchObject({ message: "The program ffmpeg is not installed, or not on PATH." })
      .finally(() => (process.env["PATH"] = PATH));
  });

  it.each([
    ["no-such.png", "ENOENT"],
    ["folder.png", "it is not a file"],
  ])("%s", async (name, words) => {
    mkdirSync(file("folder.png"), { recursive: true });
    const error = (await readPicture(file(name)).catch((reason: unknown) => reason)) as SourceError;
    expect([error.code, error.message]).toEqual(["SHARE_SOURCE_FAILED", expect.stringContaining(words)]);
  });

  it.skipIf(!requireTools("convert"))(
    "is never taken for whole when its end is missing, nor anything but an error",
    async () => {
      for (const [name, how] of [...PNGS, ...JPEGS.slice(0, 3), ...PNMS]) {
        const bytes = readFileSync(make(`whole-${name}`, how));
        const step = Math.max(1, Math.floor(bytes.length / 30));
        const plain = name.startsWith("plain");
        for (let end = 0; end < bytes.length - 20; end += step) {
          const error = await failureOf(`cut-${name}`, bytes.subarray(0, end));
          if (error === null && !plain)
            throw new Error(`${name}, cut off at ${end} of ${bytes.length}, was taken for whole`);
          if (error !== null) expect(error).toBeInstanceOf(SourceError);
        }
      }
    },
  );

  it.skipIf(!requireTools("convert"))("with any byte changed is a picture or an error", async () => {
    for (const [name, how] of [PNGS[2]!, PNGS[9]!, JPEGS[0]!, JPEGS[2]!, PNMS[0]!, PNMS[2]!]) {
      const bytes = readFileSync(make(`whole-${name}`, how));
      for (let n = 0; n < 80; n++) {
        const changed = Buffer.from(bytes);
        const at = n < 40 ? n : Math.floor((n / 80) * bytes.length);
        changed[at] = changed[at]! ^ (1 + ((n * 37) % 255));
        const error = await failureOf(`changed-${name}`, changed);
        if (error !== null) expect(error).toBeInstanceOf(SourceError);
      }
    }
  });
});

async function failureOf(name: string, bytes: Buffer): Promise<unknown> {
  writeFileSync(file(name), bytes);
  return readPicture(file(name)).then(
    ({ width, height, pixels }) => {
      expect(pixels.length).toBe(width * height * 3);
      return null;
    },
    (error: unknown) => error,
  );
}

function hugeBmp(): Buffer {
  const header = Buffer.alloc(54);
  header.write("BM");
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(60_000, 18);
  header.writeInt32LE(60_000, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return header;
}
