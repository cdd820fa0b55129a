/** Which cameras there are, by platform. */
import { readdir, readFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { FFMPEG } from "../ffmpeg-process/program.ts";

export interface Camera {
  /** What --display takes. */
  readonly id: string;
  readonly name: string;
}

const VIDEO4LINUX = "/sys/class/video4linux";

/** @returns none where they can't be listed */
export async function listCameras(platform: NodeJS.Platform): Promise<Camera[]> {
  if (platform === "linux") return listVideo4Linux(VIDEO4LINUX);
  const format = platform === "win32" ? "dshow" : "avfoundation";
  const said = await askFfmpeg(format);
  return platform === "win32" ? parseDshow(said) : parseAvfoundation(said);
}

/** @param folder of the kernel's: one entry a device, which holds its name, and which of the camera's devices it is */
export async function listVideo4Linux(folder: string): Promise<Camera[]> {
  const entries = await readdir(folder).catch(() => []);
  const devices = entries.filter((entry) => /^video\d+$/.test(entry));
  devices.sort((a, b) => Number(a.slice("video".length)) - Number(b.slice("video".length)));
  const cameras = await Promise.all(
    devices.map(async (device) => {
      const read = (file: string): Promise<string> => readFile(join(folder, device, file), "utf8").catch(() => "");
      // A camera's second device gives descriptions of its pictures, no pictures.
      if (!["", "0"].includes((await read("index")).trim())) return null;
      return { id: `/dev/${device}`, name: (await read("name")).trim() };
    }),
  );
  return cameras.filter((camera) => camera !== null);
}

/** It lists devices on standard error, and fails, always. */
function askFfmpeg(format: string): Promise<string> {
  const args = [
    "-nostdin",
    "-hide_banner",
    "-f",
    format,
    "-list_devices",
    "true",
    "-i",
    format === "dshow" ? "dummy" : "",
  ];
  return new Promise((resolve) => {
    execFile(FFMPEG, args, { windowsHide: true, timeout: 10_000 }, (_error, _stdout, stderr) => {
      resolve(stderr);
    });
  });
}

/**
 * Lines such as `[dshow @ 0000] "Integrated Camera" (video)`; before ffmpeg 5, without the kind, under a headline of it.
 */
export function parseDshow(said: string): Camera[] {
  const cameras: Camera[] = [];
  let kind = "";
  for (const line of said.split(/\r?\n/)) {
    kind = /DirectShow (video|audio) devices/.exec(line)?.[1] ?? kind;
    const match = /^\[[^\]]*\]\s+"(.*)"(?:\s+\((.*)\))?$/.exec(line);
    const name = match?.[1];
    if (name !== undefined && (match?.[2] ?? kind).includes("video")) cameras.push({ id: name, name });
  }
  return cameras;
}

/** Lines such as `[AVFoundation indev @ 0x7f8] [0] FaceTime HD Camera` under the headline of video devices; screens too. */
export function parseAvfoundation(said: string): Camera[] {
  const cameras: Camera[] = [];
  let video = false;
  for (const line of said.split(/\r?\n/)) {
    const kind = /AVFoundation (video|audio) devices/.exec(line)?.[1];
    if (kind !== undefined) video = kind === "video";
    const match = /\] \[(\d+)\] (.*)$/.exec(line);
    if (video && match !== null && !match[2]!.startsWith("Capture screen"))
      cameras.push({ id: match[1]!, name: match[2]! });
  }
  return cameras;
}
