/** The program ffmpeg on this machine: whether it is there, and what its version wants to be told. */
import { execFile } from "node:child_process";
import { SourceUnavailableError } from "../../errors.ts";
import type { Obstacle } from "../types.ts";

export const FFMPEG = "ffmpeg";

/** How ffmpeg is had, by Node's name of the platform. */
const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "sudo apt install ffmpeg (or your system's package manager)",
  darwin: "brew install ffmpeg",
  win32: "winget install Gyan.FFmpeg, then open a new terminal",
};

/** For it to say its version, ms. */
const PATIENCE = 20_000;

/** `-fps_mode` came with 5.1, and `-vsync`, its older name, is on its way out. */
const FPS_MODE_SINCE = [5, 1] as const;

export interface Ffmpeg {
  /** Such as "5.1.9-0+deb12u1". */
  readonly version: string;
  /** Has each frame written once, when it comes: none twice to keep up a rate, none left out. */
  readonly passthrough: readonly string[];
}

/** @throws SourceUnavailableError when it is not there, with the command that installs it */
export async function findFfmpeg(platform: NodeJS.Platform = process.platform): Promise<Ffmpeg> {
  const found = await askVersion();
  if (typeof found === "string") return describe(found);
  const { reason, remedy } = obstacleOf(found, platform);
  throw new SourceUnavailableError(reason, remedy, { cause: found });
}

/** @returns why it can't be used; null when it can */
export async function ffmpegObstacle(platform: NodeJS.Platform): Promise<Obstacle | null> {
  const found = await askVersion();
  return typeof found === "string" ? null : obstacleOf(found, platform);
}

/** @returns what it prints, or why it can't be run */
function askVersion(): Promise<string | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    execFile(FFMPEG, ["-version"], { windowsHide: true, timeout: PATIENCE }, (error, stdout) => {
      resolve(error === null ? stdout : (error as NodeJS.ErrnoException));
    });
  });
}

/** @param banner what `ffmpeg -version` prints */
export function describe(banner: string): Ffmpeg {
  const version = /^ffmpeg version (\S+)/.exec(banner)?.[1] ?? "unknown";
  const numbers = /^n?(\d+)\.(\d+)/.exec(version);
  const [major, minor] = numbers === null ? FPS_MODE_SINCE : [Number(numbers[1]), Number(numbers[2])];
  const old = major < FPS_MODE_SINCE[0] || (major === FPS_MODE_SINCE[0] && minor < FPS_MODE_SINCE[1]);
  return { version, passthrough: old ? ["-vsync", "passthrough"] : ["-fps_mode", "passthrough"] };
}

function obstacleOf({ code, message }: NodeJS.ErrnoException, platform: NodeJS.Platform): Obstacle {
  if (code !== "ENOENT") {
    return { reason: `The program ffmpeg does not run: ${message.trim()}.`, remedy: "Install it again." };
  }
  return {
    reason: "The program ffmpeg is not installed, or not on PATH.",
    remedy: `Install it: ${INSTALL[platform] ?? "see https://ffmpeg.org/download.html"}.`,
  };
}
