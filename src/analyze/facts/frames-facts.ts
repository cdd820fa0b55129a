/** Facts about the application frames of a stream. */
import { operand as n, operands, type Finding, type StreamFactKind } from "./fact.ts";
import type { FrameReport, FramesReport } from "./report.ts";
import { DATA } from "./wireshark-places.ts";

/** Fields of the Lua dissector that `sharelab dissector` prints. */
const DISSECTOR = "with the script of `sharelab dissector`";

type Found = Omit<Finding, "path">;

interface Short {
  readonly id: string;
  readonly label: string;
  readonly unit: StreamFactKind["unit"];
  readonly formula: string;
  readonly wireshark: string;
  /** Path of the value in the stream's report; left out: the id. */
  readonly path?: string;
  readonly find: (frames: FramesReport) => Found;
}

/** The packets of the frame in which a value stands: from its first byte to when it is whole. */
function packetsOf(frame: FrameReport | undefined): number[] {
  return frame === undefined ? [] : [...new Set([frame.first_packet, frame.complete_packet])];
}

function extreme(
  value: number | null,
  frames: FramesReport,
  of: (frame: FrameReport) => number | null,
  formula?: (frame: FrameReport) => string,
): Found {
  const frame = value === null ? undefined : frames.list.find((one) => of(one) === value);
  return {
    value,
    packets: packetsOf(frame),
    ...(frame === undefined || formula === undefined ? {} : { formula: `frame ${frame.index}: ${formula(frame)}` }),
  };
}

function ofWhole(value: number | string | null, frames: FramesReport): Found {
  const packets = frames.list.filter((frame) => frame.missing_bytes === 0 && frame.problem === null);
  return { value, packets: packets.map((frame) => frame.complete_packet), count: frames.count };
}

/** "240 x 320 x 3, uint8". */
function shapeText({ shape, dtype }: FrameReport): string {
  return `${shape?.join(" x ") ?? "?"}, ${dtype ?? "?"}`;
}

const division = (frame: FrameReport): string => `${n(frame.raw_bytes)} raw bytes / ${n(frame.compressed_bytes)} bytes`;
const RATIO = "raw bytes / compressed bytes of a frame";

const ratioFact = (which: "min" | "max", label: string): Short => ({
  id: `frames.ratio.${which}`,
  label,
  unit: "ratio",
  formula: `${label}: ${RATIO}`,
  wireshark: `sharelab.frame.ratio, ${DISSECTOR}`,
  find: (frames) => extreme(frames.ratio[which], frames, (frame) => frame.ratio, division),
});

const sizeFact = (which: "min" | "max", label: string): Short => ({
  id: `frames.compressed_bytes.${which}`,
  label,
  unit: "bytes",
  formula: `${label}: the length in its header`,
  wireshark: `sharelab.frame.length, ${DISSECTOR}`,
  find: (frames) => extreme(frames.compressed_bytes[which], frames, (frame) => frame.compressed_bytes),
});

const segmentsFact = (which: "min" | "max", label: string): Short => ({
  id: `frames.segments_per_frame.${which}`,
  label,
  unit: "segments",
  formula: `${label}: packets that carry bytes of the frame`,
  wireshark: "tcp.segment.count",
  find: (frames) => extreme(frames.segments_per_frame[which], frames, (frame) => frame.segments),
});

const SHORT: readonly Short[] = [
  {
    id: "frames.format",
    label: "format",
    unit: null,
    formula: "told by the port; where several formats are usual on it, and with --detect, by the stream's first bytes",
    wireshark: "tcp.port",
    find: (frames) => ofWhole(frames.format, frames),
  },
  {
    id: "frames.from",
    label: "sender of the frames",
    unit: null,
    formula: "the side whose bytes are frames",
    wireshark: "tcp.srcport",
    find: (frames) => ofWhole(frames.from, frames),
  },
  {
    id: "frames.count",
    label: "whole frames",
    unit: "frames",
    formula: "number of frames of which all bytes are in the capture and can be read: inflate, or hold a picture",
    wireshark: `sharelab.frame, ${DISSECTOR}`,
    find: (frames) => ofWhole(frames.count, frames),
  },
  {
    id: "frames.incomplete",
    label: "incomplete frames",
    unit: "frames",
    formula: "number of frames that a hole or the end of the stream cuts, or that can't be read",
    wireshark: `sharelab.frame, ${DISSECTOR}`,
    find: (frames) => {
      const broken = frames.list.filter((frame) => frame.problem !== null);
      return { value: frames.incomplete, packets: broken.flatMap(packetsOf) };
    },
  },
  {
    id: "frames.lost_bytes",
    label: "bytes lost to gaps",
    unit: "bytes",
    formula: "bytes missing in the stream + bytes skipped to find the next frame",
    wireshark: "tcp.analysis.lost_segment",
    find: (frames) => ({ value: frames.lost_bytes }),
  },
  {
    id: "frames.fps",
    label: "frame rate",
    unit: "frames/s",
    formula: "(whole frames - 1) / (last completion - first completion)",
    wireshark: "frame.time_relative of the packets that complete a frame",
    find: (frames) => {
      const whole = frames.list.filter((frame) => frame.missing_bytes === 0 && frame.compressed_bytes !== null);
      const [first, last] = [whole[0], whole.at(-1)];
      if (first === undefined || last === undefined || frames.fps === null) return { value: frames.fps };
      return {
        value: frames.fps,
        formula: `(${operands(whole.length, "whole frame")} - 1) / (${last.complete_time ?? "?"} s - ${first.complete_time ?? "?"} s)`,
        packets: [first.complete_packet, last.complete_packet],
      };
    },
  },
  {
    id: "frames.raw_bytes",
    path: "frames.picture",
    label: "size of a picture",
    unit: "bytes",
    formula: "width x height x 3, as it inflates or says itself; of the most frames, or of --size",
    wireshark: `sharelab.frame.raw_length, ${DISSECTOR}`,
    find: (frames) => ofWhole(frames.picture?.raw_bytes ?? null, frames),
  },
  {
    id: "frames.picture.sizes",
    path: "frames.picture",
    label: "picture sizes that fit",
    unit: null,
    formula:
      "width x height as the frames say; else common ones with width x height x 3 = raw bytes; or that of --size",
    wireshark: `sharelab.frame.raw_length, ${DISSECTOR}`,
    find: (frames) => ({
      ...ofWhole(frames.picture === null ? null : frames.picture.sizes.join(" or ") || "none common", frames),
    }),
  },
  {
    id: "frames.size_field",
    label: "size field",
    unit: null,
    formula: "how the length in front of each frame is written, as Python's struct names it: behind it a pickle begins",
    wireshark: `sharelab.frame.size_field, ${DISSECTOR}`,
    find: (frames) => ofWhole(frames.size_field, frames),
  },
  {
    id: "frames.shape",
    path: "frames.list[].shape",
    label: "shape and type of a picture",
    unit: null,
    formula: "height x width x channels and dtype of the first frame that says them",
    wireshark: `sharelab.frame.shape, ${DISSECTOR}`,
    find: (frames) => {
      const frame = frames.list.find(({ shape }) => shape !== null);
      return { value: frame === undefined ? null : shapeText(frame), packets: packetsOf(frame) };
    },
  },
  sizeFact("min", "smallest frame"),
  {
    id: "frames.compressed_bytes.median",
    label: "median frame",
    unit: "bytes",
    formula: "middle one of the lengths in the headers, in order of size",
    wireshark: `sharelab.frame.length, ${DISSECTOR}`,
    find: (frames) => ofWhole(frames.compressed_bytes.median, frames),
  },
  sizeFact("max", "largest frame"),
  segmentsFact("min", "fewest segments of a frame"),
  {
    id: "frames.segments_per_frame.median",
    label: "segments per frame, median",
    unit: "segments",
    formula: "middle one, in order of size, of the numbers of packets that carry bytes of a frame",
    wireshark: "tcp.segment.count",
    find: (frames) => ofWhole(frames.segments_per_frame.median, frames),
  },
  segmentsFact("max", "most segments of a frame"),
  ratioFact("min", "smallest ratio"),
  {
    id: "frames.ratio.median",
    label: "median ratio",
    unit: "ratio",
    formula: `middle one, in order of size: ${RATIO}`,
    wireshark: `sharelab.frame.ratio, ${DISSECTOR}`,
    find: (frames) => ofWhole(frames.ratio.median, frames),
  },
  {
    id: "frames.ratio.mean",
    label: "mean ratio",
    unit: "ratio",
    formula: `mean of the frames' ratios: ${RATIO}`,
    wireshark: `sharelab.frame.ratio, ${DISSECTOR}`,
    find: (frames) => ({
      ...ofWhole(frames.ratio.mean, frames),
      formula: `mean of ${operands(frames.count, "frame")}: ${RATIO}`,
    }),
  },
  ratioFact("max", "largest ratio"),
];

export const FRAMES_FACTS: readonly StreamFactKind[] = SHORT.map(({ path, find, ...kind }) => ({
  ...kind,
  section: "frames",
  filter: kind.wireshark.startsWith("tcp.analysis") ? kind.wireshark : DATA,
  find: ({ frames }) =>
    frames === null ? { value: null, path: "frames" } : { ...find(frames), path: path ?? kind.id },
}));
