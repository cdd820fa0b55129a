/** A camera, read by an ffmpeg that runs as long as the share. */
import { ffmpegFailure, type Hint } from "../ffmpeg-process/failure.ts";
import { LiveFrames } from "../ffmpeg-process/live-frames.ts";
import { outputArguments } from "../ffmpeg-process/output.ts";
import { FfmpegProcess } from "../ffmpeg-process/process.ts";
import { ffmpegObstacle, findFfmpeg } from "../ffmpeg-process/program.ts";
import type { FrameSource, SourceKind } from "../types.ts";
import { listCameras } from "./devices.ts";
import { cameraArguments, cameraObstacle, chooseCamera } from "./input.ts";

const HINTS: readonly Hint[] = [
  {
    words: /permission denied/i,
    remedy: "Your user may not use cameras: sudo usermod -aG video $USER, then log in again.",
  },
  {
    words: /not authorized|denied by user/i,
    remedy: "Allow the terminal to use the camera in the system's privacy settings.",
  },
  { words: /resource busy|already in use|could not run graph/i, remedy: "Another program uses the camera: close it." },
  {
    words: /no such (file|device)|could not find video device|not found/i,
    remedy: "Is it plugged in? Without --display the first camera is used.",
  },
  {
    words: /not a video capture device|inappropriate ioctl/i,
    remedy: "It is not a camera, or its second device: try the one before.",
  },
];

export const webcamKind: SourceKind = {
  name: "webcam",
  description: "a camera, by ffmpeg",
  follows: ["size", "width"],
  displays: true,
  reads: (path) => /^\/dev\/video\d+$/.test(path),
  obstacle: async ({ platform }) =>
    (await ffmpegObstacle(platform)) ?? cameraObstacle(await listCameras(platform), platform),
  async open(options) {
    const ffmpeg = await findFfmpeg();
    const { platform } = process;
    const camera = chooseCamera(options.path ?? options.display, await listCameras(platform), platform);
    return openCamera(
      cameraArguments(camera, platform),
      camera.name,
      outputArguments(ffmpeg, { ...options, fps: null }),
    );
  },
};

/**
 * @param input arguments of ffmpeg
 * @param name of the camera, for messages
 */
export function openCamera(input: readonly string[], name: string, output: readonly string[]): Promise<FrameSource> {
  return LiveFrames.open(new FfmpegProcess([...input, ...output]), {
    name: "webcam",
    failure: (process, ending) =>
      ffmpegFailure(`The camera ${name} can't be read`, process, ending, HINTS, "Try another camera with --display."),
  });
}
