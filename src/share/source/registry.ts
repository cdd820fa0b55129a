import { desktopKind } from "./desktop/kind.ts";
import { ffmpegKind } from "./ffmpeg/source.ts";
import { nativeKind } from "./native/kind.ts";
import { patternKind } from "./pattern/source.ts";
import { folderKind } from "./picture/folder.ts";
import { pictureKind } from "./picture/source.ts";
import type { SourceKind } from "./types.ts";
import { videoKind } from "./video/source.ts";
import { webcamKind } from "./webcam/source.ts";
import { x11Kind } from "./x11/kind.ts";

/** The sources that can be asked for by name. Adding one is adding a row. The first that reads a file is taken for it. */
export const SOURCES: readonly SourceKind[] = [
  x11Kind,
  nativeKind,
  desktopKind,
  ffmpegKind,
  webcamKind,
  patternKind,
  pictureKind,
  folderKind,
  videoKind,
];

/** Whether a source that is asked for by this name, or path, is a camera. */
export function isCamera(source: string): boolean {
  return source === webcamKind.name || webcamKind.reads?.(source, "file") === true;
}

export function sourceByName(name: string): SourceKind | undefined {
  return SOURCES.find((source) => source.name === name);
}
