/** What a rubric can ask of a capture as a whole, before any check. */
import type { Report, StreamReport } from "../../../analyze/facts/report.ts";

interface ConditionKind {
  readonly schema: object;
  /** @returns what is wrong, or null when the condition is met */
  unmet(least: number, report: Report, stream: StreamReport | null): string | null;
}

const count = (description: string): object => ({ type: "integer", minimum: 1, description });
const NO_STREAM = "there is no session in it";

export const CAPTURE_CONDITIONS: Readonly<Record<string, ConditionKind>> = {
  full_handshake: {
    schema: { const: true, description: "SYN, SYN, ACK and ACK are all there." },
    unmet: (_, __, stream) => {
      if (stream === null) return NO_STREAM;
      const { state } = stream.handshake;
      if (state === "full") return null;
      const what = state === "missing" ? "no handshake" : "only a part of the handshake";
      return `it holds ${what}; begin capturing before the viewer connects`;
    },
  },
  min_frames: {
    schema: count("So many whole frames."),
    unmet: (least, _, stream) => {
      if (stream === null) return NO_STREAM;
      if (stream.frames === null) return `no frames: ${stream.unknown["frames"] ?? "none were recognised"}`;
      return atLeast(stream.frames.count, least, "whole frames");
    },
  },
  min_packets: {
    schema: count("So many packets in the session."),
    unmet: (least, _, stream) => atLeast(stream?.packets ?? 0, least, "packets of the session"),
  },
  min_seconds: {
    schema: { type: "number", exclusiveMinimum: 0, description: "The session lasts so long." },
    unmet: (least, _, stream) => {
      if (stream === null) return NO_STREAM;
      return stream.duration === null ? "the capture gives no times" : atLeast(stream.duration, least, "seconds");
    },
  },
  whole_packets: {
    schema: { const: true, description: "No packet is cut by a snaplen." },
    unmet: (_, { capture }) =>
      capture.cut_packets > 0 ? `${capture.cut_packets} packets are cut by the snaplen` : null,
  },
  ended: {
    schema: { const: true, description: "The connection ends within the capture." },
    unmet: (_, __, stream) =>
      stream === null ? NO_STREAM : stream.close.how === "open" ? "the connection does not end in it" : null,
  },
};

function atLeast(found: number, least: number, what: string): string | null {
  return found >= least ? null : `it has ${Number(found.toFixed(3))} ${what}, and ${least} are asked for`;
}
