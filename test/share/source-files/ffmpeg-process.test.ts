/** A real ffmpeg: its newest frame, its death, its end, its absence. */
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { ffmpegFailure } from "../../../src/share/source/ffmpeg-process/failure.ts";
import { LiveFrames } from "../../../src/share/source/ffmpeg-process/live-frames.ts";
import { outputArguments, type OutputOptions } from "../../../src/share/source/ffmpeg-process/output.ts";
import { FfmpegProcess, type FrameProcess } from "../../../src/share/source/ffmpeg-process/process.ts";
import {
  describe as describeFfmpeg,
  ffmpegObstacle,
  findFfmpeg,
} from "../../../src/share/source/ffmpeg-process/program.ts";
import { until } from "../peers.ts";
import { requireTools } from "../../support/tools.ts";
import { isAlive, isRunning } from "./programs.ts";

const OPTIONS = {
  name: "test",
  failure: (process: FrameProcess, ending: Parameters<typeof ffmpegFailure>[2]) =>
    ffmpegFailure("No frames", process, ending, [{ words: /fire/i, remedy: "Water." }], "Look."),
};
const OUTPUT: OutputOptions = { size: null, fps: null };

/** Frames in real time, all pixels of each with the frame's number. */
const COUNTER = (rate: number, seconds: number): string[] => {
  const graph = `color=black:size=64x48:rate=${rate}:duration=${seconds},format=gray,geq=lum='mod(N,256)',realtime`;
  return ["-f", "lavfi", "-i", graph];
};

describe.skipIf(!requireTools("ffmpeg"))("ffmpeg", () => {
  const started: FfmpegProcess[] = [];
  const start = async (input: readonly string[], output = OUTPUT): Promise<FfmpegProcess> => {
    const running = new FfmpegProcess([...input, ...outputArguments(await findFfmpeg(), output)]);
    started.push(running);
    return running;
  };
  afterEach(async () => {
    await Promise.all(started.splice(0).map((running) => running.close()));
  });

  it("gives the newest frame after a pause, and it is whole", async () => {
    const running = await start(COUNTER(50, 20));
    const source = await LiveFrames.open(running, OPTIONS);
    for (const [given, pause] of [0, 300, 0, 500, 100].entries()) {
      await sleep(pause);
      const { pixels } = (await source.next())!;
      expect(new Set(pixels).size).toBe(1);
      // All that were read before it were given or dropped: none waits.
      expect(pixels[0]).toBe((given + source.dropped) % 256);
    }
    expect(source.dropped).toBeGreaterThan(0);
    await source.close();
  });

  it("is gone when the source is closed, even when nobody reads", async () => {
    const running = await start(["-f", "lavfi", "-i", "testsrc=size=640x480:rate=1000"]);
    const source = await LiveFrames.open(running, OPTIONS);
    expect(isAlive(running.pid!)).toBe(true);
    running.stdout.pause();
    await sleep(200);
    await source.close();
    expect(isAlive(running.pid!)).toBe(false);
    await source.close();
  });

  it("is ended by force when it doesn't listen", async () => {
    const running = await start(["-f", "lavfi", "-i", "testsrc=size=64x48,realtime"]);
    await LiveFrames.open(running, OPTIONS);
    process.kill(running.pid!, "SIGSTOP"); // it hears no SIGTERM
    await running.close();
    expect(isAlive(running.pid!)).toBe(false);
    expect(await running.ended).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("that dies while frames are taken is an error, and no wait for ever", async () => {
    const running = await start(COUNTER(50, 20));
    const source = await LiveFrames.open(running, OPTIONS);
    process.kill(running.pid!, "SIGKILL");
    const all = async (): Promise<void> => {
      while ((await source.next()) !== null);
    };
    await expect(all()).rejects.toThrow("No frames: ffmpeg ended without a word (SIGKILL).");
  });

  it("that comes to an end of its own has failed: the last frame is given, then the error", async () => {
    const source = await LiveFrames.open(await start(COUNTER(50, 0.2)), OPTIONS);
    let last = -1;
    const all = async (): Promise<void> => {
      for (let frame = await source.next(); frame !== null; frame = await source.next()) last = frame.pixels[0]!;
    };
    await expect(all()).rejects.toThrow("No frames: ffmpeg ended without a word (exit code 0).");
    expect(last).toBe(9);
  });

  it("is quoted when it can't begin", async () => {
    const open = async (...input: string[]): Promise<unknown> => LiveFrames.open(await start(input), OPTIONS);
    const error = await open("-i", "file:/no/such/camera").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toBe(
      "No frames: ffmpeg says: file:/no/such/camera: No such file or directory.",
    );
    expect((error as SourceError).remedy).toBe("Look.");
    await expect(open("-i", "file:/fire")).rejects.toMatchObject({ remedy: "Water." });
    await expect(open("-f", "nonsense", "-i", "x")).rejects.toThrow("Unknown input format: 'nonsense'");
  });

  it("scales as asked, with black beside another shape", async () => {
    const red = ["-f", "lavfi", "-i", "color=red:size=100x100:rate=25,format=rgb24"];
    const source = await LiveFrames.open(await start(red, { ...OUTPUT, size: { width: 40, height: 20 } }), OPTIONS);
    const { pixels } = (await source.next())!;
    const at = (x: number, y: number): number[] => [...pixels.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3)];
    expect([source.width, source.height, at(0, 10), at(39, 10), at(9, 10), at(30, 0)]).toEqual([
      40,
      20,
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    for (const x of [10, 20, 29]) expect(at(x, 10)[0]).toBeGreaterThan(250);
  });

  it("makes frames of any size, as small as one pixel", async () => {
    for (const size of ["1x1", "3x5", "17x1", "1366x768"]) {
      const input = ["-f", "lavfi", "-i", `color=white:size=${size}:rate=25,format=rgb24`];
      const source = await LiveFrames.open(await start(input), OPTIONS);
      const { pixels } = (await source.next())!;
      expect([`${source.width}x${source.height}`, pixels.every((value) => value === 255)]).toEqual([size, true]);
      await source.close();
    }
  });

  it("does not outlive a sharer that is killed", async () => {
    const script = `
      import { FfmpegProcess } from ${JSON.stringify(new URL("../../../src/share/source/ffmpeg-process/process.ts", import.meta.url).href)};
      const f = new FfmpegProcess(["-f", "lavfi", "-i", "testsrc,realtime", "-f", "image2pipe", "-c:v", "ppm", "pipe:1"]);
      f.stdout.once("data", () => { console.log(f.pid); process.kill(process.pid, WAY); });`;
    for (const way of ["SIGKILL", "SIGTERM"]) {
      const args = ["--import", "tsx", "--input-type=module", "-e", script.replace("WAY", `"${way}"`)];
      const pid = Number(spawnSync(process.execPath, args).stdout.toString());
      expect(pid).toBeGreaterThan(1);
      await until(() => !isRunning(pid), `ffmpeg ends after ${way}`);
    }
  });
});

describe("without ffmpeg", () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env["PATH"] = PATH;
  });

  it.each([
    ["linux", "apt install ffmpeg"],
    ["darwin", "brew install ffmpeg"],
    ["win32", "winget install"],
    ["freebsd", "ffmpeg.org"],
  ] as const)("the error on %s says how to install it", async (platform, words) => {
    process.env["PATH"] = "/nowhere";
    const error = await findFfmpeg(platform).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ message: "The program ffmpeg is not installed, or not on PATH." });
    expect((error as SourceError).remedy).toContain(words);
    expect((await ffmpegObstacle(platform))?.remedy).toContain(words);
  });
});

describe("versions of ffmpeg", () => {
  const OLD = ["-vsync", "passthrough"];
  const NEW = ["-fps_mode", "passthrough"];
  it.each([
    ["ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021 the FFmpeg developers", OLD],
    ["ffmpeg version n5.0.1 Copyright", OLD],
    ["ffmpeg version 5.1.9-0+deb12u1 Copyright", NEW],
    ["ffmpeg version 7.1 Copyright", NEW],
    ["ffmpeg version N-112233-gabcdef Copyright", NEW],
    ["ffmpeg version 2024-05-01-git-abcdef-full_build-www.gyan.dev Copyright", NEW],
    ["something else", NEW],
  ])("%s", (banner, passthrough) => {
    expect(describeFfmpeg(banner).passthrough).toEqual(passthrough);
  });
});
