/** Follows an analysis packet by packet: what happens, told once as it happens, and how every stream stands. */
import type { Analysis, Analyzed } from "../../analyze/analysis.ts";
import type { Observer } from "../../analyze/observer.ts";
import { FIN, RST, SYN, type Segment } from "../../analyze/packet/segment.ts";
import {
  ACK_LOST_SEGMENT,
  FAST_RETRANSMISSION,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  ZERO_WINDOW,
} from "../../analyze/tcp/marks.ts";
import type { Conversation } from "../../analyze/tcp/stream-table.ts";
import { digits, durationText } from "../render/units.ts";
import { messagesText } from "./messages-text.ts";
import { StreamWatch, type LiveStream } from "./stream-watch.ts";

/** Something that happened on a stream. */
export interface LiveEvent {
  /** Since the recording's first packet, seconds; null: the recording gives no time. */
  readonly time: number | null;
  /** 0: it is of no single packet. */
  readonly packet: number;
  readonly stream: number;
  readonly text: string;
}

/** Marks worth a line of their own, the most telling one first: a packet gets one line. */
const TOLD: readonly (readonly [mark: number, text: string])[] = [
  [FAST_RETRANSMISSION, "fast retransmission"],
  [SPURIOUS_RETRANSMISSION, "spurious retransmission"],
  [RETRANSMISSION, "retransmission"],
  [OUT_OF_ORDER, "out of order"],
  [LOST_SEGMENT, "a segment before it was not captured"],
  [ACK_LOST_SEGMENT, "acknowledges a segment that was not captured"],
  [ZERO_WINDOW, "zero window"],
  [WINDOW_FULL, "window full"],
];
const ANY_TOLD = TOLD.reduce((all, [mark]) => all | mark, 0);
/** Events not fetched yet; a burst of losses is summed up beyond that. */
const MAX_EVENTS = 200;
/** Streams that changed lately are shown; others have had their say. */
const MAX_SHOWN = 6;
/** Of streams that are not followed, so many are named. */
const MOST_ELSEWHERE = 3;
/** By then a share has begun, if there is one. */
const MANY_PACKETS = 50;
/** How often frames and messages are told of, seconds of the recording. */
const TOLD_EVERY = 1;

export class LiveView implements Observer {
  #analysis: Analysis | null = null;
  readonly #ports: ReadonlySet<number>;
  /** By conversation; the one that changed last is the last. */
  readonly #streams = new Map<Conversation, StreamWatch>();
  #events: LiveEvent[] = [];
  #omitted = 0;
  #latest = Number.NaN;
  /** By stream, what was told last of its frames or messages. */
  readonly #told = new Map<number, string>();
  #toldAt = Number.NaN;
  #hasToldElsewhere = false;

  /** @param ports those that are analyzed, to tell a client from a server where no SYN was seen */
  constructor(ports: Iterable<number>) {
    this.#ports = new Set(ports);
  }

  readonly begin = (analysis: Analysis): void => {
    this.#analysis = analysis;
  };

  readonly segment = (segment: Segment, conversation: Conversation, marks: number, side: 0 | 1): void => {
    if (!(segment.time <= this.#latest)) this.#latest = segment.time;
    const watch = this.#watch(conversation);
    if (watch === null) return;
    if ((marks & ANY_TOLD) !== 0) this.#tellMark(segment, watch, marks, side);
    if ((segment.flags & (SYN | FIN | RST)) !== 0) this.#tellFlags(segment, watch, side);
    const { stream } = watch.analyzed;
    if (stream.handshakeAck === segment.packet) this.#tellHandshake(segment, watch);
  };

  /** Frames that all streams brought so far. */
  get frames(): number {
    let frames = 0;
    for (const { decoder } of this.#analysis?.analyzed ?? []) {
      for (const side of decoder.frames ?? []) frames += side.whole;
    }
    return frames;
  }

  /** What happened since the last call, oldest first. */
  events(): LiveEvent[] {
    this.#tellCounts();
    this.#tellElsewhere();
    const events = this.#events;
    if (this.#omitted > 0) {
      const text = `${this.#omitted} more marked packets in this moment`;
      events.push({ time: this.#seconds(this.#latest), packet: 0, stream: -1, text });
    }
    this.#events = [];
    this.#omitted = 0;
    return events;
  }

  /** The streams that changed last, by their numbers. */
  streams(): LiveStream[] {
    const last = [...this.#streams.values()].slice(-MAX_SHOWN).sort((a, b) => a.number - b.number);
    return last.map((watch) => watch.look(this.#latest));
  }

  /** Ports of streams that were seen while none is followed: "52748 and 9200"; empty: there are none, or one is. */
  get elsewhere(): readonly string[] {
    if (this.#analysis === null || this.streamCount > 0) return [];
    const { conversations } = this.#analysis.table;
    return conversations.slice(0, MOST_ELSEWHERE).map(({ a, b }) => `${a.port} and ${b.port}`);
  }

  get streamCount(): number {
    return this.#analysis?.analyzed.length ?? 0;
  }

  readonly ignored = (conversation: Conversation): void => {
    this.#streams.delete(conversation);
  };

  #watch(conversation: Conversation): StreamWatch | null {
    let watch = this.#streams.get(conversation);
    if (watch === undefined) {
      const analyzed = this.#find(conversation);
      if (analyzed === null) return null;
      watch = new StreamWatch(analyzed, this.#ports);
    } else this.#streams.delete(conversation);
    this.#streams.set(conversation, watch);
    if (this.#streams.size > 4 * MAX_SHOWN) {
      for (const oldest of this.#streams.keys()) {
        this.#streams.delete(oldest);
        break;
      }
    }
    return watch;
  }

  #find(conversation: Conversation): Analyzed | null {
    const all = this.#analysis?.analyzed ?? [];
    for (let at = all.length - 1; at >= 0; at--) if (all[at]!.conversation === conversation) return all[at]!;
    return null;
  }

  #tellMark(segment: Segment, watch: StreamWatch, marks: number, side: 0 | 1): void {
    const text = TOLD.find(([mark]) => (marks & mark) !== 0)?.[1] ?? "";
    const length = segment.length > 0 ? `, ${segment.length} bytes` : "";
    this.#tell(segment, watch, `${text} (${watch.who(side)}${length})`);
  }

  #tellFlags(segment: Segment, watch: StreamWatch, side: 0 | 1): void {
    const who = watch.who(side);
    // The first of each: a reset is often sent again for whatever still arrives.
    const { fin, rst } = watch.analyzed.stream.flows[side];
    if (rst === segment.packet) this.#tell(segment, watch, `reset by the ${who}`);
    else if (fin === segment.packet) this.#tell(segment, watch, `the ${who} closes (FIN)`);
    else if (watch.analyzed.conversation.packets === 1 && (segment.flags & SYN) !== 0) {
      const { client, server } = watch.look(this.#latest);
      this.#tell(segment, watch, `${client} connects to ${server} (SYN)`);
    }
  }

  #tellHandshake(segment: Segment, watch: StreamWatch): void {
    const { initialRoundTrip } = watch.analyzed.stream.opening;
    const trip = initialRoundTrip > 0 ? `, initial round trip ${durationText(initialRoundTrip / 1e9)}` : "";
    this.#tell(segment, watch, `handshake complete${trip}`);
  }

  #tell(segment: Segment, watch: StreamWatch, text: string): void {
    if (this.#events.length >= MAX_EVENTS) this.#omitted++;
    else {
      const time = this.#seconds(segment.time);
      this.#events.push({ time, packet: segment.packet, stream: watch.number, text });
    }
  }

  /** Once, when enough has come to tell that the port is another one. */
  #tellElsewhere(): void {
    if (this.#hasToldElsewhere || (this.#analysis?.packets ?? 0) < MANY_PACKETS) return;
    this.#hasToldElsewhere = true;
    const [first] = this.elsewhere;
    if (first === undefined) return;
    const asked = [...this.#ports].join(", ");
    const text = `no stream on port ${asked}, but between ports ${first}: choose with --port`;
    this.#events.push({ time: null, packet: 0, stream: -1, text });
  }

  /** They come too often for a line each. */
  #tellCounts(): void {
    if (this.#latest - this.#toldAt < TOLD_EVERY * 1e9) return;
    this.#toldAt = this.#latest;
    for (const watch of this.#streams.values()) {
      const { frames, fps, ratio, rtt, messages } = watch.look(this.#latest);
      const said = messagesText(messages);
      const what = said ?? `${frames ?? 0} frames`;
      if ((said === null && (frames ?? 0) === 0) || this.#told.get(watch.number) === what) continue;
      this.#told.set(watch.number, what);
      const parts = [what];
      if (fps !== null) parts.push(`${digits(fps)} frames/s`);
      if (ratio !== null) parts.push(`ratio ${digits(ratio)}`);
      if (rtt !== null) parts.push(`round trip ${durationText(rtt)}`);
      this.#events.push({
        time: this.#seconds(this.#latest),
        packet: 0,
        stream: watch.number,
        text: parts.join(", "),
      });
    }
  }

  #seconds(time: number): number | null {
    // As Wireshark counts: from the recording's first packet, of whatever stream it is.
    const since = (time - (this.#analysis?.earliest ?? Number.NaN)) / 1e9;
    return Number.isFinite(since) ? since : null;
  }
}
