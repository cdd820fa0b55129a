/** How ffmpeg is told to read a camera, by platform. */
import { isAbsolute } from "node:path";
import { SourceError, SourceUnavailableError } from "../../errors.ts";
import type { Obstacle } from "../types.ts";
import type { Camera } from "./devices.ts";

const NO_CAMERA: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "Plug one in, check that /dev/video0 is there, or use another source, such as --source pattern.",
  darwin:
    "Plug one in, allow the terminal to use the camera in System Settings, Privacy & Security, or use another source, such as --source pattern.",
  win32:
    "Plug one in, allow desktop apps to use the camera in Settings, Privacy & security, or use another source, such as --source pattern.",
};
const NO_CAMERA_ELSEWHERE = "Use another source, such as --source pattern.";

export function cameraObstacle(cameras: readonly Camera[], platform: NodeJS.Platform): Obstacle | null {
  if (cameras.length > 0) return null;
  return { reason: "No camera was found.", remedy: NO_CAMERA[platform] ?? NO_CAMERA_ELSEWHERE };
}

/** The number of a camera, as it is listed. */
const NUMBER = /^\d{1,3}$/;

/**
 * @param wanted a device (/dev/video2), its number, or a part of its name; null: the first
 * @param cameras that were found
 * @throws SourceError when it is not there
 */
export function chooseCamera(wanted: string | null, cameras: readonly Camera[], platform: NodeJS.Platform): Camera {
  // A device file may be there although it is not listed.
  if (wanted !== null && platform !== "win32" && isAbsolute(wanted)) return { id: wanted, name: wanted };
  const obstacle = cameraObstacle(cameras, platform);
  if (obstacle !== null) throw new SourceUnavailableError(obstacle.reason, obstacle.remedy);
  if (wanted === null) return cameras[0]!;
  const byId = cameras.find(({ id }) => id === wanted || (NUMBER.test(wanted) && id === `/dev/video${wanted}`));
  const byName = cameras.find(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const byPlace = NUMBER.test(wanted) && platform === "win32" ? cameras[Number(wanted)] : undefined;
  const found = byId ?? byPlace ?? byName;
  if (found !== undefined) return found;
  throw new SourceError(`There is no camera ${wanted}.`, `Cameras here: ${describeCameras(cameras)}.`);
}

export function describeCameras(cameras: readonly Camera[]): string {
  return cameras.map(({ id, name }) => (id === name || name === "" ? id : `${id} (${name})`)).join(", ");
}

export function cameraArguments({ id }: Camera, platform: NodeJS.Platform): string[] {
  switch (platform) {
    case "win32":
      return ["-f", "dshow", "-rtbufsize", "64M", "-i", `video=${id}`];
    case "darwin":
      // Its own default, 29.97, is a rate that hardly any camera has.
      return ["-f", "avfoundation", "-framerate", "30", "-i", `${id}:none`];
    default:
      return ["-f", "v4l2", "-i", id];
  }
}
