/** `--video FILE`: the saved frames as a video, each shown for as long as it was in the session. */
import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { FrameReport, Report } from "../../../analyze/facts/report.ts";
import { ToolFailedError, ToolMissingError, LabOptionError } from "../../errors.ts";
import type { SavedFrame } from "./frames-index.ts";

/** Frames that were whole at the same moment, or before the one in front, are shown this long (seconds). */
const SHORTEST = 0.001;
/** The last frame, and one where the capture has no times. */
const USUAL = 0.1;
/** A pause of hours would make a video that nobody can play. */
const LONGEST = 600;

/** @throws ToolMissingError when ffmpeg can't be started */
export async function requireFfmpeg(): Promise<void> {
  const { code } = await ffmpeg(["-hide_banner", "-version"]);
  if (code !== 0) throw new ToolFailedError("ffmpeg -version failed.", "Install ffmpeg anew.");
}

/**
 * Makes the video of the first stream that has frames; those of another size than its first frame's are left out.
 *
 * @param folder where the frames were saved
 * @returns what was made, in words
 */
export async function writeVideo(
  path: string,
  folder: string,
  report: Report,
  written: readonly SavedFrame[],
): Promise<string> {
  const first = written.toSorted(byPlace)[0];
  if (first === undefined)
    throw new LabOptionError("The capture has no whole frame to make a video of.", "--frames lists why.");
  const own = written.filter((one) => one.stream === first.stream).sort(byPlace);
  const shown = own.filter((one) => one.size === first.size);
  const list = report.streams.find((one) => one.stream === first.stream)?.frames?.list ?? [];
  const durations = durationsOf(shown.map((one) => list[one.index]));
  const script = join(folder, ".video.ffconcat");
  await writeFile(script, concatScript(shown, durations));
  try {
    const { code, said } = await ffmpeg([
      ...["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "concat", "-safe", "0", "-i", script],
      // Every frame at its own time; an even width and height, as the usual pixel format wants.
      ...["-vsync", "vfr", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", resolve(path)],
    ]);
    if (code !== 0) {
      throw new ToolFailedError(
        `ffmpeg could not write ${path}: ${said.trim().split("\n").at(-1) ?? ""}`,
        "Choose another file name: its end says which kind of video, such as session.mp4.",
      );
    }
  } finally {
    await rm(script, { force: true });
  }
  const streams = new Set(written.map((one) => one.stream)).size;
  const left = [
    own.length > shown.length ? `${own.length - shown.length} frames of another size are left out` : "",
    streams > 1 ? `of stream ${first.stream} only: --stream chooses` : "",
  ].filter((text) => text !== "");
  return `${path}: ${shown.length} frames, ${durations.reduce((sum, one) => sum + one, 0).toFixed(3)} s${left.map((text) => `; ${text}`).join("")}`;
}

function byPlace(a: SavedFrame, b: SavedFrame): number {
  return a.stream - b.stream || a.index - b.index;
}

/** How long each frame stays, seconds: until the next one is whole. */
export function durationsOf(frames: readonly (FrameReport | undefined)[]): number[] {
  return frames.map((frame, index) => {
    const next = frames[index + 1];
    const [from, to] = [frame?.complete_time ?? null, next?.complete_time ?? null];
    if (from === null || to === null) return USUAL;
    return Math.min(LONGEST, Math.max(SHORTEST, difference(to, from)));
  });
}

/** b - a of decimal strings that have more digits than a double. */
function difference(b: string, a: string): number {
  const [wholeB = "0", fractionB = "0"] = b.split(".");
  const [wholeA = "0", fractionA = "0"] = a.split(".");
  return Number(wholeB) - Number(wholeA) + (Number(`0.${fractionB}`) - Number(`0.${fractionA}`));
}

/** Without `framerate` ffmpeg would round times to a 25th of a second; it takes options only with "-safe 0". File names are ours. */
function concatScript(shown: readonly SavedFrame[], durations: readonly number[]): string {
  const lines = shown.flatMap(({ file }, index) => [
    `file ${file}`,
    "option framerate 1000",
    `duration ${(durations[index] ?? USUAL).toFixed(6)}`,
  ]);
  // The last duration counts only when something follows.
  const last = shown.at(-1);
  return [
    "ffconcat version 1.0",
    ...lines,
    ...(last === undefined ? [] : [`file ${last.file}`, "option framerate 1000"]),
    "",
  ].join("\n");
}

function ffmpeg(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((done, reject) => {
    const child = spawn("ffmpeg", args, { stdio: ["ignore", "ignore", "pipe"], windowsHide: true });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
    });
    child.on("error", (error) => {
      reject(
        new ToolMissingError(
          `ffmpeg can't be started: ${error.message}.`,
          "Install ffmpeg, or leave --video away: --frames needs nothing.",
          { cause: error },
        ),
      );
    });
    child.on("close", (code) => {
      done({ code, said });
    });
  });
}
