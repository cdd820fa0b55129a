/** The screen, grabbed by an ffmpeg that runs as long as the share. */
import { SourceUnavailableError } from "../../errors.ts";
import { ffmpegFailure, type Hint } from "../ffmpeg-process/failure.ts";
import { LiveFrames } from "../ffmpeg-process/live-frames.ts";
import { outputArguments } from "../ffmpeg-process/output.ts";
import { FfmpegProcess } from "../ffmpeg-process/process.ts";
import { ffmpegObstacle, findFfmpeg } from "../ffmpeg-process/program.ts";
import { isWayland, noXDisplay, WAYLAND } from "../session.ts";
import { checkRegion } from "../shape/cropped.ts";
import { THIS_MACHINE, type Machine, type Obstacle, type SourceKind, type SourceOptions } from "../types.ts";
import { XConnection } from "../x11/connection.ts";
import { isXwayland } from "../x11/kind.ts";
import { subjectOf } from "../x11/place.ts";
import { avfoundation, gdigrab, x11grab, xWindow, type XTarget } from "./grab.ts";

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
  { words: /outside (the screen|window)|capture area/i, remedy: "Choose a region that is within the picture." },
  { words: /can't find window|BadWindow|BadDrawable/i, remedy: "The window may be closed: check its name or number." },
];

export const ffmpegKind: SourceKind = {
  name: "ffmpeg",
  description: "the screen, by ffmpeg",
  displays: true,
  showsScreen: true,
  follows: THIS_MACHINE.platform === "darwin" ? ["size"] : ["size", "region"],
  obstacle: async (machine) => screenObstacle(machine) ?? (await ffmpegObstacle(machine.platform)),
  async open(options, machine = THIS_MACHINE) {
    const obstacle = screenObstacle(machine);
    if (obstacle !== null) throw new SourceUnavailableError(obstacle.reason, obstacle.remedy);
    const ffmpeg = await findFfmpeg();
    const input = await inputArguments(options, machine);
    const output = outputArguments(ffmpeg, { ...options, fps: null });
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

/** What keeps this machine's screen from being grabbed, but for a missing ffmpeg. */
export function screenObstacle(machine: Machine): Obstacle | null {
  return isWayland(machine) ? WAYLAND : noXDisplay(machine);
}

async function inputArguments(options: SourceOptions, { platform, env }: Machine): Promise<string[]> {
  if (platform === "win32") return gdigrab(options);
  if (platform === "darwin") return avfoundation(options);
  return x11grab(await findOnX(env["DISPLAY"] ?? "", options), options.fps);
}

/** @throws SourceError when there is no such monitor, or no such part of it */
async function findOnX(server: string, { display, region }: SourceOptions): Promise<XTarget> {
  const window = xWindow(display);
  if (window !== null) return { server, window, part: region };
  const connection = await XConnection.open(server);
  try {
    if (await isXwayland(connection)) throw new SourceUnavailableError(WAYLAND.reason, WAYLAND.remedy);
    const { origin, width, height } = await subjectOf(connection, display).locate();
    if (region === null) return { server, window, part: { x: origin.x, y: origin.y, width, height } };
    checkRegion(region, { width, height });
    return { server, window, part: { ...region, x: origin.x + region.x, y: origin.y + region.y } };
  } finally {
    connection.close();
  }
}
