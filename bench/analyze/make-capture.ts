/**
 * Writes captures to measure with, the same bytes every time: Ethernet, IPv4, TCP with timestamps, all checksums right.
 *
 *     npx tsx bench/analyze/make-capture.ts session --megabytes 400 --dir /tmp/sharelab-bench
 */
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { desktopFrames, Dice } from "./desktop.ts";

/** `session`: one long session. `short`: connections of one frame each. */
export const KINDS = ["session", "short"] as const;
export type Kind = (typeof KINDS)[number];

export interface Made {
  readonly path: string;
  readonly bytes: number;
  readonly packets: number;
  /** Frames in the capture: the pictures in `framesPath`, over and over. */
  readonly frames: number;
  /** Each picture's zlib stream behind its length (4 bytes, little-endian). */
  readonly framesPath: string;
}

const PICTURES = 64;
/** Lines of text on a picture: frames of about 55 kB, and of about 40 kB. */
const LINES: Readonly<Record<Kind, number>> = { session: 40, short: 24 };

const MSS = 1448;
const FLUSH_BYTES = 4 * 2 ** 20;
const FIRST_SECOND = 1_763_693_870;
const FIN = 0x01;
const SYN = 0x02;
const PSH = 0x08;
const ACK = 0x10;
/** Ethernet (14), IPv4 (20), TCP (20), timestamps and their padding (12). */
const HEADERS = 66;
/** MSS (4), SACK permitted (2), timestamps (10), padding (1), window scale (3): what Linux sends. */
const SYN_OPTIONS = Buffer.from([2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7]);
const SERVER = { address: 0x0a0a0001, port: 9000, mac: [2, 0, 0, 0, 0, 1] };
const CLIENT_MAC = [2, 0, 0, 0, 0, 2];

interface Host {
  readonly address: number;
  readonly port: number;
  readonly mac: readonly number[];
  seq: number;
  ipId: number;
  window: number;
}

/** Records of a microsecond pcap, gathered in one buffer and written block by block. */
class Writer {
  bytes = 24;
  packets = 0;
  /** Microseconds since the capture's first second. */
  clock = 0;
  readonly #fd: number;
  readonly #block = Buffer.alloc(FLUSH_BYTES + 2 ** 16);
  #at = 24;

  constructor(path: string) {
    this.#fd = openSync(path, "w");
    const header = this.#block;
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262_144, 16);
    header.writeUInt32LE(1, 20);
  }

  segment(from: Host, to: Host, flags: number, payload?: Buffer, start = 0, end = 0): void {
    const b = this.#block;
    const options = (flags & SYN) !== 0 ? 20 : 12;
    const length = HEADERS - 12 + options + (end - start);
    let at = this.#at;
    at = b.writeUInt32LE(FIRST_SECOND + Math.floor(this.clock / 1e6), at);
    at = b.writeUInt32LE(this.clock % 1e6, at);
    at = b.writeUInt32LE(length, at);
    at = b.writeUInt32LE(length, at);
    for (let i = 0; i < 6; i++) {
      b[at + i] = to.mac[i]!;
      b[at + 6 + i] = from.mac[i]!;
    }
    b[at + 12] = 8;
    b[at + 13] = 0;
    this.#ipv4(at + 14, from, to, length - 14);
    const tcp = at + 34;
    b.writeUInt16BE(from.port, tcp);
    b.writeUInt16BE(to.port, tcp + 2);
    b.writeUInt32BE(from.seq, tcp + 4);
    b.writeUInt32BE((flags & ACK) !== 0 ? to.seq : 0, tcp + 8);
    b[tcp + 12] = ((20 + options) / 4) << 4;
    b[tcp + 13] = flags;
    b.writeUInt16BE(from.window, tcp + 14);
    b.writeUInt32BE(0, tcp + 16);
    this.#options(tcp + 20, flags);
    payload?.copy(b, tcp + 20 + options, start, end);
    const pseudo = sumOfAddresses(from, to) + 6 + length - 34;
    b.writeUInt16BE(checksum(b, tcp, at + length, pseudo), tcp + 16);
    from.seq = (from.seq + (end - start) + ((flags & (SYN | FIN)) !== 0 ? 1 : 0)) >>> 0;
    this.#at = at + length;
    this.bytes += 16 + length;
    this.packets++;
    if (this.#at >= FLUSH_BYTES) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #ipv4(at: number, from: Host, to: Host, length: number): void {
    const b = this.#block;
    b.writeUInt32BE(0x4500_0000 | length, at);
    b.writeUInt32BE(((from.ipId << 16) | 0x4000) >>> 0, at + 4); // don't fragment
    b.writeUInt32BE(0x4006_0000, at + 8);
    b.writeUInt32BE(from.address, at + 12);
    b.writeUInt32BE(to.address, at + 16);
    b.writeUInt16BE(checksum(b, at, at + 20, 0), at + 10);
    from.ipId = (from.ipId + 1) & 0xffff;
  }

  #options(at: number, flags: number): void {
    const b = this.#block;
    const stamp = Math.floor(this.clock / 1000) + 1;
    if ((flags & SYN) !== 0) {
      SYN_OPTIONS.copy(b, at);
      b.writeUInt32BE(stamp, at + 8);
      b.writeUInt32BE((flags & ACK) !== 0 ? stamp : 0, at + 12);
    } else {
      b.writeUInt32BE(0x0101080a, at);
      b.writeUInt32BE(stamp, at + 4);
      b.writeUInt32BE(stamp, at + 8);
    }
  }

  #flush(): void {
    for (let done = 0; done < this.#at;) done += writeSync(this.#fd, this.#block, done, this.#at - done);
    this.#at = 0;
  }
}

function sumOfAddresses({ address: a }: Host, { address: b }: Host): number {
  return (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff);
}

/** RFC 1071. */
function checksum(b: Buffer, start: number, end: number, initial: number): number {
  let sum = initial;
  let at = start;
  for (; at + 1 < end; at += 2) sum += (b[at]! << 8) | b[at + 1]!;
  if (at < end) sum += b[at]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** A viewer and its sharer, seen at the sharer. */
class Session {
  readonly #out: Writer;
  readonly #dice: Dice;
  readonly #viewer: Host;
  readonly #sharer: Host;
  /** ACKs on their way: when they arrive, and what they acknowledge. */
  readonly #acks: { due: number; seq: number }[] = [];
  #unacknowledged = 0;

  constructor(out: Writer, dice: Dice, number: number) {
    this.#out = out;
    this.#dice = dice;
    const port = 32_768 + (number % 28_000);
    const address = 0x0a0a_0100 + (number % 200) + 0x100 * Math.floor(number / 28_000);
    this.#viewer = { address, port, mac: CLIENT_MAC, seq: this.#anySeq(), ipId: dice.roll(65_536), window: 64_240 };
    this.#sharer = { ...SERVER, seq: this.#anySeq(), ipId: dice.roll(65_536), window: 65_160 };
  }

  open(): void {
    this.#out.segment(this.#viewer, this.#sharer, SYN);
    this.#out.clock += 40;
    this.#sharer.ipId = 0; // Linux's SYN, ACK
    this.#out.segment(this.#sharer, this.#viewer, SYN | ACK);
    this.#sharer.ipId = this.#dice.roll(65_536);
    this.#out.clock += 200 + this.#dice.roll(300);
    this.#viewer.window = 502;
    this.#sharer.window = 509;
    this.#out.segment(this.#viewer, this.#sharer, ACK);
    this.#out.clock += 500 + this.#dice.roll(500);
  }

  /** As the Python sharer writes it: the byte that says how long the length is goes out alone, the rest behind it. */
  frame(zlib: Buffer): void {
    const header = Buffer.from([0, zlib.length >>> 16, (zlib.length >>> 8) & 255, zlib.length & 255]);
    const skip = header[1] === 0 ? 1 : 0;
    const rest = Buffer.concat([header.subarray(1 + skip), zlib]);
    this.#data(Buffer.from([3 - skip]), 0, 1, true);
    for (let at = 0; at < rest.length; at += MSS) {
      const end = Math.min(at + MSS, rest.length);
      this.#data(rest, at, end, end === rest.length);
    }
    this.#arrive(Number.POSITIVE_INFINITY);
  }

  close(): void {
    this.#out.clock += 300;
    this.#out.segment(this.#sharer, this.#viewer, FIN | ACK);
    this.#out.clock += 200 + this.#dice.roll(300);
    this.#out.segment(this.#viewer, this.#sharer, FIN | ACK);
    this.#out.clock += 30;
    this.#out.segment(this.#sharer, this.#viewer, ACK);
    this.#out.clock += 1000;
  }

  #data(bytes: Buffer, start: number, end: number, push: boolean): void {
    this.#out.clock += 6 + this.#dice.roll(12);
    this.#arrive(this.#out.clock);
    this.#out.segment(this.#sharer, this.#viewer, push ? ACK | PSH : ACK, bytes, start, end);
    if (++this.#unacknowledged < 2 && !push) return;
    this.#unacknowledged = 0;
    const earliest = (this.#acks.at(-1)?.due ?? 0) + 2;
    const due = Math.max(earliest, this.#out.clock + 150 + this.#dice.roll(250));
    this.#acks.push({ due, seq: this.#sharer.seq });
  }

  /** Writes the ACKs that have come until then. */
  #arrive(until: number): void {
    const now = this.#out.clock;
    for (let ack = this.#acks[0]; ack !== undefined && ack.due <= until; ack = this.#acks[0]) {
      this.#acks.shift();
      this.#out.clock = ack.due;
      // The viewer's program reads in fits and starts, and its buffer grows over the first frames.
      this.#viewer.window = Math.min(6000, this.#viewer.window + 2) - this.#dice.roll(3);
      this.#out.segment(this.#viewer, { ...this.#sharer, seq: ack.seq }, ACK);
    }
    this.#out.clock = Math.max(now, this.#out.clock);
  }

  #anySeq(): number {
    return this.#dice.roll(2 ** 32);
  }
}

/** Writes the capture and its pictures into `dir`. */
export function makeCapture(kind: Kind, megabytes: number, dir: string): Made {
  const path = join(dir, `${kind}-${megabytes}.pcap`);
  const framesPath = join(dir, `${kind}.frames`);
  const pictures = desktopFrames(PICTURES, LINES[kind]);
  writeFileSync(framesPath, Buffer.concat(pictures.flatMap((picture) => [lengthOf(picture), picture])));
  const out = new Writer(path);
  const dice = new Dice(9000);
  const size = megabytes * 1e6;
  let frames = 0;
  try {
    for (let number = 0; out.bytes < size; number++) {
      const session = new Session(out, dice, number);
      session.open();
      do {
        session.frame(pictures[frames++ % PICTURES]!);
        if (kind === "session") out.clock += 70_000 + dice.roll(20_000);
      } while (kind === "session" && out.bytes < size);
      session.close();
    }
  } finally {
    out.close();
  }
  return { path, bytes: statSync(path).size, packets: out.packets, frames, framesPath };
}

export interface SessionPlan {
  readonly bytes: number;
  /** Another one, another session: numbers, ports, times. */
  readonly seed: number;
  readonly frame: (index: number) => Buffer;
}

/** Writes one session with the frames that it is given. @returns how many there are */
export function makeSession(path: string, { bytes, seed, frame }: SessionPlan): number {
  const out = new Writer(path);
  const dice = new Dice(seed);
  let frames = 0;
  try {
    out.clock = dice.roll(1e9);
    const session = new Session(out, dice, dice.roll(1e6));
    session.open();
    while (out.bytes < bytes) {
      session.frame(frame(frames++));
      out.clock += 70_000 + dice.roll(20_000);
    }
    session.close();
  } finally {
    out.close();
  }
  return frames;
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
}

/** Where captures go unless another folder is named. */
export const USUAL_DIR = join(tmpdir(), "sharelab-bench");

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { megabytes: { type: "string", default: "400" }, dir: { type: "string", default: USUAL_DIR } },
  });
  const kind = KINDS.find((known) => known === positionals[0]);
  const megabytes = Number(values.megabytes);
  if (kind === undefined || !(megabytes > 0)) {
    console.error("Usage: make-capture.ts session|short [--megabytes N] [--dir DIR]");
    process.exitCode = 2;
    return;
  }
  mkdirSync(values.dir, { recursive: true });
  const begun = performance.now();
  const made = makeCapture(kind, megabytes, values.dir);
  const seconds = (performance.now() - begun) / 1000;
  rmSync(made.framesPath);
  console.log(
    `${made.path}: ${made.bytes} bytes, ${made.packets} packets, ${made.frames} frames, ${seconds.toFixed(1)} s`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
