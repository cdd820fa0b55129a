/** Files that are shared: `sharelab share` on one side, the Python viewer on the other, and the pixels of the files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { requireTools } from "../../support/tools.ts";
import { pythonViewer, sha256 } from "../peers.ts";
import { run, testFolder } from "./programs.ts";
import { Program, SHARE } from "./share-program.ts";

const folder = testFolder();
const SIZE = { width: 40, height: 30 };
const BYTES = SIZE.width * SIZE.height * 3;
const header = Buffer.from(`P6\n${SIZE.width} ${SIZE.height}\n255\n`);
const pictures = Array.from({ length: 4 }, (_, n) =>
  Buffer.from(Array.from({ length: BYTES }, (_, i) => (i * (n + 3)) & 255)),
);
const hashes = pictures.map(sha256);

/** Shares it at 40 x 30. @returns hashes of the frames that the viewer got, and what the sharer said */
async function shared(source: string, frames: number): Promise<{ got: string[]; said: string }> {
  const sharer = new Program(...SHARE, "--source", source);
  const viewer = await pythonViewer(await sharer.port(), ["--size", "40x30", "--frames", String(frames)]);
  sharer.child.kill("SIGINT");
  expect([viewer.code, await sharer.code]).toEqual([0, 130]);
  return { got: viewer.frames.map((frame) => frame.sha256), said: sharer.stderr };
}

describe.skipIf(!requireTools("python3"))("sharing", () => {
  const path = (name: string): string => join(folder, name);
  beforeAll(() => {
    mkdirSync(path("frames"));
    for (const [n, pixels] of pictures.entries()) {
      writeFileSync(path(`frames/frame_${n * 4}.ppm`), Buffer.concat([header, pixels]));
    }
    writeFileSync(path("frames/frame_2.png"), "broken");
  });

  it("a picture: it is sent, and sent again", async () => {
    const { got, said } = await shared(path("frames/frame_4.ppm"), 3);
    expect(got).toEqual([hashes[1], hashes[1], hashes[1]]);
    expect(said).toContain("--size 40x30\n");
  });

  it("a folder: its pictures, without the broken one, of which it tells", async () => {
    const { got, said } = await shared(path("frames"), 12);
    expect(got[0]).toBe(hashes[0]);
    expect(got.filter((hash) => !hashes.includes(hash))).toEqual([]);
    expect(new Set(got).size).toBeGreaterThan(1);
    expect(said.match(/frame_2\.png: .* It is left out\./g)).toHaveLength(1);
  });

  it.skipIf(!requireTools("ffmpeg"))("a video: its frames", async () => {
    const input = ["-f", "image2", "-framerate", "30", "-start_number", "0", "-pattern_type", "glob"];
    const lossless = ["-c:v", "ffv1", "-pix_fmt", "bgr0"];
    run("ffmpeg", "-loglevel", "error", ...input, "-i", path("frames/*.ppm"), ...lossless, path("movie.mkv"));
    const { got } = await shared(path("movie.mkv"), 8);
    expect(got[0]).toBe(hashes[0]);
    expect(got.filter((hash) => !hashes.includes(hash))).toEqual([]);
  });

  it("without ffmpeg says how to install it, with the exit code of what is missing", async () => {
    const { PATH } = process.env;
    process.env["PATH"] = "/nowhere";
    const sharer = new Program(...SHARE, "--source", "webcam");
    process.env["PATH"] = PATH;
    expect(await sharer.code).toBe(4);
    expect(sharer.stderr).toMatch(
      /ffmpeg is not installed, or not on PATH\.\n {2}Install it: .*\[SHARE_SOURCE_UNAVAILABLE\]/,
    );
  });

  it("what is no picture fails, and says why", async () => {
    const sharer = new Program(...SHARE, "--source", path("frames/frame_2.png"));
    expect(await sharer.code).toBe(3);
    expect(sharer.stderr).toContain("it is of no kind that is known here.");
    expect(sharer.stderr).toContain("[SHARE_SOURCE_FAILED]");
  });
});
