/** Video files: every frame as it was recorded, at its own speed, over and over. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { FfmpegProcess } from "../../../src/share/source/ffmpeg-process/process.ts";
import { findFfmpeg } from "../../../src/share/source/ffmpeg-process/program.ts";
import { openSource } from "../../../src/share/source/open.ts";
import { SOURCE_DEFAULTS, type SourceFrame } from "../../../src/share/source/types.ts";
import { videoArguments, VideoSource } from "../../../src/share/source/video/source.ts";
import { looksLikeText } from "../../../src/share/source/video/text.ts";
import { requireTools } from "../../support/tools.ts";
import { isAlive, run, testFolder } from "./programs.ts";

const folder = testFolder();
const file = (name: string): string => join(folder, name);
const SIZE = { width: 33, height: 17 };
const FRAMES = 12;
const RATE = 10;
const BYTES = SIZE.width * SIZE.height * 3;
/** A lossless recording, and its pixels. */
const movie = file("movie.mkv");
let recorded: Buffer = Buffer.alloc(0);

/** A clock that goes when it is told to. */
class Clock {
  ms = 5000;
  readonly now = (): number => this.ms;
}

const processes: FfmpegProcess[] = [];
async function play(path: string, clock: Clock, fps = RATE): Promise<VideoSource> {
  const ffmpeg = await findFfmpeg();
  const start = (again: boolean): FfmpegProcess => {
    const running = new FfmpegProcess(videoArguments(path, again, { ...SOURCE_DEFAULTS, fps }, ffmpeg));
    processes.push(running);
    return running;
  };
  return VideoSource.open(path, start, fps, clock.now);
}

/** Which frame of the recording it is; -1 for none of them. */
function numberOf(frame: SourceFrame | null): number {
  for (let n = 0; n < FRAMES; n++) {
    if (recorded.subarray(n * BYTES, (n + 1) * BYTES).equals(frame!.pixels)) return n;
  }
  return -1;
}

describe.skipIf(!requireTools("ffmpeg"))("a video file", () => {
  beforeAll(() => {
    const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"];
    const colours = "geq=r='X*7+N*20':g='Y*9+N':b='N*11'"; // no two frames are alike
    const test = `nullsrc=size=${SIZE.width}x${SIZE.height}:rate=${RATE},format=rgb24,${colours}`;
    recorded = run(
      "ffmpeg",
      "-loglevel",
      "error",
      "-f",
      "lavfi",
      "-i",
      test,
      "-frames:v",
      String(FRAMES),
      ...raw,
      "pipe:1",
    );
    writeFileSync(file("movie.raw"), recorded);
    const size = ["-video_size", `${SIZE.width}x${SIZE.height}`, "-framerate", String(RATE)];
    run(
      "ffmpeg",
      "-loglevel",
      "error",
      ...raw,
      ...size,
      "-i",
      file("movie.raw"),
      "-c:v",
      "ffv1",
      "-pix_fmt",
      "bgr0",
      movie,
    );
  });

  it("is shown frame by frame, pixel for pixel, over and over", async () => {
    const clock = new Clock();
    const source = await play(movie, clock);
    expect([source.width, source.height]).toEqual([SIZE.width, SIZE.height]);
    for (let n = 0; n < 3 * FRAMES + 2; n++) {
      const frame = await source.next();
      expect([n, numberOf(frame), frame!.changed]).toEqual([n, n % FRAMES, null]);
      clock.ms += 1000 / RATE;
    }
    await source.close();
  });

  it("goes on by the clock: who asks late misses frames, who asks early gets the same one", async () => {
    const clock = new Clock();
    const source = await play(movie, clock);
    const asked: [number, number, boolean][] = [];
    for (const pause of [0, 20, 100, 300, 10, 400]) {
      clock.ms += pause;
      const frame = await source.next();
      asked.push([pause, numberOf(frame), frame!.changed === null]);
    }
    expect(asked).toEqual([
      [0, 0, true],
      [20, 0, false],
      [100, 1, true],
      [300, 4, true],
      [10, 4, false],
      [400, 8, true],
    ]);
    await source.close();
  });

  it("waits while nobody looks", async () => {
    const clock = new Clock();
    const source = await play(movie, clock);
    await source.next();
    clock.ms += 100;
    expect(numberOf(await source.next())).toBe(1);
    clock.ms += 3_600_000;
    expect(numberOf(await source.next())).toBe(2);
    clock.ms += 100;
    expect(numberOf(await source.next())).toBe(3);
    await source.close();
  });

  it("has frames of its rate made into those that are asked for", async () => {
    const clock = new Clock();
    const source = await play(movie, clock, 2 * RATE);
    const numbers: number[] = [];
    for (let n = 0; n < 8; n++) {
      numbers.push(numberOf(await source.next()));
      clock.ms += 1000 / (2 * RATE);
    }
    expect(numbers).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    await source.close();
  });

  it("is scaled by ffmpeg, and cut", async () => {
    const small = (await openSource(movie, { ...SOURCE_DEFAULTS, size: { width: 16, height: 16 } })).source;
    expect(await small.next()).toMatchObject({ width: 16, height: 16 });
    await small.close();
    const region = { x: 3, y: 5, width: 7, height: 2 };
    const { source, chosen } = await openSource(movie, { ...SOURCE_DEFAULTS, region });
    const { pixels } = (await source.next())!;
    const row = (y: number): Buffer => recorded.subarray((y * SIZE.width + 3) * 3, (y * SIZE.width + 10) * 3);
    expect([chosen, Buffer.concat([row(5), row(6)]).equals(pixels)]).toEqual(["video", true]);
    await source.close();
  });

  it.each(["-i.mkv", "concat:a|b.mkv", "http:x.mkv", "%03d.mkv", "ä ö 'ü' \"$(id)\".mkv", "new\nline.mkv", "-"])(
    "may have the name %j",
    async (name) => {
      copyFileSync(movie, file(name));
      const { source } = await openSource(file(name), SOURCE_DEFAULTS);
      expect(numberOf(await source.next())).toBe(0);
      await source.close();
    },
  );

  it("with one frame only is a still, and nothing runs any more", async () => {
    run("ffmpeg", "-loglevel", "error", "-y", "-i", movie, "-frames:v", "1", "-c:v", "copy", file("one.mkv"));
    const clock = new Clock();
    const source = await play(file("one.mkv"), clock);
    const running = processes.at(-1)!;
    const changed: unknown[] = [];
    for (let n = 0; n < 5; n++) {
      const frame = await source.next();
      expect(numberOf(frame)).toBe(0);
      changed.push(frame!.changed);
      clock.ms += 100;
    }
    expect([changed[0], changed.at(-1), isAlive(running.pid!)]).toEqual([null, [], false]);
    expect(processes.at(-1)).toBe(running);
    await source.close();
  });

  it("is gone when closed, in the middle of a frame, too; nothing is left running", async () => {
    const source = await play(movie, new Clock());
    await source.next();
    await source.close();
    await source.close();
    expect(await source.next()).toBeNull();
    expect(processes.filter(({ pid }) => isAlive(pid!))).toEqual([]);
  });

  it("whose ffmpeg is killed is an error, not a wait for ever", async () => {
    run(
      "ffmpeg",
      "-loglevel",
      "error",
      "-f",
      "lavfi",
      "-i",
      "testsrc=size=640x480",
      "-t",
      "8",
      "-c:v",
      "mpeg4",
      file("long.mp4"),
    );
    const clock = new Clock();
    const source = await play(file("long.mp4"), clock, 25);
    process.kill(processes.at(-1)!.pid!, "SIGKILL");
    const all = async (): Promise<never> => {
      for (;;) {
        await source.next();
        clock.ms += 40;
      }
    };
    await expect(all()).rejects.toThrow("SIGKILL");
  });

  it("with its end missing is shown as far as it goes, or is an error", async () => {
    const bytes = readFileSync(movie);
    for (let cut = 1; cut < 8; cut++) {
      const end = Math.floor((bytes.length * cut) / 8);
      writeFileSync(file("cut.mkv"), bytes.subarray(0, end));
      const clock = new Clock();
      const source = await play(file("cut.mkv"), clock).catch((error: unknown) => error);
      if (!(source instanceof VideoSource)) {
        expect(source).toBeInstanceOf(SourceError);
        continue;
      }
      for (let n = 0; n < FRAMES; n++) {
        expect(await source.next()).toMatchObject(SIZE);
        clock.ms += 100;
      }
      await source.close();
    }
  });

  it.each([
    ["empty.mkv", "", "is empty"],
    ["words.txt", "Ask not what ffmpeg makes of this.", "is text, no video"],
    ["list.m3u8", "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", "is text, no video"],
    ["noise.mp4", "\0\x01\x02\xff noise", "Invalid data"],
    ["sound.wav", null, "matches no streams"],
  ])("that is none: %s", async (name, text, words) => {
    if (text !== null) writeFileSync(file(name), text, "latin1");
    else run("ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "sine=duration=1", file(name));
    const opening = openSource(file(name), SOURCE_DEFAULTS);
    await expect(opening).rejects.toThrow(SourceError);
    await expect(opening).rejects.toThrow(words);
  });

  it("that can't be found, or is a folder, is an error", async () => {
    mkdirSync(file("folder.mkv"), { recursive: true });
    await expect(openSource("video", { ...SOURCE_DEFAULTS, path: file("nothing") })).rejects.toThrow("ENOENT");
    await expect(openSource("video", { ...SOURCE_DEFAULTS, path: file("folder.mkv") })).rejects.toThrow(
      "is not a file",
    );
    await expect(openSource("video", SOURCE_DEFAULTS)).rejects.toMatchObject({ code: "SHARE_BAD_OPTION" });
  });
});

describe("text", () => {
  it.each([
    ["words", true],
    ["Wörter\r\n\tund ein abgeschnittenes \xc3", true],
    ["YUV4MPEG2 W2 H2\nFRAME\nabcdef", false],
    ["\x1aE\xdf\xa3", false],
    ["RIFF\0\0", false],
    ["latin \xe4 \xf6", false],
  ])("%j: %s", (head, text) => {
    const encoding = head.startsWith("Wö") ? "utf8" : "latin1";
    expect(looksLikeText(Buffer.from(head, encoding))).toBe(text);
  });
});
