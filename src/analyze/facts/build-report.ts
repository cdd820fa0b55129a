/** From what the analysis kept to the report. */
import { linkTypeName } from "../capture-file/link-types.ts";
import type { Analysis, Analyzed } from "../analysis.ts";
import type { CaptureFormatName, CaptureWarning } from "../capture-file/types.ts";
import type { AnalyzeError } from "../errors.ts";
import { endpointReport } from "./addresses.ts";
import { Clock, seconds } from "./clock.ts";
import type { PictureSize } from "./frames-report.ts";
import { REPORT_SCHEMA, type CaptureReport, type Report, type StreamReport, type Unknown } from "./report.ts";
import { streamReport } from "./stream-report.ts";

/** How the reading went, beside what was read. */
export interface ReadOutcome {
  readonly format: CaptureFormatName;
  readonly bytes: number;
  readonly truncated: boolean;
  readonly compressed: boolean;
  readonly error: AnalyzeError | null;
}

export interface ReportSettings {
  readonly ports: ReadonlySet<number>;
  readonly size: PictureSize | null;
  readonly inflated: boolean;
  /** More packets will come: the streams are kept for the next report, and nothing in this one changes any more. */
  readonly goesOn?: boolean;
}

const MAX_OTHER_STREAMS = 100;
/** From this share of copies on, the capture point as a whole sees packets twice. */
const MANY_COPIES = 0.2;

export function buildReport(analysis: Analysis, outcome: ReadOutcome, settings: ReportSettings): Report {
  const clock = reportClock(analysis);
  const context = { ...settings, clock, list: analysis.conventions };
  const capture = captureReport(analysis, outcome, clock, settings);
  const ofStream = (analyzed: Analyzed): StreamReport => streamReport(analyzed, context);
  // Lists in the report are the analysis' own, which grow.
  if (settings.goesOn === true)
    return structuredClone({ schema: REPORT_SCHEMA, capture, streams: analysis.analyzed.map(ofStream) });
  // A stream in its report needs no more memory of its own.
  return { schema: REPORT_SCHEMA, capture, streams: analysis.takeAnalyzed(ofStream) };
}

/** What writes the report's times: with the file's own digits, and none where it gives no absolute times. */
export function reportClock({ interfaces, conventions, baseSeconds }: Analysis): Clock {
  const digits = Math.max(0, ...interfaces.map((info) => info.timeDigits));
  const absolute = conventions === null || ["epoch", "date"].includes(conventions.time);
  return new Clock(absolute ? baseSeconds : Number.NaN, digits);
}

function captureReport(
  analysis: Analysis,
  outcome: ReadOutcome,
  clock: Clock,
  settings: ReportSettings,
): CaptureReport {
  const unknown: Unknown = {};
  const firstTime = clock.string(analysis.earliest);
  if (firstTime === null) {
    const why =
      analysis.packets === 0
        ? "the capture holds no packets"
        : analysis.conventions === null
          ? "the capture gives no times"
          : "the packet list shows no absolute times";
    unknown["first_time"] = unknown["last_time"] = why;
  }
  const duration = seconds(analysis.latest - analysis.earliest);
  if (duration === null) unknown["duration"] = unknown["first_time"] ?? "the capture gives no times";
  return {
    format: outcome.format,
    packets: analysis.packets,
    bytes: outcome.bytes,
    compressed: outcome.compressed,
    truncated_file: outcome.truncated,
    redacted: false,
    cut_packets: analysis.cutPackets,
    first_time: firstTime,
    last_time: clock.string(analysis.latest),
    duration,
    interfaces: analysis.interfaces.map((info, index) => ({
      name: info.name,
      description: info.description,
      link_type: info.linkType === null ? null : linkTypeName(info.linkType),
      snaplen: info.snaplen,
      dropped: analysis.drops.get(index) ?? null,
    })),
    list: listReport(analysis),
    comments: analysis.comments,
    warnings: [...analysis.warnings, ...findings(analysis, settings)],
    error: errorReport(outcome.error),
    undecoded: undecoded(analysis),
    tcp_streams: analysis.table.conversations.length,
    other_streams: analysis.table.conversations
      .filter((conversation) => conversation.stream === null)
      .slice(0, MAX_OTHER_STREAMS)
      .map((conversation) => ({
        stream: conversation.number,
        a: endpointReport(conversation.a),
        b: endpointReport(conversation.b),
        packets: conversation.packets,
        first_packet: conversation.firstPacket,
      })),
    unknown,
  };
}

function listReport({ conventions }: Analysis): CaptureReport["list"] {
  if (conventions === null) return null;
  return { sequence_numbers: conventions.sequenceNumbers, windows: conventions.windows, time: conventions.time };
}

function undecoded(analysis: Analysis): CaptureReport["undecoded"] {
  const list = [...analysis.undecodedByName].map(([name, { packets, firstPacket }]) => ({
    name,
    packets,
    first_packet: firstPacket,
  }));
  if (analysis.unusedFragments > 0) {
    const name = "IP fragment of a datagram that is not whole in the capture";
    list.push({ name, packets: analysis.unusedFragments, first_packet: analysis.firstFragment });
  }
  return list.sort((a, b) => b.packets - a.packets || a.first_packet - b.first_packet);
}

function errorReport(error: AnalyzeError | null): CaptureReport["error"] {
  if (error === null) return null;
  const { offset, packet } = error.place;
  return {
    code: error.code,
    message: error.message,
    remedy: error.remedy,
    ...(offset === undefined ? {} : { offset }),
    ...(packet === undefined ? {} : { packet }),
  };
}

/** Warnings that only the whole analysis can give. */
function findings(analysis: Analysis, { ports }: ReportSettings): CaptureWarning[] {
  const found: CaptureWarning[] = [];
  if (analysis.cutPackets > 0 && analysis.conventions === null) {
    found.push({
      code: "packets-cut",
      message: `${analysis.cutPackets} packets were cut by the capture's snaplen, so their payload has holes. Capture with a snaplen of 0 or 262144.`,
    });
  }
  if (analysis.analyzed.length === 0) {
    const asked = [...ports].join(", ");
    const seen = analysis.table.conversations.slice(0, 8).map((c) => `${c.a.port} and ${c.b.port}`);
    found.push(
      seen.length === 0
        ? { code: "no-tcp", message: "The capture holds no TCP at all. Was it taken on the right interface?" }
        : {
            code: "no-stream-on-port",
            message: `No TCP stream on port ${asked}. There are streams between ports ${seen.join("; ")}: choose with --port or --stream.`,
          },
    );
  }
  for (const { stream, conversation } of analysis.analyzed) {
    if (conversation.packets >= 10 && stream.copies >= conversation.packets * MANY_COPIES) {
      found.push({
        code: "packets-seen-twice",
        message: `Stream ${conversation.number}: ${stream.copies} of ${conversation.packets} packets are copies of others. The capture point sees packets twice (loopback, a bridge, the "any" interface); Wireshark calls that retransmissions.`,
      });
    }
  }
  return found;
}
