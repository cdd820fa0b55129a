import { commonSizes, pictureBytes } from "../../share/wire/picture-sizes.ts";
import { MAX_LISTED, type FrameDecoder, type FrameRecord, type PictureArray } from "../frames/types.ts";
import { Distribution } from "../tcp/distribution.ts";
import type { Clock } from "./clock.ts";
import type { FrameReport, FramesReport } from "./report.ts";

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export function framesReport(
  decoder: FrameDecoder,
  format: string,
  from: "client" | "server",
  clock: Clock,
  { size, inflated }: { readonly size: PictureSize | null; readonly inflated: boolean },
): FramesReport {
  const list = decoder.frames.map((frame, index) => frameReport(frame, index, clock, inflated));
  // All bytes are there, but they don't inflate.
  const unreadable = decoder.frames.filter((frame) => frame.whole && frame.intact === false).length;
  const whole = decoder.frames.filter((frame) => frame.whole);
  const ratios = list.map((frame) => frame.ratio).filter((ratio) => ratio !== null);
  ratios.sort((a, b) => a - b);
  return {
    format,
    from,
    count: decoder.whole - unreadable,
    incomplete: decoder.incomplete + unreadable,
    lost_bytes: decoder.lostBytes,
    fps: framesPerSecond(decoder.frames),
    ratio: {
      min: ratios[0] ?? null,
      median: median(ratios),
      mean: ratios.length === 0 ? null : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length,
      max: ratios.at(-1) ?? null,
    },
    compressed_bytes: extremes(whole.map((frame) => frame.compressedBytes ?? 0)),
    segments_per_frame: extremes(whole.map((frame) => frame.segments)),
    size_field: mostFrequent(decoder.frames.map((frame) => frame.sizeField)),
    picture: pictureReport(decoder.frames, size),
    list,
    list_omitted: Math.max(0, decoder.whole + decoder.incomplete - MAX_LISTED),
  };
}

function frameReport(frame: FrameRecord, index: number, clock: Clock, inflated: boolean): FrameReport {
  const { rawBytes, compressedBytes } = frame;
  return {
    index,
    offset: frame.offset,
    header_bytes: frame.headerBytes,
    compressed_bytes: compressedBytes,
    raw_bytes: rawBytes,
    ratio: rawBytes === null || compressedBytes === null ? null : rawBytes / compressedBytes,
    shape: frame.array?.shape ?? null,
    dtype: frame.array?.dtype ?? null,
    first_packet: frame.firstPacket,
    last_packet: frame.lastPacket,
    complete_packet: frame.completePacket,
    segments: frame.segments,
    start_time: clock.string(frame.startTime),
    complete_time: clock.string(frame.completeTime),
    intact: inflated ? frame.intact : null,
    missing_bytes: frame.missingBytes,
    problem: frame.problem,
  };
}

/** Whole frames per second, from the first one's completion to the last one's. */
function framesPerSecond(frames: readonly FrameRecord[]): number | null {
  const whole = frames.filter((frame) => frame.whole);
  const first = whole[0];
  const last = whole.at(-1);
  if (first === undefined || last === undefined) return null;
  const duration = last.completeTime - first.completeTime;
  return duration > 0 ? ((whole.length - 1) * 1e9) / duration : null;
}

function extremes(values: number[]): FramesReport["compressed_bytes"] {
  values.sort((a, b) => a - b);
  return { min: values[0] ?? null, median: median(values), max: values.at(-1) ?? null };
}

function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? 0) + upper) / 2;
}

function pictureReport(frames: readonly FrameRecord[], size: PictureSize | null): FramesReport["picture"] {
  const shown = frames.flatMap(({ array }) => (array === null ? [] : [sizeOf(array)]));
  const usualSize = mostFrequent(shown);
  if (usualSize !== null) return sizeReport(shown, size === null ? usualSize : `${size.width}x${size.height}`, size);
  const sizes = new Distribution();
  for (const { rawBytes } of frames) if (rawBytes !== null) sizes.add(rawBytes);
  if (sizes.count === 0) return null;
  const [usual] = sizes.entries().reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  const expected = size === null ? usual : pictureBytes(size);
  return {
    raw_bytes: expected,
    sizes: size === null ? commonSizes(usual) : [`${size.width}x${size.height}`],
    given: size !== null,
    exact: false,
    mismatches: sizes.countWhere((bytes) => bytes !== expected),
  };
}

/** Of frames that say themselves how large they are. */
function sizeReport(shown: readonly string[], expected: string, given: PictureSize | null): FramesReport["picture"] {
  const [width = 0, height = 0] = expected.split("x").map(Number);
  return {
    raw_bytes: pictureBytes({ width, height }),
    sizes: [expected],
    given: given !== null,
    exact: true,
    mismatches: shown.filter((one) => one !== expected).length,
  };
}

function sizeOf({ shape: [height, width] }: PictureArray): string {
  return `${width}x${height}`;
}

/** The first of those that are there most often; null: there is none. */
function mostFrequent(values: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  let most: string | null = null;
  for (const [value, count] of counts) if (most === null || count > counts.get(most)!) most = value;
  return most;
}
