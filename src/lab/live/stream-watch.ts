/** One stream as a live view follows it: what is new since the last look. */
import type { Analyzed } from "../../analyze/analysis.ts";
import { chosenFrames } from "../../analyze/facts/sides.ts";
import { endpointReport } from "../../analyze/facts/addresses.ts";
import type { FrameDecoder, FrameRecord } from "../../analyze/frames/types.ts";
import type { Messages } from "../../analyze/messages/types.ts";
import type { Flow } from "../../analyze/tcp/flow.ts";
import { clientSide } from "../../analyze/tcp/client-side.ts";
import { RETRANSMISSION } from "../../analyze/tcp/marks.ts";

/** Frames per second are counted over this long, nanoseconds. */
export const RATE_WINDOW = 2e9;
/** Frames whose ratios are looked at: those last completed. */
const RECENT_FRAMES = 240;

export type StreamState = "opening" | "open" | "closed" | "reset" | "joined late";

/** What a live view shows of a stream; null: not known. */
export interface LiveStream {
  readonly stream: number;
  readonly client: string;
  readonly server: string;
  readonly state: StreamState;
  readonly packets: number;
  /** null: what is spoken there has none. */
  readonly frames: number | null;
  /** Over the last seconds before the newest packet of the recording. */
  readonly fps: number | null;
  /** Median of the frames last inflated. */
  readonly ratio: number | null;
  /** Median so far, seconds, of the side that sends the frames. */
  readonly rtt: number | null;
  /** Packets marked as retransmissions, both ways. */
  readonly resent: number;
  /** Chat and files; null: there is neither. */
  readonly messages: LiveMessages | null;
}

export interface LiveMessages {
  /** By the client. */
  readonly sent: number;
  /** Passed on by the server. */
  readonly heard: number;
  readonly files: number;
  /** Of the files, captured so far. */
  readonly fileBytes: number;
}

export class StreamWatch {
  readonly analyzed: Analyzed;
  readonly #ports: ReadonlySet<number>;

  constructor(analyzed: Analyzed, ports: ReadonlySet<number>) {
    this.analyzed = analyzed;
    this.#ports = ports;
  }

  get number(): number {
    return this.analyzed.conversation.number;
  }

  /** Frames whole so far. */
  get frames(): number {
    return this.#sender.decoder?.whole ?? 0;
  }

  /** @param side which side of the conversation sent a packet */
  who(side: 0 | 1): "client" | "server" {
    return clientSide(this.analyzed.conversation, this.#ports) === side ? "client" : "server";
  }

  /** @param now time of the newest packet, as the analysis counts */
  look(now: number): LiveStream {
    const { conversation, stream } = this.analyzed;
    const clientIsA = this.who(0) === "client";
    const { decoder, flow } = this.#sender;
    const { frames, messages } = this.analyzed.decoder;
    const { median } = flow.roundTrips;
    return {
      stream: conversation.number,
      client: endText(clientIsA ? conversation.a : conversation.b),
      server: endText(clientIsA ? conversation.b : conversation.a),
      state: this.#state(),
      packets: conversation.packets,
      frames: frames === null ? null : (decoder?.whole ?? 0),
      fps: framesPerSecond(decoder?.frames ?? [], now),
      ratio: recentRatio(decoder?.frames ?? []),
      rtt: median === null ? null : median / 1e9,
      resent: stream.flows.reduce((sum, one) => sum + one.marked(RETRANSMISSION).length, 0),
      messages: messages === null ? null : messagesSoFar(messages),
    };
  }

  #state(): StreamState {
    const { stream } = this.analyzed;
    if (stream.reset) return "reset";
    if (stream.isClosed()) return "closed";
    if (stream.flows.every((flow) => flow.anySyn === null)) return "joined late";
    return stream.handshakeAck === 0 ? "opening" : "open";
  }

  /** The side whose bytes are frames; where none was recognised, the server. */
  get #sender(): { readonly decoder: FrameDecoder | null; readonly flow: Flow } {
    const { conversation, stream } = this.analyzed;
    const chosen = chosenFrames(this.analyzed, this.#ports);
    const side = chosen?.side ?? (clientSide(conversation, this.#ports) === 0 ? 1 : 0);
    return { decoder: chosen?.decoder ?? null, flow: stream.flows[side] };
  }
}

function messagesSoFar({ chat, files }: Messages): LiveMessages {
  const { sent = 0, heard = 0 } = chat?.counts ?? {};
  return { sent, heard, files: files.length, fileBytes: files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) };
}

function framesPerSecond(frames: readonly FrameRecord[], now: number): number | null {
  let count = 0;
  for (let at = frames.length - 1; at >= 0 && frames[at]!.completeTime > now - RATE_WINDOW; at--) {
    if (frames[at]!.whole) count++;
  }
  const first = frames[0];
  if (first === undefined) return null;
  const length = Math.min(RATE_WINDOW, now - first.completeTime);
  // One frame makes no rate.
  return length < RATE_WINDOW / 4 ? null : (count * 1e9) / length;
}

function recentRatio(frames: readonly FrameRecord[]): number | null {
  const ratios: number[] = [];
  for (let at = frames.length - 1; at >= Math.max(0, frames.length - RECENT_FRAMES); at--) {
    const { rawBytes, compressedBytes } = frames[at]!;
    if (rawBytes !== null && compressedBytes !== null && compressedBytes > 0) ratios.push(rawBytes / compressedBytes);
  }
  ratios.sort((a, b) => a - b);
  return ratios[ratios.length >> 1] ?? null;
}

function endText(end: Parameters<typeof endpointReport>[0]): string {
  const { ip, port } = endpointReport(end);
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
