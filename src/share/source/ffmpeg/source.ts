/** The screen, grabbed by an ffmpeg that runs as long as the share. */
import { SourceError } from "../../errors.ts";
import { ffmpegFailure, type Hint } from "../ffmpeg-process/failure.ts";
import { LiveFrames } from "../ffmpeg-process/live-frames.ts";
import { outputArguments } from "../ffmpeg-process/output.ts";
import { FfmpegProcess } from "../ffmpeg-process/process.ts";
import { ffmpegObstacle, findFfmpeg } from "../ffmpeg-process/program.ts";
import { THIS_MACHINE, type SourceKind } from "../types.ts";
import { grabArguments, screenObstacle } from "./grab.ts";

const HINTS: readonly Hint[] = [
  {
    words: /unknown input format/i,
    remedy: "This ffmpeg was built without screen grabbing: install your system's usual one.",
  },
  {
    words: /cannot open display|authoriz|permission/i,
    remedy:
      "Start it in the session whose screen is shared; on macOS allow screen recording for the terminal in System Settings, Privacy & Security.",
  },
  { words: /outside the screen|capture area/i, remedy: "Choose a region that is on the screen." },
  {
    words: /can't find window|window_id|BadWindow|BadDrawable/i,
    remedy: "The window may be closed: check its name or number.",
  },
];

export const ffmpegKind: SourceKind = {
  name: "ffmpeg",
  description: "the screen, by ffmpeg",
  follows: process.platform === "darwin" ? ["size"] : ["size", "region"],
  obstacle: async ({ platform, env }) => screenObstacle(platform, env) ?? (await ffmpegObstacle(platform)),
  async open(options) {
    const { platform, env } = THIS_MACHINE;
    const obstacle = screenObstacle(platform, env);
    if (obstacle !== null && options.display === null) throw new SourceError(obstacle.reason, obstacle.remedy);
    const input = grabArguments(options, platform, env);
    const output = outputArguments(await findFfmpeg(), { ...options, fps: null });
    return LiveFrames.open(new FfmpegProcess([...input, ...output]), {
      name: "ffmpeg",
      failure: (ended, ending) =>
        ffmpegFailure(
          "The screen can't be grabbed",
          ended,
          ending,
          HINTS,
          "Try another source, such as --source auto.",
        ),
    });
  },
};
