/** Facts about a stream as a whole: its handshake, its frames, its end. */
import type { StreamFactKind } from "./fact.ts";
import type { StreamReport } from "./report.ts";

const handshakePackets = ({ handshake }: StreamReport): (number | undefined)[] => [
  handshake.syn?.packet,
  handshake.syn_ack?.packet,
  handshake.ack?.packet,
];

const SYN_ONLY = "tcp.flags.syn == 1 && tcp.flags.ack == 0";
const SYN_ACK = "tcp.flags.syn == 1 && tcp.flags.ack == 1";

type SynKey = "seq" | "window" | "mss" | "window_shift" | "sack_permitted" | "timestamps";

function synFact(which: "syn" | "syn_ack", key: SynKey, label: string, unit: StreamFactKind["unit"]): StreamFactKind {
  return {
    id: `handshake.${which}.${key}`,
    section: "handshake",
    label: `${which === "syn" ? "SYN" : "SYN, ACK"}: ${label}`,
    unit,
    filter: which === "syn" ? SYN_ONLY : SYN_ACK,
    find: ({ handshake }) => {
      const syn = handshake[which];
      const path = syn === null ? `handshake.${which}` : `handshake.${which}.${key}`;
      return { value: syn?.[key] ?? null, packets: [syn?.packet], path };
    },
  };
}

const SYN_FACTS = (["syn", "syn_ack"] as const).flatMap((which) => [
  synFact(which, "seq", "sequence number", "number"),
  synFact(which, "window", "window, never scaled", "bytes"),
  synFact(which, "mss", "maximum segment size", "bytes"),
  synFact(which, "window_shift", "window scale, shift count", "number"),
  synFact(which, "sack_permitted", "SACK permitted", null),
  synFact(which, "timestamps", "timestamps", null),
]);

function framesFact(
  id: string,
  label: string,
  unit: StreamFactKind["unit"],
  value: (frames: NonNullable<StreamReport["frames"]>) => number | string | null,
  formula?: string,
  path = id,
): StreamFactKind {
  return {
    id,
    section: "frames",
    label,
    unit,
    filter: null,
    find: ({ frames }) => ({
      value: frames === null ? null : value(frames),
      path: frames === null ? "frames" : path,
      ...(formula === undefined ? {} : { formula }),
    }),
  };
}

const RATIO = "raw bytes / compressed bytes of each frame";

export const STREAM_FACTS: readonly StreamFactKind[] = [
  {
    id: "handshake.state",
    section: "handshake",
    label: "handshake",
    unit: null,
    filter: "tcp.flags.syn == 1",
    find: (stream) => ({
      value: stream.handshake.state,
      packets: handshakePackets(stream),
      path: "handshake.state",
    }),
  },
  {
    id: "tcp.analysis.initial_rtt",
    section: "handshake",
    label: "initial round trip",
    unit: "seconds",
    filter: "tcp.analysis.initial_rtt",
    find: (stream) => ({
      value: stream.handshake.initial_rtt,
      packets: handshakePackets(stream),
      formula: "time of the first segment with ACK and without SYN - time of the SYN",
      path: "handshake.initial_rtt",
    }),
  },
  ...SYN_FACTS,
  {
    id: "tcp.completeness",
    section: "close",
    label: "completeness",
    unit: "number",
    filter: null,
    find: (stream) => ({
      value: stream.completeness,
      formula: "SYN 1 + SYN,ACK 2 + ACK 4 + data 8 + FIN 16 + RST 32, those that were seen",
      path: "completeness",
    }),
  },
  {
    id: "close.how",
    section: "close",
    label: "end",
    unit: null,
    filter: "tcp.flags.fin == 1 || tcp.flags.reset == 1",
    find: (stream) => ({ value: stream.close.how, packets: stream.close.packets, path: "close.how" }),
  },
  framesFact("frames.format", "format", null, (frames) => frames.format),
  framesFact("frames.count", "whole frames", "frames", (frames) => frames.count),
  framesFact("frames.incomplete", "incomplete frames", "frames", (frames) => frames.incomplete),
  framesFact("frames.lost_bytes", "bytes lost to gaps", "bytes", (frames) => frames.lost_bytes),
  framesFact(
    "frames.fps",
    "frame rate",
    "frames/s",
    (frames) => frames.fps,
    "(whole frames - 1) / (last completion - first completion)",
  ),
  framesFact("frames.ratio.min", "smallest ratio", "ratio", (frames) => frames.ratio.min, RATIO, "frames.ratio"),
  framesFact("frames.ratio.median", "median ratio", "ratio", (frames) => frames.ratio.median, RATIO, "frames.ratio"),
  framesFact("frames.ratio.mean", "mean ratio", "ratio", (frames) => frames.ratio.mean, RATIO, "frames.ratio"),
  framesFact("frames.ratio.max", "largest ratio", "ratio", (frames) => frames.ratio.max, RATIO, "frames.ratio"),
];
