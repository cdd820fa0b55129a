import type { Analyzed } from "../analysis.ts";
import { clientSide } from "../tcp/client-side.ts";
import type { Flow, SynFacts } from "../tcp/flow.ts";
import { markNames } from "../tcp/marks.ts";
import type { Side } from "../tcp/opening.ts";
import type { Judgement, Stream } from "../tcp/stream.ts";
import { JUDGED, VERDICTS } from "../tcp/verdicts.ts";
import type { Conversation } from "../tcp/stream-table.ts";
import type { ListConventions } from "../capture-file/types.ts";
import { endpointReport } from "./addresses.ts";
import { seconds, type Clock } from "./clock.ts";
import { directionReport, type DirectionContext } from "./direction-report.ts";
import { chosenFrames, type ChosenFrames } from "./sides.ts";
import { reportMessages } from "./messages-report.ts";
import { framesReport, type PictureSize } from "./frames-report.ts";
import type { FramesReport, StreamReport, SynReport, Unknown, VerdictReport } from "./report.ts";

export interface StreamContext {
  readonly clock: Clock;
  readonly size: PictureSize | null;
  readonly ports: ReadonlySet<number>;
  readonly list: ListConventions | null;
  readonly inflated: boolean;
}

export function streamReport(analyzed: Analyzed, context: StreamContext): StreamReport {
  const { conversation, stream } = analyzed;
  const unknown: Unknown = {};
  const clientIsA = clientSide(conversation, context.ports) === 0;
  const [a, b] = stream.flows;
  const client = clientIsA ? a : b;
  const server = clientIsA ? b : a;
  const about = (side: Side): DirectionContext => ({
    scaledInList: context.list?.windows === "scaled",
    raw: isRaw(context.list),
    firstTime: conversation.firstTime,
    base: conversation.opening.base(side),
  });
  const reasons = (prefix: string) => (path: string, why: string) => {
    unknown[`${prefix}.${path}`] = why;
  };
  const chosen = chosenFrames(analyzed, context.ports);
  const firstTime = context.clock.string(conversation.firstTime);
  const duration = seconds(conversation.lastTime - conversation.firstTime);
  if (firstTime === null) {
    unknown["first_time"] =
      context.list === null ? "the capture gives no time for it" : "the packet list shows no absolute times";
  }
  if (duration === null) unknown["duration"] = "the first or the last packet has no time";
  return {
    stream: conversation.number,
    client: endpointReport(clientIsA ? conversation.a : conversation.b),
    server: endpointReport(clientIsA ? conversation.b : conversation.a),
    packets: conversation.packets,
    first_packet: conversation.firstPacket,
    last_packet: conversation.lastPacket,
    first_time: firstTime,
    duration,
    completeness: conversation.opening.completeness,
    handshake: handshakeReport(stream, client, server, context, unknown),
    close: closeReport(stream),
    directions: [
      directionReport(client, server, "client", about(clientIsA ? 0 : 1), reasons("directions[0]")),
      directionReport(server, client, "server", about(clientIsA ? 1 : 0), reasons("directions[1]")),
    ],
    frames: reportFrames(analyzed, chosen, context, unknown),
    ...reportMessages(analyzed, clientIsA ? 0 : 1, context.clock, whyNoMessages(analyzed, context), unknown),
    verdicts: stream.judgements.map(verdictReport),
    verdicts_omitted: stream.judgementsOmitted,
    notes: chosen?.decoder.notes ?? analyzed.decoder.messages?.notes ?? [],
    unknown,
  };
}

function isRaw(list: ListConventions | null): boolean {
  return list === null || list.sequenceNumbers === "raw";
}

function handshakeReport(
  stream: Stream,
  client: Flow,
  server: Flow,
  context: StreamContext,
  unknown: Unknown,
): StreamReport["handshake"] {
  const syn = client.syn;
  const synAck = server.synAck ?? client.synAck;
  const ack = syn !== null || synAck !== null ? stream.handshakeAck : 0;
  const raw = isRaw(context.list);
  const initial = stream.opening.initialRoundTrip;
  if (syn === null) unknown["handshake.syn"] = "the capture begins behind the SYN, or missed it";
  if (synAck === null) unknown["handshake.syn_ack"] = "no SYN, ACK is in the capture";
  if (ack === 0) unknown["handshake.ack"] = "no ACK that ends a handshake is in the capture";
  if (!(initial > 0))
    unknown["handshake.initial_rtt"] = "it takes the SYN and, at a later time, the ACK that ends the handshake";
  if (!raw && (syn ?? synAck) !== null) {
    const why = "the packet list shows relative sequence numbers; the wire's are not in it";
    if (syn !== null) unknown["handshake.syn.seq"] = why;
    if (synAck !== null) unknown["handshake.syn_ack.seq"] = unknown["handshake.syn_ack.ack"] = why;
  }
  for (const [which, side] of [
    ["syn", syn],
    ["syn_ack", synAck],
  ] as const) {
    if (side?.optionsKnown !== false) continue;
    for (const option of ["mss", "window_shift", "sack_permitted", "timestamps"]) {
      unknown[`handshake.${which}.${option}`] = "the packet list has no columns for TCP options";
    }
  }
  return {
    state:
      syn !== null && synAck !== null && ack > 0 ? "full" : syn !== null || synAck !== null ? "partial" : "missing",
    syn: syn === null ? null : synReport(syn, raw),
    syn_ack: synAck === null ? null : { ...synReport(synAck, raw), ack: raw ? synAck.ack : null },
    ack: ack > 0 ? { packet: ack } : null,
    initial_rtt: initial > 0 ? seconds(initial) : null,
  };
}

function synReport(syn: SynFacts, raw: boolean): SynReport {
  return {
    packet: syn.packet,
    seq: raw ? syn.seq : null,
    window: syn.window,
    mss: syn.mss,
    window_shift: syn.windowShift,
    sack_permitted: syn.optionsKnown ? syn.sackPermitted : null,
    timestamps: syn.optionsKnown ? syn.timestamps : null,
  };
}

function closeReport(stream: Stream): StreamReport["close"] {
  const fins = stream.flows.map((flow) => flow.fin).filter((packet) => packet > 0);
  const resets = stream.flows.map((flow) => flow.rst).filter((packet) => packet > 0);
  const packets = [...fins, ...resets].sort((x, y) => x - y);
  const bothFins = fins.length === 2;
  // A reset behind both FINs only answers what came too late.
  const wasReset = resets.length > 0 && !(bothFins && Math.min(...resets) > Math.max(...fins));
  return { how: wasReset ? "reset" : bothFins ? "fin" : "open", packets };
}

function reportFrames(
  { conversation, stream, decoder }: Analyzed,
  chosen: ChosenFrames | null,
  context: StreamContext,
  unknown: Unknown,
): StreamReport["frames"] {
  if (chosen === null || !chosen.decoder.recognised) {
    unknown["frames"] = hasMessages(decoder)
      ? "a chat and its files have no frames"
      : whyNoFrames(stream, conversation, context);
    return null;
  }
  const from = chosen.side === clientSide(conversation, context.ports) ? "client" : "server";
  const report = framesReport(chosen.decoder, decoder.format?.name ?? "", from, context.clock, context);
  if (!context.inflated) {
    const why = `frames were not ${chosen.decoder.verb} (--no-inflate)`;
    for (const path of ["ratio", "picture", "list[].raw_bytes", "list[].ratio", "list[].intact"])
      unknown[`frames.${path}`] = why;
  } else if (report.ratio.mean === null) {
    unknown["frames.ratio"] = unknown["frames.picture"] = `no frame could be ${chosen.decoder.verb}`;
  }
  explainLayout(report, context.inflated, unknown);
  if (report.compressed_bytes.min === null)
    unknown["frames.compressed_bytes"] = unknown["frames.segments_per_frame"] = "no whole frame was captured";
  for (const time of ["start_time", "complete_time"] as const) {
    if (report.list.some((frame) => frame[time] === null))
      unknown[`frames.list[].${time}`] = "the capture gives no time for the packet";
  }
  if (report.fps === null) unknown["frames.fps"] = "it takes two whole frames with different times";
  return report;
}

/** Why a report does not say how its pictures are laid out. */
function explainLayout(report: FramesReport, inflated: boolean, unknown: Unknown): void {
  const { format, size_field: sizeField, list } = report;
  if (sizeField === null) {
    const readable = list.some((frame) => frame.compressed_bytes !== null);
    unknown["frames.size_field"] = readable ? `${format} has one way to write a length` : "no header is whole";
  }
  const laidOut = list.some(({ shape }) => shape !== null);
  for (const key of ["shape", "dtype"] as const) {
    if (list.every((frame) => frame[key] !== null)) continue;
    unknown[`frames.list[].${key}`] =
      laidOut || sizeField !== null ? whyNoArray(inflated) : `${format} does not say it`;
  }
}

function whyNoArray(inflated: boolean): string {
  return inflated ? "the frame could not be read" : "frames were not read (--no-inflate)";
}

function hasMessages({ messages }: Analyzed["decoder"]): boolean {
  return messages !== null && (messages.chat !== null || messages.files.length > 0);
}

function whyNoMessages({ stream, decoder }: Analyzed, context: StreamContext): string {
  if (context.list !== null) return "a printed packet list holds no payload";
  const payload = stream.flows.reduce((sum, flow) => sum + flow.payloadBytes, 0);
  if (payload === 0) return "the stream carries no payload";
  if (decoder.frames !== null) return `a stream of ${decoder.format?.name ?? "frames"} has neither chat nor files`;
  return "neither a chat nor a file was recognised in it";
}

function whyNoFrames(stream: Stream, conversation: Conversation, context: StreamContext): string {
  if (context.list !== null) return "a printed packet list holds no payload";
  const payload = stream.flows.reduce((sum, flow) => sum + flow.payloadBytes, 0);
  if (payload === 0) return "the stream carries no payload";
  return `no whole frame was recognised in what was sent between ports ${conversation.a.port} and ${conversation.b.port}`;
}

function verdictReport({ packet, verdict, marks, about }: Judgement): VerdictReport {
  const kind = VERDICTS[verdict];
  const judged = marks & JUDGED;
  const agrees =
    kind !== undefined &&
    (judged & ~kind.marks) === 0 &&
    (kind.marks === 0 || kind.unmarked === true || (marks & kind.marks) !== 0);
  return { packet, verdict: kind?.id ?? "", marks: markNames(marks), agrees, about: about === 0 ? null : about };
}
