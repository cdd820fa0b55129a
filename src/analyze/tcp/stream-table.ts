/** Every TCP stream of a capture, numbered as Wireshark numbers tcp.stream. */
import { ACK, SYN, type Segment } from "../packet/segment.ts";
import { REUSED_PORTS } from "./marks.ts";
import { Opening, type Side } from "./opening.ts";
import type { Stream } from "./stream.ts";

export interface Endpoint {
  readonly ipVersion: number;
  /** Four 32-bit words, see {@link Segment.source}. */
  readonly address: readonly number[];
  readonly port: number;
}

/** One tcp.stream. `a` sent its first packet. */
export class Conversation {
  readonly number: number;
  readonly a: Endpoint;
  readonly b: Endpoint;
  readonly firstPacket: number;
  lastPacket = 0;
  packets = 0;
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  /** Which side sent a SYN without ACK first, or got the first SYN with ACK; null when neither was seen. */
  opener: Side | null = null;
  readonly opening = new Opening();
  /** Set for streams that are analyzed in full. */
  stream: Stream | null = null;
  /** The next conversation whose ends have the same hash. */
  next: Conversation | undefined;

  constructor(number: number, segment: Segment) {
    this.number = number;
    this.firstPacket = segment.packet;
    this.firstTime = segment.time;
    this.a = endpoint(segment.ipVersion, segment.source, segment.sourcePort);
    this.b = endpoint(segment.ipVersion, segment.destination, segment.destinationPort);
  }

  /** Which side sent the segment; -1 when it is of another conversation. */
  sideOf(segment: Segment): Side | -1 {
    const { a, b } = this;
    if (segment.ipVersion !== a.ipVersion) return -1;
    const { source, destination, sourcePort, destinationPort } = segment;
    if (a.port === sourcePort && b.port === destinationPort && same(a, source) && same(b, destination)) return 0;
    if (b.port === sourcePort && a.port === destinationPort && same(b, source) && same(a, destination)) return 1;
    return -1;
  }
}

function endpoint(ipVersion: number, address: Int32Array, port: number): Endpoint {
  return { ipVersion, port, address: ipVersion === 6 ? [...address] : [address[0]!] };
}

function same(end: Endpoint, address: Int32Array): boolean {
  if (end.address[0] !== address[0]) return false;
  for (let i = 1; i < end.address.length; i++) if (end.address[i] !== address[i]) return false;
  return true;
}

/** Alike for both directions. */
function hash(segment: Segment): number {
  const { source, destination } = segment;
  let ends = source[0]! ^ destination[0]!;
  if (segment.ipVersion === 6) for (let i = 1; i < 4; i++) ends ^= Math.imul(source[i]! ^ destination[i]!, 31 + i);
  return ends ^ Math.imul(segment.sourcePort ^ segment.destinationPort, 0x9e3779b1);
}

export class StreamTable {
  readonly conversations: Conversation[] = [];
  /** Of the segment last looked up: the side that sent it, and the marks it got for opening or reopening. */
  side: Side = 0;
  marks = 0;
  readonly #byHash = new Map<number, Conversation>();
  #last: Conversation | null = null;

  /**
   * The conversation the segment belongs to, made when there is none. Sets {@link side} and {@link marks}.
   *
   * @param opened called for each conversation when it begins
   * @param replaced called for a conversation when another begins between the same ends
   */
  find(
    segment: Segment,
    opened: (conversation: Conversation) => void,
    replaced: (conversation: Conversation) => void,
  ): Conversation {
    let conversation = this.#lookUp(segment);
    let marks = 0;
    if (conversation?.opening.endsWith(segment, this.side)) {
      replaced(conversation);
      this.#remove(conversation, hash(segment));
      conversation = null;
      marks = REUSED_PORTS;
    }
    if (conversation === null) {
      conversation = this.#open(segment);
      this.side = 0;
      opened(conversation);
    }
    this.#last = conversation;
    conversation.packets++;
    conversation.lastPacket = segment.packet;
    conversation.lastTime = segment.time;
    if (conversation.opener === null && (segment.flags & SYN) !== 0) {
      const withAck = (segment.flags & ACK) !== 0;
      conversation.opener = withAck === (this.side === 0) ? 1 : 0;
    }
    this.marks = marks | conversation.opening.take(segment, this.side);
    return conversation;
  }

  #lookUp(segment: Segment): Conversation | null {
    let candidate = this.#last ?? undefined;
    let side = candidate?.sideOf(segment) ?? -1;
    if (side === -1) {
      for (candidate = this.#byHash.get(hash(segment)); candidate !== undefined; candidate = candidate.next) {
        side = candidate.sideOf(segment);
        if (side !== -1) break;
      }
    }
    if (candidate === undefined || side === -1) return null;
    this.side = side;
    return candidate;
  }

  #open(segment: Segment): Conversation {
    const conversation = new Conversation(this.conversations.length, segment);
    this.conversations.push(conversation);
    const key = hash(segment);
    conversation.next = this.#byHash.get(key);
    this.#byHash.set(key, conversation);
    return conversation;
  }

  #remove(conversation: Conversation, key: number): void {
    this.#last = null;
    const first = this.#byHash.get(key);
    if (first === conversation) {
      if (conversation.next === undefined) this.#byHash.delete(key);
      else this.#byHash.set(key, conversation.next);
      return;
    }
    for (let at = first; at !== undefined; at = at.next) {
      if (at.next === conversation) {
        at.next = conversation.next;
        return;
      }
    }
  }
}
