/**
 * TCP conversations written down for tests: what each end sends is said with relative numbers, and any field can be
 * overridden. A scenario is a list of `Segment`s, plain data which can be cut up, shown and rendered again.
 *
 *   const s = new Scenario();
 *   s.handshake({ mss: 1460, ws: 7, sack: true });
 *   s.server.send(1448);
 *   s.wait(0.2);
 *   s.server.send(1448, { seq: 1 });   // the same bytes again
 *   s.client.ack();
 *   const rows = await tsharkRows(s.pcap());
 */
import {
  type CapturedPacket,
  flagBits,
  frame,
  LINK_TYPES,
  patternPayload,
  type TcpOption,
  tcpPacket,
  writePcap,
} from "./packets.ts";

/** One TCP packet as data; seq and ack are the numbers on the wire. */
export interface Segment {
  /** Nanoseconds since 1970. */
  time: bigint;
  source: string;
  sourcePort: number;
  destination: string;
  destinationPort: number;
  seq: number;
  ack: number;
  flags: string;
  window: number;
  length: number;
  options?: readonly TcpOption[];
  ipId?: number;
  ttl?: number;
  urgent?: number;
  payload?: Uint8Array;
}

/** What may be said of a segment besides what follows from the state of the conversation. */
export interface Overrides {
  /** Relative to this end's first sequence number: the first data byte after a SYN is 1. */
  seq?: number;
  /** Relative to the other end's. */
  ack?: number;
  rawSeq?: number;
  rawAck?: number;
  /** Letters of TCP_FLAGS. */
  flags?: string;
  /** As on the wire, before scaling. */
  window?: number;
  length?: number;
  payload?: Uint8Array;
  options?: readonly TcpOption[];
  /** Relative SACK blocks, appended to the options. */
  sack?: readonly (readonly [number, number])[];
  ipId?: number;
  ttl?: number;
  urgent?: number;
  /** Seconds since the scenario's start; does not move the clock. */
  at?: number;
  /** The capture lacks it, though the other end gets it (unless `lost`). */
  unseen?: boolean;
  /** The other end does not get it, so its next ACK does not cover it. */
  lost?: boolean;
}

export interface HandshakeOptions {
  mss?: number;
  /** The shift of both ends, or of each. */
  ws?: number;
  clientWs?: number;
  serverWs?: number;
  sack?: boolean;
  timestamps?: boolean;
  /** Seconds between the packets. */
  rtt?: number;
  /** Which of the three packets the capture has; all by default. */
  seen?: readonly ("syn" | "synAck" | "ack")[];
}

const START = 1_700_000_000_000_000_000n;
const u32 = (value: number): number => ((value % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000;

export class End {
  readonly address: string;
  readonly port: number;
  readonly isn: number;
  /** Relative number of the next new byte. */
  next = 0;
  /** Relative number of the next byte expected from the other end. */
  expected = 0;
  /** What further segments carry in the window field. */
  window = 65535;
  ipId = 1;
  readonly #early: [number, number][] = [];
  readonly #scenario: Scenario;

  constructor(scenario: Scenario, endpoint: string, isn: number) {
    const cut = endpoint.lastIndexOf(":");
    this.address = endpoint.slice(0, cut).replace(/^\[|\]$/g, "");
    this.port = Number(endpoint.slice(cut + 1));
    this.isn = isn;
    this.#scenario = scenario;
  }

  get peer(): End {
    return this.#scenario.client === this ? this.#scenario.server : this.#scenario.client;
  }

  /** Any segment at all; the others below are this with other defaults. */
  segment(overrides: Overrides = {}): this {
    const { peer } = this;
    const flags = overrides.flags ?? "A";
    const seq = overrides.seq ?? (overrides.rawSeq === undefined ? this.next : u32(overrides.rawSeq - this.isn));
    const length = overrides.payload?.length ?? overrides.length ?? 0;
    const acknowledges = flags.includes("A");
    const blocks = overrides.sack?.map(([l, r]) => [u32(l + peer.isn), u32(r + peer.isn)] as const);
    const options: TcpOption[] = [...(overrides.options ?? [])];
    if (blocks !== undefined) options.push({ kind: "nop" }, { kind: "nop" }, { kind: "sack", blocks });
    const rawAck =
      overrides.rawAck ??
      (overrides.ack === undefined && !acknowledges ? 0 : u32((overrides.ack ?? this.expected) + peer.isn));
    const segment: Segment = {
      time: overrides.at === undefined ? this.#scenario.clock : this.#scenario.timeAt(overrides.at),
      source: this.address,
      sourcePort: this.port,
      destination: peer.address,
      destinationPort: peer.port,
      seq: overrides.rawSeq ?? u32(seq + this.isn),
      ack: rawAck,
      flags,
      window: overrides.window ?? this.window,
      length,
      ipId: overrides.ipId ?? this.ipId++,
      ...(options.length > 0 && { options }),
      ...(overrides.payload && { payload: overrides.payload }),
      ...(overrides.ttl !== undefined && { ttl: overrides.ttl }),
      ...(overrides.urgent !== undefined && { urgent: overrides.urgent }),
    };
    const end = seq + length + (flags.includes("S") ? 1 : 0) + (flags.includes("F") ? 1 : 0);
    if (overrides.seq === undefined || end > this.next) this.next = Math.max(this.next, end);
    if (overrides.lost !== true) peer.#takeIn(seq, end);
    if (overrides.unseen !== true) this.#scenario.segments.push(segment);
    return this;
  }

  #takeIn(from: number, to: number): void {
    this.#early.push([from, to]);
    this.#early.sort((a, b) => a[0] - b[0]);
    for (const [l, r] of this.#early) if (l <= this.expected && r > this.expected) this.expected = r;
  }

  /** New data (or, with `seq`, old data again). */
  send(length: number, overrides: Overrides = {}): this {
    return this.segment({ flags: "PA", length, ...overrides });
  }
  ack(overrides: Overrides = {}): this {
    return this.segment(overrides);
  }
  /** The same ACK so many times. */
  dupAcks(count: number, overrides: Overrides = {}): this {
    for (let i = 0; i < count; i += 1) this.segment(overrides);
    return this;
  }
  syn(overrides: Overrides = {}): this {
    return this.segment({ flags: "S", seq: 0, ...overrides });
  }
  synAck(overrides: Overrides = {}): this {
    return this.segment({ flags: "SA", seq: 0, ...overrides });
  }
  fin(overrides: Overrides = {}): this {
    return this.segment({ flags: "FA", ...overrides });
  }
  rst(overrides: Overrides = {}): this {
    return this.segment({ flags: "R", window: 0, ...overrides });
  }
  /** The last byte sent, again (or no byte at its place). */
  keepAlive(length: 0 | 1 = 0, overrides: Overrides = {}): this {
    return this.segment({ seq: this.next - 1, length, lost: true, ...overrides });
  }
}

export interface ScenarioOptions {
  /** "10.0.0.1:40000", or "[fe80::1]:40000". */
  client?: string;
  server?: string;
  clientIsn?: number;
  serverIsn?: number;
  /** Nanoseconds since 1970. */
  start?: bigint;
  /** What both ends' segments carry in the window field; 65535 by default. */
  window?: number;
}

export class Scenario {
  readonly segments: Segment[] = [];
  readonly start: bigint;
  readonly client: End;
  readonly server: End;
  clock: bigint;

  constructor(options: ScenarioOptions = {}) {
    this.start = options.start ?? START;
    this.clock = this.start;
    this.client = new End(this, options.client ?? "10.0.0.1:40000", options.clientIsn ?? 1_000_000);
    this.server = new End(this, options.server ?? "10.0.0.2:9000", options.serverIsn ?? 5_000_000);
    if (options.window !== undefined) this.client.window = this.server.window = options.window;
  }

  timeAt(seconds: number): bigint {
    return this.start + BigInt(Math.round(seconds * 1e9));
  }

  /** Lets time pass, in seconds; it may run backwards. */
  wait(seconds: number): this {
    this.clock += BigInt(Math.round(seconds * 1e9));
    return this;
  }

  /** SYN, SYN-ACK, ACK, with a pause of rtt/2 before each of the last two. */
  handshake(options: HandshakeOptions = {}): this {
    const rtt = options.rtt ?? 0.01;
    const seen = options.seen ?? ["syn", "synAck", "ack"];
    const synOptions = (ws: number | undefined): TcpOption[] => [
      ...(options.mss === undefined ? [] : [{ kind: "mss", value: options.mss } as const]),
      ...(options.sack === true ? [{ kind: "sackPermitted" } as const] : []),
      ...(options.timestamps === true ? [{ kind: "timestamps", value: 1, echo: 0 } as const] : []),
      ...(ws === undefined ? [] : [{ kind: "windowScale", shift: ws } as const]),
    ];
    this.client.syn({ options: synOptions(options.clientWs ?? options.ws), unseen: !seen.includes("syn") });
    this.wait(rtt / 2);
    this.server.synAck({ options: synOptions(options.serverWs ?? options.ws), unseen: !seen.includes("synAck") });
    this.wait(rtt / 2);
    this.client.ack({ unseen: !seen.includes("ack") });
    return this;
  }

  /** A conversation captured from its middle: both ends have got this far. */
  midStream(clientNext = 1, serverNext = 1): this {
    this.client.next = this.server.expected = clientNext;
    this.server.next = this.client.expected = serverNext;
    return this;
  }

  pcap(linkType: number = LINK_TYPES.ethernet): Buffer {
    return pcapOf(this.segments, linkType);
  }
}

/** The packet on the wire, from its IP header on. */
export function packetOf(segment: Segment): Uint8Array {
  const { flags, window, seq, ack, source, destination, sourcePort, destinationPort } = segment;
  flagBits(flags);
  return tcpPacket({
    ...{ flags, window, seq, ack, source, destination, sourcePort, destinationPort },
    payload: segment.payload ?? patternPayload(segment.length, segment.seq % 65536),
    ...(segment.options && { options: segment.options }),
    ...(segment.ipId !== undefined && { ipId: segment.ipId % 65536 }),
    ...(segment.ttl !== undefined && { ttl: segment.ttl }),
    ...(segment.urgent !== undefined && { urgent: segment.urgent }),
  });
}

export function capturedPackets(
  segments: readonly Segment[],
  linkType: number = LINK_TYPES.ethernet,
): CapturedPacket[] {
  return segments.map((segment) => ({ data: frame(linkType, packetOf(segment)), time: segment.time }));
}

/** A capture of the segments in the order given (their times need not be in order). */
export function pcapOf(segments: readonly Segment[], linkType: number = LINK_TYPES.ethernet): Buffer {
  return writePcap(capturedPackets(segments, linkType), linkType);
}

/** Several scenarios in one capture, by time. */
export function interleave(...scenarios: readonly (readonly Segment[])[]): Segment[] {
  return scenarios.flat().sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

function optionText(option: TcpOption): string {
  switch (option.kind) {
    case "mss":
      return `mss=${option.value}`;
    case "windowScale":
      return `ws=${option.shift}`;
    case "sack":
      return `sack=${option.blocks.map(([l, r]) => `${l}-${r}`).join(",")}`;
    default:
      return option.kind;
  }
}

/** A line a packet, with numbers relative to the first seen of each direction; `note` adds to a line. */
export function describeSegments(segments: readonly Segment[], note: (index: number) => string = () => ""): string {
  const first = segments[0];
  if (first === undefined) return "(no packets)";
  const bases = new Map<string, number>();
  const end = (address: string, port: number): string => `${address}:${port}`;
  for (const { source, sourcePort, destination, destinationPort, seq, ack, flags } of segments) {
    const from = `${end(source, sourcePort)}>${end(destination, destinationPort)}`;
    const back = `${end(destination, destinationPort)}>${end(source, sourcePort)}`;
    if (!bases.has(from)) bases.set(from, flags.includes("S") ? seq : u32(seq - 1));
    if (!bases.has(back) && flags.includes("A")) bases.set(back, u32(ack - 1));
  }
  const signed = (value: number): number => (value >= 0x8000_0000 ? value - 0x1_0000_0000 : value);
  const lines = segments.map((segment, i) => {
    const from = end(segment.source, segment.sourcePort);
    const to = end(segment.destination, segment.destinationPort);
    const seq = signed(u32(segment.seq - (bases.get(`${from}>${to}`) ?? 0)));
    const ack = signed(u32(segment.ack - (bases.get(`${to}>${from}`) ?? 0)));
    const seconds = (Number(segment.time - first.time) / 1e9).toFixed(6);
    const cells = [
      String(i + 1).padStart(4),
      seconds.padStart(11),
      `${from}>${to}`,
      `[${segment.flags}]`.padEnd(5),
      `seq=${seq}`,
      ...(segment.flags.includes("A") ? [`ack=${ack}`] : segment.ack === 0 ? [] : [`(ack=${segment.ack})`]),
      `win=${segment.window}`,
      `len=${segment.length}`,
      ...(segment.options ?? []).filter(({ kind }) => kind !== "nop").map(optionText),
      note(i),
    ];
    return cells.join(" ").trimEnd();
  });
  const raw = [...bases].map(([direction, base]) => `${direction.split(">")[0]!} ${base}`).join(", ");
  return [...lines, `     relative numbers: 0 is ${raw}`].join("\n");
}
