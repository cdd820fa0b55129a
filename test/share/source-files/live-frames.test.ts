/** Of frames that come whether or not they are asked for, the newest whole one is given. */
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { LiveFrames } from "../../../src/share/source/ffmpeg-process/live-frames.ts";
import type { Ending, FrameProcess } from "../../../src/share/source/ffmpeg-process/process.ts";

const frame = (fill: number, width = 4, height = 2): Buffer =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(width * height * 3, fill)]);

/** Stands for ffmpeg: the test writes what it writes. */
class Pipe implements FrameProcess {
  readonly stdout = new PassThrough();
  closed = 0;
  #end: (ending: Ending) => void = () => undefined;
  readonly ended = new Promise<Ending>((resolve) => (this.#end = resolve));

  async write(...pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) this.stdout.write(piece);
    await turn();
  }

  async end(code: number): Promise<void> {
    this.stdout.end();
    await turn();
    this.#end({ code, signal: null });
    await turn();
  }

  lastWords(): string {
    return "the camera is on fire";
  }

  close(): Promise<void> {
    this.closed++;
    this.#end({ code: null, signal: "SIGTERM" });
    return Promise.resolve();
  }
}

const OPTIONS = {
  name: "camera",
  failure: (pipe: FrameProcess, ending: Ending | null) =>
    new SourceError(`${pipe.lastWords()} (${ending?.code ?? "no frame"})`, "Run."),
};

async function opened(): Promise<{ pipe: Pipe; source: LiveFrames }> {
  const pipe = new Pipe();
  await pipe.write(frame(1));
  return { pipe, source: await LiveFrames.open(pipe, OPTIONS) };
}

describe("LiveFrames", () => {
  it("tells the size of the first frame, and gives it", async () => {
    const { source } = await opened();
    // Fields of its own, for whoever takes them over to another object.
    expect(Object.entries(source)).toEqual(
      expect.arrayContaining([
        ["width", 4],
        ["height", 2],
        ["name", "camera"],
      ]),
    );
    expect(await source.next()).toMatchObject({ width: 4, height: 2, changed: null, pixels: Buffer.alloc(24, 1) });
  });

  it("gives the newest whole frame, and drops those before it", async () => {
    const { pipe, source } = await opened();
    await pipe.write(frame(2), frame(3), frame(4), frame(5).subarray(0, 20));
    expect((await source.next())!.pixels).toEqual(Buffer.alloc(24, 4));
    expect(source.dropped).toBe(3);
    await pipe.write(frame(5).subarray(20));
    expect((await source.next())!.pixels).toEqual(Buffer.alloc(24, 5));
  });

  it("leaves the frame alone that was given, until the next one is asked for", async () => {
    const { pipe, source } = await opened();
    for (let fill = 2; fill < 200; fill += 10) {
      const given = await source.next();
      const before = Buffer.from(given!.pixels);
      for (let n = 0; n < 10; n++) await pipe.write(frame(fill + n));
      expect(given!.pixels).toEqual(before);
    }
  });

  it("takes three frames' memory and no more", async () => {
    const { pipe, source } = await opened();
    const memory = new Set<ArrayBufferLike>();
    for (let n = 0; n < 50; n++) {
      await pipe.write(...Array.from({ length: n % 4 }, () => frame(n)), frame(n));
      memory.add((await source.next())!.pixels.buffer);
    }
    expect(memory.size).toBeLessThanOrEqual(3);
  });

  it("says that nothing changed when no newer one comes", async () => {
    const { source } = await opened();
    await source.next();
    expect(await source.next()).toMatchObject({ changed: [], pixels: Buffer.alloc(24, 1) });
  });

  it("waits a little for a newer one", async () => {
    const { pipe, source } = await opened();
    await source.next();
    const next = source.next();
    await pipe.write(frame(9));
    expect(await next).toMatchObject({ changed: null, pixels: Buffer.alloc(24, 9) });
  });

  it("gives the last frame, then the error, when the program dies", async () => {
    const { pipe, source } = await opened();
    await pipe.write(frame(2));
    await pipe.end(1);
    expect((await source.next())!.pixels).toEqual(Buffer.alloc(24, 2));
    await expect(source.next()).rejects.toThrow("the camera is on fire (1)");
    await expect(source.next()).rejects.toThrow(SourceError);
  });

  it.each([0, 1, 255])("takes it for an error when the program ends, with exit code %i", async (code) => {
    const { pipe, source } = await opened();
    await pipe.end(code);
    expect(await source.next()).not.toBeNull();
    await expect(source.next()).rejects.toThrow(`the camera is on fire (${code})`);
  });

  it("an error wakes who waits for a frame", async () => {
    const { pipe, source } = await opened();
    await source.next();
    const next = source.next();
    await Promise.all([expect(next).rejects.toThrow(SourceError), pipe.end(1)]);
  });

  it("stops reading what is no frame", async () => {
    const { pipe, source } = await opened();
    await pipe.write(Buffer.from("no frame at all, but words and words"));
    await source.next();
    await expect(source.next()).rejects.toThrow(/camera went wrong: .*where a frame should begin/);
    expect(pipe.closed).toBe(1);
  });

  it("can't be opened when there is no first frame", async () => {
    const dead = new Pipe();
    await Promise.all([expect(LiveFrames.open(dead, OPTIONS)).rejects.toThrow("on fire (1)"), dead.end(1)]);
    const silent = new Pipe();
    const opening = LiveFrames.open(silent, { ...OPTIONS, startPatience: 10 });
    await expect(opening).rejects.toThrow("on fire (no frame)");
    expect(silent.closed).toBe(1);
  });

  it("gives none after it was closed, not even to who waits", async () => {
    const { pipe, source } = await opened();
    await source.next();
    const next = source.next();
    await source.close();
    expect([await next, await source.next(), pipe.closed]).toEqual([null, null, 1]);
  });

  it("tells a new size with the frame that has it", async () => {
    const { pipe, source } = await opened();
    await source.next();
    await pipe.write(frame(7, 2, 5));
    expect(await source.next()).toMatchObject({ width: 2, height: 5, pixels: Buffer.alloc(30, 7) });
  });
});
