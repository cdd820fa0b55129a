/** What ffmpeg is told about its output, whatever the input. */
import type { PictureSize } from "../../wire/types.ts";
import type { Ffmpeg } from "./program.ts";

export interface OutputOptions {
  /** The whole picture fits in, with black beside it where the shapes differ. */
  readonly size: PictureSize | null;
  /** Of a picture that keeps its shape, where no size is given. */
  readonly width?: number | null;
  /** Frames per second that are made of those of the input; null: as they come. */
  readonly fps: number | null;
}

/** Frames as PPM pictures on standard output, one after another: see PpmFrames. */
export function outputArguments(ffmpeg: Ffmpeg, options: OutputOptions): string[] {
  const graph = filters(options);
  return [
    ...["-map", "0:v:0"],
    ...(graph.length === 0 ? [] : ["-vf", graph.join(",")]),
    ...ffmpeg.passthrough,
    ...["-c:v", "ppm", "-pix_fmt", "rgb24", "-f", "image2pipe", "pipe:1"],
  ];
}

function filters({ size, width: wanted = null, fps }: OutputOptions): string[] {
  const graph: string[] = [];
  if (fps !== null) graph.push(`fps=${fps}`);
  if (size === null && wanted !== null) graph.push(`scale=${wanted}:trunc(${wanted}*ih/iw)`);
  if (size !== null) {
    const { width, height } = size;
    graph.push(`scale=${width}:${height}:force_original_aspect_ratio=decrease`);
    graph.push(`pad=${width}:${height}:-1:-1:black`, "setsar=1");
  }
  return graph;
}
