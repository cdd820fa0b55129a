/**
 * The analyzer's core: takes packets one after another, from a file or from a live capture alike, and keeps what the
 * report needs.
 */
import type {
  CaptureComment,
  CaptureSink,
  CaptureWarning,
  InterfaceInfo,
  ListConventions,
} from "./capture-file/types.ts";
import type { InflatePool } from "./frames/inflate-pool.ts";
import { DEFAULT_FORMAT, STREAM_FORMATS } from "./formats/registry.ts";
import { TellingDecoder } from "./formats/telling.ts";
import type { PortChoice, PortChoices, StreamContext, StreamDecoder } from "./formats/types.ts";
import type { Observer } from "./observer.ts";
import { FRAGMENT, PacketDecoder } from "./packet/decode.ts";
import type { Segment } from "./packet/segment.ts";
import { clientSide } from "./tcp/client-side.ts";
import { RingBudget } from "./tcp/recent-bytes.ts";
import { StreamTable, type Conversation } from "./tcp/stream-table.ts";
import { Stream } from "./tcp/stream.ts";

/** What the analysis is asked for. */
export interface AnalysisSettings {
  readonly ports: PortChoices;
  /** Streams on any other port, too, where their first bytes tell a format. */
  readonly detect?: boolean;
  /** This tcp.stream only; null: all on the ports. */
  readonly stream: number | null;
  readonly inflate: InflatePool | null;
  readonly maxFrameBytes: number;
  readonly observers?: readonly Observer[];
}

/** A conversation that is reported, with what decodes its bytes. */
export interface Analyzed {
  readonly conversation: Conversation;
  readonly stream: Stream;
  readonly decoder: StreamDecoder;
  /** Reported whatever it carries; otherwise only if its format is recognised. */
  readonly always: boolean;
}

interface Candidates extends PortChoice {
  /** Their port says that it is one of them; else only a sure sign counts. */
  readonly oneOfThem: boolean;
}

interface Undecoded {
  packets: number;
  readonly firstPacket: number;
}

/** Warnings and comments beyond this many are dropped: a hostile file must not grow the report without bound. */
const MAX_WARNINGS = 1000;

/** The streams closed last are ready for stragglers; those closed before give their memory back. */
const RESTLESS = 16;

export class Analysis implements CaptureSink {
  readonly interfaces: InterfaceInfo[] = [];
  readonly warnings: CaptureWarning[] = [];
  readonly comments: CaptureComment[] = [];
  readonly drops = new Map<number, number>();
  readonly undecodedByName = new Map<string, Undecoded>();
  readonly analyzed: Analyzed[] = [];
  readonly table = new StreamTable();
  conventions: ListConventions | null = null;
  packets = 0;
  cutPackets = 0;
  fragments = 0;
  firstFragment = 0;
  /** The whole second that all times count from; NaN before the first packet with a time. */
  baseSeconds = Number.NaN;
  /** Earliest and latest packet, nanoseconds since `baseSeconds`. */
  earliest = Number.POSITIVE_INFINITY;
  latest = Number.NEGATIVE_INFINITY;

  readonly #settings: AnalysisSettings;
  readonly #ports: ReadonlySet<number>;
  readonly #decoder = new PacketDecoder();
  readonly #budget = new RingBudget();
  readonly #linkTypes: number[] = [];

  readonly #segmentObservers: NonNullable<Observer["segment"]>[] = [];
  readonly #frameObservers: NonNullable<Observer["frame"]>[] = [];
  readonly #messageObservers: NonNullable<Observer["message"]>[] = [];
  readonly #fileObservers: NonNullable<Observer["file"]>[] = [];
  /** Streams that are reported only if a format is told. */
  readonly #telling = new Map<Conversation, { readonly analyzed: Analyzed; readonly teller: TellingDecoder }>();
  readonly #closed: Stream[] = [];
  #closings = 0;

  constructor(settings: AnalysisSettings) {
    this.#settings = settings;
    this.#ports = new Set(settings.ports.keys());
    for (const { segment, frame, message, file } of settings.observers ?? []) {
      if (segment !== undefined) this.#segmentObservers.push(segment);
      if (frame !== undefined) this.#frameObservers.push(frame);
      if (message !== undefined) this.#messageObservers.push(message);
      if (file !== undefined) this.#fileObservers.push(file);
    }
    for (const observer of settings.observers ?? []) observer.begin?.(this);
  }

  /** IP fragments that are part of no whole datagram. */
  get unusedFragments(): number {
    return this.#decoder.unusedFragments;
  }

  interface(info: InterfaceInfo): void {
    this.interfaces.push(info);
    this.#linkTypes.push(info.linkType ?? -1);
  }

  packet(
    number: number,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    originalLength: number,
    seconds: number,
    nanoseconds: number,
    interfaceIndex: number,
  ): void {
    this.packets++;
    const time = this.#time(seconds, nanoseconds);
    if (capturedLength < originalLength) this.cutPackets++;
    const linkType = this.#linkTypes[interfaceIndex] ?? -1;
    const undecoded = this.#decoder.decode(linkType, data, offset, capturedLength, originalLength);
    if (undecoded !== null) {
      this.#countUndecoded(undecoded, number);
      return;
    }
    const segment = this.#decoder.segment;
    segment.packet = number;
    segment.time = time;
    this.#segment(segment);
  }

  segment(segment: Segment, seconds: number, nanoseconds: number): void {
    this.packets++;
    segment.time = this.#time(seconds, nanoseconds);
    this.#segment(segment);
  }

  undecoded(number: number, name: string, seconds: number, nanoseconds: number): void {
    this.packets++;
    this.#time(seconds, nanoseconds);
    this.#countUndecoded(name, number);
  }

  listConventions(conventions: ListConventions): void {
    this.conventions = conventions;
  }

  warning(warning: CaptureWarning): void {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push(warning);
  }

  comment(comment: CaptureComment): void {
    if (this.comments.length < MAX_WARNINGS) this.comments.push(comment);
  }

  dropped(interfaceIndex: number, count: number): void {
    this.drops.set(interfaceIndex, (this.drops.get(interfaceIndex) ?? 0) + count);
  }

  /** Gives away the streams one by one, in order; they are not kept. */
  takeAnalyzed<T>(take: (analyzed: Analyzed) => T): T[] {
    const taken: T[] = [];
    const all = this.analyzed;
    all.reverse();
    for (let last = all.pop(); last !== undefined; last = all.pop()) {
      taken.push(take(last));
      last.conversation.stream = null;
    }
    return taken;
  }

  /** No more packets will come. */
  end(): void {
    for (const { stream } of this.analyzed) stream.end();
    for (const analyzed of this.analyzed.filter(({ always, decoder }) => !always && !decoder.recognised)) {
      this.#ignore(analyzed);
    }
  }

  /** The stream carries nothing that is known, and nobody asked for it. */
  #ignore(analyzed: Analyzed): void {
    const { conversation } = analyzed;
    conversation.stream = null;
    this.analyzed.splice(this.analyzed.lastIndexOf(analyzed), 1);
    for (const observer of this.#settings.observers ?? []) observer.ignored?.(conversation);
  }

  #segment(segment: Segment): void {
    const conversation = this.table.find(segment, this.#opened, this.#replaced);
    const { stream } = conversation;
    if (stream === null) return;
    const wasClosed = stream.isClosed();
    const marks = stream.take(segment, this.table.side, this.table.marks);
    if (!wasClosed && stream.isClosed()) {
      this.#closed[this.#closings % RESTLESS]?.rest();
      this.#closed[this.#closings++ % RESTLESS] = stream;
    }
    for (const observer of this.#segmentObservers) observer(segment, conversation, marks, this.table.side);
    if (this.#telling.size > 0) this.#isTold(conversation);
  }

  #isTold(conversation: Conversation): void {
    const one = this.#telling.get(conversation);
    if (one === undefined) return;
    const { format, isNone } = one.teller;
    if (format === null && !isNone) return;
    this.#telling.delete(conversation);
    if (isNone) this.#ignore(one.analyzed);
  }

  readonly #opened = (conversation: Conversation): void => {
    const candidates = this.#candidates(conversation);
    if (candidates === null) return;
    const { formats, always, oneOfThem } = candidates;
    const context = this.#context(conversation);
    const [only, ...others] = formats;
    const teller =
      always && only !== undefined && others.length === 0 ? null : new TellingDecoder(context, formats, oneOfThem);
    const decoder = teller ?? only!.createDecoder(context);
    const stream = new Stream(conversation.opening, decoder.consumers, this.#budget);
    const analyzed: Analyzed = { conversation, stream, decoder, always };
    conversation.stream = stream;
    this.analyzed.push(analyzed);
    if (teller !== null && !always) this.#telling.set(conversation, { analyzed, teller });
  };

  /** What a conversation may speak; null: it is none of those that are asked for. */
  #candidates({ a, b, number }: Conversation): Candidates | null {
    const { ports, stream: only, detect = false } = this.#settings;
    if (only !== null && number !== only) return null;
    const choice = ports.get(b.port) ?? ports.get(a.port);
    if (choice !== undefined) return { ...choice, always: choice.always || only !== null, oneOfThem: true };
    if (detect) return { formats: STREAM_FORMATS, always: only !== null, oneOfThem: false };
    return only === null ? null : { formats: [DEFAULT_FORMAT], always: true, oneOfThem: true };
  }

  #context(conversation: Conversation): StreamContext {
    const { inflate, maxFrameBytes } = this.#settings;
    const client = clientSide(conversation, this.#ports);
    const context: StreamContext = {
      ...{ client, inflate, maxFrameBytes },
      segmentSize: (side) => conversation.stream?.segmentSize(side) ?? null,
      onMessage: (message, text) => {
        for (const observer of this.#messageObservers) observer({ conversation, message, text });
      },
      onFile: (file, bytes) => {
        for (const observer of this.#fileObservers) observer({ conversation, file, bytes });
      },
    };
    if (this.#frameObservers.length === 0) return context;
    return {
      ...context,
      onBody: (format, side, body, record, index) => {
        for (const observer of this.#frameObservers) observer({ conversation, side, index, record, format, body });
      },
    };
  }

  readonly #replaced = (conversation: Conversation): void => {
    conversation.stream?.end();
  };

  #countUndecoded(name: string, packet: number): void {
    if (name === FRAGMENT) {
      this.fragments++;
      if (this.firstFragment === 0) this.firstFragment = packet;
      return;
    }
    const known = this.undecodedByName.get(name);
    if (known === undefined) this.undecodedByName.set(name, { packets: 1, firstPacket: packet });
    else known.packets++;
  }

  #time(seconds: number, nanoseconds: number): number {
    if (Number.isNaN(this.baseSeconds)) this.baseSeconds = seconds;
    const time = (seconds - this.baseSeconds) * 1e9 + nanoseconds;
    if (time < this.earliest) this.earliest = time;
    if (time > this.latest) this.latest = time;
    return time;
  }
}
