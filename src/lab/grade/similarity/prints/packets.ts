/** Reads a capture once more, for the digests of its packets, its sessions and its clocks. */
import type { CaptureInput } from "../../../../analyze/analyze.ts";
import { readCapture } from "../../../../analyze/capture-file/feed.ts";
import type { CaptureSink, InterfaceInfo } from "../../../../analyze/capture-file/types.ts";
import { endpointReport } from "../../../../analyze/facts/addresses.ts";
import { PacketDecoder } from "../../../../analyze/packet/decode.ts";
import { ACK, FIN, RST, SYN, URG, type Segment } from "../../../../analyze/packet/segment.ts";
import { StreamTable, type Conversation, type Endpoint } from "../../../../analyze/tcp/stream-table.ts";
import { Digest, KIND } from "./digest.ts";
import { SketchBuilder, type Sketch } from "./sketch.ts";
import { ClockSamples } from "./clock-samples.ts";
import type { SessionPrint } from "./types.ts";

export interface PacketPrints {
  readonly headers: Sketch;
  readonly contents: Sketch;
  readonly sessions: readonly SessionPrint[];
  readonly clocks: readonly ClockSamples[];
  /** Of both ends of every stream. */
  readonly ports: ReadonlySet<number>;
  readonly packets: number;
  readonly origin: number | null;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
}

/** Payloads with fewer bytes are alike by chance. */
const LEAST_PAYLOAD = 32;
/** Sessions kept; a capture with more of them is compared by its packets. */
const MAX_SESSIONS = 256;
/** Streams whose clocks are looked at. */
const MAX_CLOCKS = 32;

/** @throws AnalyzeError as readCapture does */
export async function packetPrints(input: CaptureInput): Promise<PacketPrints> {
  const sink = new PrintSink();
  await readCapture(input, sink);
  return sink.prints();
}

interface Opening {
  /** The SYN's sender, address and port. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly syn: { readonly packet: number; readonly seq: number; readonly tsVal: number };
  synAck: { readonly packet: number; readonly seq: number; readonly tsVal: number } | null;
}

class PrintSink implements CaptureSink {
  readonly #linkTypes: number[] = [];
  readonly #decoder = new PacketDecoder();
  readonly #table = new StreamTable();
  readonly #digest = new Digest();
  readonly #headers = new SketchBuilder();
  readonly #contents = new SketchBuilder();
  readonly #openings = new Map<Conversation, Opening>();
  readonly #clocks = new Map<Conversation, readonly [ClockSamples, ClockSamples]>();
  #packets = 0;
  #base = Number.NaN;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  interface({ linkType }: InterfaceInfo): void {
    this.#linkTypes.push(linkType ?? -1);
  }

  packet(
    number: number,
    data: Uint8Array,
    offset: number,
    captured: number,
    original: number,
    seconds: number,
    nanoseconds: number,
    interfaceIndex: number,
  ): void {
    this.#packets++;
    if (Number.isNaN(this.#base)) this.#base = seconds;
    const time = seconds - this.#base + nanoseconds / 1e9;
    if (time < this.#first) this.#first = time;
    if (time > this.#last) this.#last = time;
    const link = this.#linkTypes[interfaceIndex] ?? -1;
    if (this.#decoder.decode(link, data, offset, captured, original) !== null) return;
    const { segment } = this.#decoder;
    segment.packet = number;
    segment.time = time * 1e9;
    const conversation = this.#table.find(segment, nothing, nothing);
    this.#open(conversation, segment);
    this.#clock(conversation, segment, time);
    this.#digestHeader(segment, time);
    this.#digestContent(segment, time);
  }

  /** A printed list has no bytes, and often no raw numbers: it can't be told from another by them. */
  segment(): void {
    this.#packets++;
  }

  undecoded(): void {
    this.#packets++;
  }

  listConventions(): void {
    // nothing to learn from them
  }

  warning(): void {
    // the analysis tells them
  }

  comment(): void {
    // the analysis tells them
  }

  dropped(): void {
    // the analysis tells them
  }

  prints(): PacketPrints {
    const known = Number.isFinite(this.#first);
    return {
      headers: this.#headers.sketch(),
      contents: this.#contents.sketch(),
      sessions: this.#sessions(),
      clocks: [...this.#clocks.values()].flat(),
      ports: new Set(this.#table.conversations.flatMap(({ a, b }) => [a.port, b.port])),
      packets: this.#packets,
      origin: known ? this.#base : null,
      firstTime: known ? this.#base + this.#first : null,
      lastTime: known ? this.#base + this.#last : null,
    };
  }

  #open(conversation: Conversation, segment: Segment): void {
    const { flags, packet, seq, tsVal } = segment;
    if ((flags & SYN) === 0) return;
    if ((flags & ACK) === 0) {
      if (this.#openings.has(conversation) || this.#openings.size >= MAX_SESSIONS) return;
      const [client, server] =
        this.#table.side === 0 ? [conversation.a, conversation.b] : [conversation.b, conversation.a];
      this.#openings.set(conversation, { client, server, syn: { packet, seq, tsVal }, synAck: null });
      return;
    }
    const opening = this.#openings.get(conversation);
    if (opening !== undefined) opening.synAck ??= { packet, seq, tsVal };
  }

  #sessions(): SessionPrint[] {
    const found: SessionPrint[] = [];
    for (const [{ number }, { client, server, syn, synAck }] of this.#openings) {
      if (synAck === null) continue;
      found.push({
        stream: number,
        ends: [endText(client), endText(server)],
        ports: [client.port, server.port],
        isn: [syn.seq, synAck.seq],
        timestamps: [stamp(syn.tsVal), stamp(synAck.tsVal)],
        packets: [syn.packet, synAck.packet],
      });
    }
    return found;
  }

  #clock(conversation: Conversation, { tsVal, packet }: Segment, time: number): void {
    if (tsVal < 0 || Number.isNaN(time)) return;
    let clocks = this.#clocks.get(conversation);
    if (clocks === undefined) {
      if (this.#clocks.size >= MAX_CLOCKS) return;
      const { number, a, b } = conversation;
      clocks = [new ClockSamples(number, endText(a)), new ClockSamples(number, endText(b))];
      this.#clocks.set(conversation, clocks);
    }
    clocks[this.#table.side].add(packet, time, tsVal);
  }

  /**
   * What editcap, mergecap and tcprewrite leave as it is when they cut, shift, join and rename: not the time, addresses,
   * ports, TTL, checksum, IP identification, link layer, nor how much of the payload was kept. PSH and ECN bits change
   * on the way.
   */
  #digestHeader({ seq, ack, flags, length, window, tsVal, tsEcr, packet }: Segment, time: number): void {
    const kept = flags & (FIN | SYN | RST | ACK | URG);
    const digest = this.#digest
      .begin(KIND.packet)
      .add(seq)
      .add((flags & ACK) === 0 ? 0 : ack);
    digest.add(kept).add(length).add(window).add(tsVal).add(tsEcr);
    this.#headers.add(digest.high, digest.low, packet, time);
  }

  /** What `tcprewrite --tcp-sequence` leaves: the payload, told from others like it by the sender's clock or the IP identification. */
  #digestContent({ data, payload, captured, length, tsVal, ipId, packet }: Segment, time: number): void {
    if (length < LEAST_PAYLOAD || captured < length || (tsVal < 0 && ipId <= 0)) return;
    const digest = this.#digest.begin(KIND.content).add(tsVal < 0 ? ipId : tsVal);
    digest.bytes(data, payload, payload + length);
    this.#contents.add(digest.high, digest.low, packet, time);
  }
}

const nothing = (): void => undefined;
const stamp = (tsVal: number): number | null => (tsVal < 0 ? null : tsVal);

function endText(end: Endpoint): string {
  const { ip, port } = endpointReport(end);
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
