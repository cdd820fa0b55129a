/**
 * Random TCP conversations for judging an analysis against tshark: a walk over the states of both ends, mostly
 * plausible, with every disturbance Wireshark has a word for. The same seed gives the same packets.
 */
import fc from "fast-check";

import { Random } from "./corpus-prng.ts";
import type { TcpOption } from "./packets.ts";
import type { Segment } from "./scenario.ts";

const MICROSECOND = 1_000n;
const GAPS: readonly bigint[] = [
  0n,
  0n,
  10n,
  10n,
  1000n,
  1000n,
  2900n,
  3100n,
  19_000n,
  21_000n,
  200_000n,
  1_000_000n,
].map((value) => value * MICROSECOND);
const LENGTHS = [1, 2, 100, 100, 1448, 1448, 1448];
const WINDOWS = [1, 2, 100, 1448, 2896, 65535, 65535, 65535];
/** Ordinary numbers, and those which wrap around or meet 0 and 2^31, soon or at once. */
const ISNS = [1000, 77_000, 5_000_000, 3_000_000_000, 4_000_000_000];
const ODD_ISNS = [1000, 77_000, 0, 0xffff_ffff, 0xffff_ff9b, 0xffff_fa57, 0x7fff_ffff, 0x8000_0000, 3_000_000_000];
const wrap = (value: number): number => ((value % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000;

const pickIsn = (random: Random): number => random.pick(random.chance(0.15) ? ODD_ISNS : ISNS);

interface Side {
  readonly address: string;
  readonly port: number;
  isn: number;
  /** Relative numbers: what comes next, and what has been captured or not. */
  next: number;
  /** What this end has of the other's bytes, as it tells it. */
  got: number;
  lastAck: number;
  window: number;
  shift: number | undefined;
  sent: { seq: number; length: number; fin: boolean }[];
  unseen: { seq: number; length: number }[];
}

interface Emit {
  seq?: number;
  ack?: number;
  flags?: string;
  window?: number;
  length?: number;
  options?: readonly TcpOption[];
  unseen?: boolean;
}

class Conversation {
  readonly random: Random;
  readonly #out: Segment[];
  readonly #clock: { now: bigint };
  readonly sides: [Side, Side];
  #ipId = 1;

  constructor(random: Random, out: Segment[], clock: { now: bigint }, ends: readonly [string, number, string, number]) {
    this.random = random;
    this.#out = out;
    this.#clock = clock;
    const side = (address: string, port: number): Side => ({
      ...{ address, port, isn: pickIsn(random), next: 0, got: 0, lastAck: 0, window: 65535, shift: undefined },
      sent: [],
      unseen: [],
    });
    this.sides = [side(ends[0], ends[1]), side(ends[2], ends[3])];
  }

  emit(from: Side, what: Emit): void {
    const { random } = this;
    const to = this.sides[0] === from ? this.sides[1] : this.sides[0];
    const flags = what.flags ?? (random.chance(0.3) ? "PA" : "A");
    const seq = what.seq ?? from.next;
    const length = what.length ?? 0;
    const ack = what.ack ?? from.got;
    const window = what.window ?? from.window;
    this.#clock.now += random.pick(GAPS);
    if (random.chance(0.004)) this.#clock.now -= random.pick(GAPS);
    const hasAck = flags.includes("A");
    if (what.unseen !== true)
      this.#out.push({
        ...{ time: this.#clock.now, source: from.address, sourcePort: from.port },
        ...{ destination: to.address, destinationPort: to.port, seq: wrap(from.isn + seq) },
        ...{ ack: hasAck ? wrap(to.isn + ack) : 0, flags, window, length, ipId: this.#ipId++ % 65536 },
        ...(what.options !== undefined && what.options.length > 0 && { options: what.options }),
      });
    const end = seq + length + (flags.includes("S") ? 1 : 0) + (flags.includes("F") ? 1 : 0);
    if (hasAck && what.unseen !== true) from.lastAck = ack;
    if (!flags.includes("R")) from.window = window;
    if (end > seq) {
      if (what.unseen === true) from.unseen.push({ seq, length });
      else from.sent.push({ seq, length, fin: flags.includes("F") });
    }
    from.next = Math.max(from.next, end);
  }

  #other(side: Side): Side {
    return this.sides[0] === side ? this.sides[1] : this.sides[0];
  }

  #synOptions(side: Side): TcpOption[] {
    const { random } = this;
    const options: TcpOption[] = [];
    if (random.chance(0.8)) options.push({ kind: "mss", value: 1460 });
    if (random.chance(0.5)) options.push({ kind: "sackPermitted" });
    if (random.chance(0.7)) {
      side.shift = random.pick([0, 1, 2, 7, 14, 15]);
      options.push({ kind: "windowScale", shift: side.shift });
    } else side.shift = undefined;
    if (random.chance(0.05))
      options.push({ kind: "fastOpen", ...(random.chance(0.7) && { cookie: new Uint8Array(8) }) });
    return options;
  }

  open(): void {
    const { random } = this;
    const [client, server] = this.sides;
    const seen = random.weighted([
      [10, "all"],
      [3, "none"],
      [1, "no syn"],
      [1, "no synack"],
      [1, "no ack"],
      [1, "syn only"],
      [1, "simultaneous"],
    ] as const);
    const window = (): number => random.pick([0, 1448, 65535, 65535, 65535]);
    const dataInSyn = random.chance(0.06) ? random.pick(LENGTHS) : 0;
    if (seen === "simultaneous") {
      const options = [this.#synOptions(client), this.#synOptions(server)] as const;
      this.emit(client, { flags: "S", seq: 0, options: options[0] });
      this.emit(server, { flags: "S", seq: 0, options: options[1] });
      client.got = server.got = 1;
      this.emit(client, { flags: "SA", seq: 0, options: options[0] });
      if (random.chance(0.7)) this.emit(server, { flags: "SA", seq: 0, options: options[1] });
      return;
    }
    const syn: Emit = { flags: random.chance(0.1) ? "SEC" : "S", seq: 0, window: window(), length: dataInSyn };
    const synOptions = this.#synOptions(client);
    if (dataInSyn > 0 && random.chance(0.5)) synOptions.push({ kind: "fastOpen", cookie: new Uint8Array(8) });
    for (let again = 0; again === 0 || random.chance(0.12); again += 1)
      this.emit(client, { ...syn, options: synOptions, unseen: seen === "none" || seen === "no syn" });
    if (seen === "syn only") {
      if (random.chance(0.5)) this.emit(server, { flags: "RA", seq: 0, ack: 1, window: 0 });
      return;
    }
    server.got = random.chance(0.5) ? client.next : 1;
    const synAckOptions = this.#synOptions(server);
    const synAckWindow = window();
    for (let again = 0; again === 0 || random.chance(0.1); again += 1)
      this.emit(server, {
        ...{ flags: "SA", seq: 0, window: synAckWindow, options: synAckOptions },
        unseen: seen === "none" || seen === "no synack",
      });
    client.got = 1;
    if (seen !== "no ack") this.emit(client, { flags: "A", window: random.pick(WINDOWS), unseen: seen === "none" });
    client.unseen = [];
    server.unseen = [];
  }

  /** The bytes of `side` up to its next become known to the other end, wholly or in part. */
  #receive(side: Side): number {
    const other = this.#other(side);
    const holes = side.unseen.filter(({ seq }) => seq >= other.got).map(({ seq }) => seq);
    return this.random.weighted([
      [8, side.next],
      [3, Math.min(side.next, ...holes)],
      [1, other.got],
      [1, side.sent.length === 0 ? other.got : this.random.pick(side.sent).seq],
      [0.5, Math.max(0, side.next - this.random.pick([1, 1, 2, 50]))],
      [0.5, side.next + this.random.pick([1, 2, 100, 1448])],
    ]);
  }

  #sack(side: Side): TcpOption[] {
    const { random } = this;
    const other = this.#other(side);
    const block = (seq: number, length: number): [number, number] => [
      wrap(other.isn + seq),
      wrap(other.isn + seq + length),
    ];
    const blocks = Array.from({ length: 1 + random.below(3) }, () => {
      const one = other.sent.length > 0 ? random.pick(other.sent) : { seq: side.got, length: 100 };
      return block(one.seq, Math.max(1, one.length));
    });
    if (random.chance(0.15)) blocks.unshift(block(Math.max(0, side.got - 100), 100));
    return [{ kind: "nop" }, { kind: "nop" }, { kind: "sack", blocks }];
  }

  #ack(side: Side): void {
    const { random } = this;
    const ack = this.#receive(this.#other(side));
    side.got = Math.max(side.got, ack);
    const window = random.chance(0.2) ? random.pick([0, ...WINDOWS]) : side.window;
    this.emit(side, { ack, window, flags: "A", ...(random.chance(0.1) && { options: this.#sack(side) }) });
  }

  #data(side: Side): void {
    this.emit(side, { length: this.random.pick(LENGTHS) });
  }

  /** A few packets that belong together, since single random steps would hardly ever make them. */
  readonly #episodes: readonly (readonly [number, (side: Side, other: Side, random: Random) => void])[] = [
    [
      14,
      (side) => {
        this.#data(side);
      },
    ],
    [
      12,
      (side) => {
        this.#ack(side);
      },
    ],
    [
      4,
      (side, _, random) => {
        // A hole, and perhaps its filling.
        this.emit(side, { length: random.pick(LENGTHS), unseen: true });
        if (random.chance(0.9)) this.#data(side);
      },
    ],
    [
      5,
      (side, _, random) => {
        const hole = side.unseen.length > 0 ? side.unseen.splice(random.below(side.unseen.length), 1)[0] : undefined;
        if (hole !== undefined) this.emit(side, { seq: hole.seq, length: Math.max(1, hole.length) });
      },
    ],
    [
      5,
      (side, _, random) => {
        // The same again: the last, any, or the first unacknowledged.
        if (side.sent.length === 0) return;
        const again = random.pick([side.sent[side.sent.length - 1]!, random.pick(side.sent), random.pick(side.sent)]);
        const fin = again.fin && random.chance(0.8);
        this.emit(side, { seq: again.seq, length: again.length, ...(fin && { flags: "FA" }) });
      },
    ],
    [
      3,
      (side, _, random) => {
        const seq = side.next - random.pick([1, 1, 2, 50, 100, 1448, 1449]);
        this.emit(side, { seq, length: random.pick([1, 2, 100, 150, 1448, 2000]) });
      },
    ],
    [
      3,
      (side, other, random) => {
        // Keep-alives and their answers.
        const length = random.below(2);
        for (let i = 0; i === 0 || random.chance(0.4); i += 1)
          this.emit(side, { seq: side.next - 1, length, flags: "A" });
        for (let i = 0; i === 0 || random.chance(0.3); i += 1)
          this.emit(other, { flags: "A", ack: random.chance(0.8) ? other.lastAck : side.next });
      },
    ],
    [
      3,
      (side, other, random) => {
        // Zero window, probes, answers, reopening.
        other.got = random.chance(0.7) ? Math.max(other.got, side.next) : other.got;
        this.emit(other, { window: 0, flags: "A" });
        for (let i = 0; i === 0 || random.chance(0.6); i += 1) {
          const zero = random.chance(0.2);
          const before = side.next;
          this.emit(
            side,
            zero
              ? { seq: side.next - 1, flags: "A" }
              : { length: random.pick([1, 1, 1, 2, 100]), flags: random.chance(0.05) ? "FA" : "A" },
          );
          const accepts = random.chance(0.3);
          if (!accepts && random.chance(0.8)) side.next = before;
          if (accepts) other.got = side.next;
          if (random.chance(0.8)) this.emit(other, { window: 0, flags: "A" });
          if (random.chance(0.2)) this.emit(other, { window: 0, flags: "A" });
        }
        if (random.chance(0.8)) this.emit(other, { window: random.pick(WINDOWS), flags: "A" });
      },
    ],
    [
      3,
      (side, other, random) => {
        // Up to the very edge of the window, as scaled or as not scaled.
        if (random.chance(0.5)) this.emit(other, { window: random.pick([1, 2, 100, 1448]), flags: "A" });
        const scaled = random.chance(0.8) && side.shift !== undefined && other.shift !== undefined;
        const edge = other.lastAck + other.window * (scaled ? 2 ** Math.min(14, other.shift ?? 0) : 1);
        const length = edge - side.next;
        if (length > 0 && length <= 20_000) this.emit(side, { length, ...(random.chance(0.1) && { flags: "FPA" }) });
      },
    ],
    [
      4,
      (side, other, random) => {
        // Duplicate ACKs for a loss, then the retransmission.
        const first = side.next;
        const length = random.pick(LENGTHS);
        this.emit(side, { length, unseen: random.chance(0.5) });
        for (let i = random.below(3); i >= 0; i -= 1) this.#data(side);
        const ack = random.chance(0.9) ? first : other.lastAck;
        const withSack = random.chance(0.4);
        for (let i = random.below(6); i >= 0; i -= 1)
          this.emit(other, { ack, flags: "A", ...(withSack && { options: this.#sack(other) }) });
        this.emit(side, { seq: random.chance(0.9) ? ack : first, length });
        if (random.chance(0.5)) this.emit(side, { seq: ack, length });
      },
    ],
    [
      0.8,
      (side, _, random) => {
        this.emit(side, { flags: random.pick(["FA", "FA", "FPA", "F"]), length: random.pick([0, 0, 0, 1, 100]) });
      },
    ],
    [
      0.5,
      (side, other, random) => {
        const seq = random.pick([side.next, other.lastAck, side.next + 5, Math.max(0, side.next - 1)]);
        this.emit(side, {
          seq,
          flags: random.pick(["R", "R", "RA"]),
          window: random.pick([0, 0, 65535]),
          length: random.chance(0.1) ? 4 : 0,
        });
      },
    ],
    [
      0.5,
      (side) => {
        this.emit(side, { seq: 0, flags: "S", options: this.#synOptions(side) });
      },
    ],
    [
      0.4,
      (side, other, random) => {
        // A new connection on the same ports.
        for (const end of this.sides)
          Object.assign(end, {
            isn: random.chance(0.3) ? random.below(2 ** 32) : pickIsn(random),
            next: 0,
            got: 0,
            lastAck: 0,
            sent: [],
            unseen: [],
          });
        if (random.chance(0.9)) this.open();
        else this.emit(other, { flags: "SA", seq: 0, ack: 1 });
      },
    ],
    [
      0.2,
      (side, _, random) => {
        if (random.chance(0.5)) side.isn = pickIsn(random);
        this.emit(side, { seq: 0, flags: "SA", options: this.#synOptions(side) });
      },
    ],
    [
      1.2,
      (side, other, random) => {
        const flags = random.pick(["", "P", "EA", "CPA", "UA", "SF", "SR", "FPU", "NA"]);
        this.emit(side, {
          flags,
          length: random.pick([0, 0, 1, 100]),
          seq: random.chance(0.8) ? side.next : other.got,
        });
      },
    ],
    [
      0.6,
      (side, _, random) => {
        this.emit(side, { seq: side.next + random.pick([1, 50, 1448]), flags: "A" });
      },
    ],
    [
      0.4,
      (side, _, random) => {
        this.emit(side, { seq: side.next - random.pick([1, 2, 100]), flags: "A" });
      },
    ],
  ];

  step(): void {
    const { random } = this;
    const side = random.chance(0.6) ? this.sides[1] : this.sides[0];
    random.weighted(this.#episodes)(side, this.#other(side), random);
  }
}

export interface RandomScenarioOptions {
  /** Conversations among the same few hosts and ports, interleaved; 1 to 3 by default. */
  conversations?: number;
  /** About how many packets. */
  packets?: number;
  /** Nanoseconds since 1970. */
  start?: bigint;
}

export function randomScenario(seed: number, options: RandomScenarioOptions = {}): Segment[] {
  const random = new Random(seed);
  const out: Segment[] = [];
  const clock = { now: options.start ?? 1_700_000_000_000_000_000n };
  const ends: (readonly [string, number, string, number])[] = [
    ["10.0.0.1", 40000, "10.0.0.2", 9000],
    ["10.0.0.1", 40001, "10.0.0.2", 9000],
    ["10.0.0.2", 40000, "10.0.0.1", 9000],
    ["10.0.0.3", 40000, "10.0.0.2", 9000],
  ];
  const count = options.conversations ?? random.pick([1, 1, 2, 3]);
  const conversations = ends.slice(0, count).map((end) => new Conversation(random, out, clock, end));
  const wanted = options.packets ?? random.pick([5, 20, 60]);
  for (const conversation of conversations) conversation.open();
  while (out.length < wanted) random.pick(conversations).step();
  return out;
}

/** For fast-check properties; shrink failures with corpus-compare's `shrink`, not by the seed. */
export const scenarioArbitrary: fc.Arbitrary<Segment[]> = fc.noShrink(
  fc.integer({ min: 0, max: 0x7fff_ffff }).map((seed) => randomScenario(seed)),
);
