/**
 * Decodes frames of a length and as many bytes from a stream, whatever way it is split, with or without holes. Formats
 * differ in how the length is written and in what the bytes are.
 */
import type { MissingReason } from "../tcp/reassembly.ts";
import { BodyBuffer } from "./body-buffer.ts";
import { BoundarySearch, type BoundaryJudge, type Found, type Origin } from "./boundary-search.ts";
import type { InflatePool } from "./inflate-pool.ts";
import {
  addNote,
  MAX_LISTED,
  type DecoderContext,
  type FrameDecoder,
  type FrameNote,
  type FrameRecord,
} from "./types.ts";

/** How a format's frames are told and read. */
export interface LengthPrefixed<Problem extends HeaderFault> {
  readonly verb: FrameDecoder["verb"];
  /** Most bytes that {@link readHeader} needs. */
  readonly probeBytes: number;
  /**
   * Reads a header, and as much of the body as it takes to believe it.
   *
   * @param count bytes that are there from `start` on; never more than were asked for, byte by byte
   * @param limit largest body to believe
   * @returns the header, what is wrong with it, or null when more bytes are needed to tell
   */
  readHeader(bytes: Buffer, start: number, count: number, limit: number): LengthHeader | Problem | null;
  describe(problem: Problem): string;
  /** What finds frames again where the place of the next one is not known. */
  boundaries(maxFrameBytes: number): BoundaryJudge;
  /** What reads whole bodies. */
  bodies(pool: InflatePool): BodyReader;
}

export interface LengthHeader {
  readonly headerBytes: number;
  readonly bodyBytes: number;
  /** How the length is written, for formats that have several ways. */
  readonly sizeField?: string;
}

export interface HeaderFault {
  /** "length-over-limit" where it is only that. */
  readonly code: string;
}

export interface BodyReader {
  /** Memory for a body, with room for so many bytes at least. */
  room(bytes: number): Buffer;
  /** Fills in what the record says of the body, now or later. `body` is the reader's to keep. */
  add(body: Buffer, record: FrameRecord): void;
}

const NONE = Buffer.alloc(0);

type State = "header" | "body" | "searching";

export class LengthPrefixedDecoder<Problem extends HeaderFault> implements FrameDecoder {
  readonly frames: FrameRecord[] = [];
  readonly notes: FrameNote[] = [];
  whole = 0;
  incomplete = 0;
  lostBytes = 0;

  readonly #kind: LengthPrefixed<Problem>;
  readonly #context: DecoderContext;
  /** null: bodies are not to be read. */
  readonly #bodies: BodyReader | null;
  #lazySearch: BoundarySearch | null = null;
  #state: State = "header";
  /** Stream offset of the next byte to be taken. */
  #offset = 0;

  // The frame being read.
  #header = NONE;
  /** Where each byte of `#header` came from: needed when they turn out to be no header. */
  #headerOrigins: Origin[] = [];
  #headerCount = 0;
  #headerBytes = 0;
  #sizeField: string | null = null;
  #bodyBytes = 0;
  #remaining = 0;
  #missing = 0;
  /** Why they are missing; null when it is for more than one reason. */
  #missingWhy: MissingReason | null = null;
  #firstPacket = 0;
  #firstTime = Number.NaN;
  #lastPacket = 0;
  /** The latest packet of the direction so far: what comes behind a hole is readable only when that is filled. */
  #completePacket = 0;
  #completeTime = Number.NaN;
  #segments = 0;
  #segmentPacket = 0;
  readonly #body = new BodyBuffer();

  constructor(kind: LengthPrefixed<Problem>, context: DecoderContext) {
    this.#kind = kind;
    this.#context = context;
    this.#bodies = context.inflate === null ? null : kind.bodies(context.inflate);
  }

  get #search(): BoundarySearch {
    return (this.#lazySearch ??= new BoundarySearch(this.#kind.boundaries(this.#context.maxFrameBytes)));
  }

  get recognised(): boolean {
    return this.whole > 0 || this.frames.some((frame) => frame.compressedBytes !== null);
  }

  get verb(): FrameDecoder["verb"] {
    return this.#kind.verb;
  }

  start(fromStart: boolean): void {
    // In mid-stream the first byte can be any: a boundary has to prove itself.
    this.#state = fromStart ? "header" : "searching";
    this.#header = Buffer.alloc(this.#kind.probeBytes);
  }

  data(data: Uint8Array, start: number, length: number, packet: number, time: number): void {
    let at = start;
    const end = start + length;
    while (at < end) {
      switch (this.#state) {
        case "searching":
          this.#lookFor(data, at, end - at, packet, time);
          return;
        case "header":
          at += this.#takeHeader(data, at, end - at, packet, time);
          break;
        case "body":
          at += this.#takeBody(data, at, end - at, packet, time);
          break;
      }
    }
  }

  missing(length: number, why: MissingReason): void {
    if (this.#state === "searching" && !this.#settle()) this.#skip(length);
    else if (this.#state === "header") this.#loseHeader(length);
    else if (length > this.#remaining) this.#loseBoundary(length, why);
    else this.#loseBody(length, why);
  }

  end(): void {
    if (this.#state === "searching") this.#settle();
    if (this.#state === "header" && this.#headerCount > 0) {
      this.#finish(null, "the stream ends inside its header");
    } else if (this.#state === "body") {
      this.#finish(this.#bodyBytes, `the stream ends ${this.#remaining} bytes before the frame does`);
    }
    this.#body.clear();
  }

  /** @returns bytes taken */
  #takeHeader(data: Uint8Array, at: number, available: number, packet: number, time: number): number {
    let taken = 0;
    while (taken < available) {
      this.#header[this.#headerCount++] = data[at + taken]!;
      taken++;
      this.#cameFrom(packet, time, 1);
      const header = this.#kind.readHeader(this.#header, 0, this.#headerCount, this.#context.maxFrameBytes);
      if (header === null) continue;
      if ("code" in header) this.#loseSync(header, packet);
      else this.#beginBody(header);
      break;
    }
    return taken;
  }

  #cameFrom(packet: number, time: number, length: number): void {
    if (this.#headerCount === 1) {
      this.#firstPacket = packet;
      this.#firstTime = time;
      this.#segments = 0;
      this.#segmentPacket = 0;
      this.#missing = 0;
      this.#headerOrigins = [];
    }
    const last = this.#headerOrigins.at(-1);
    if (last?.packet === packet)
      this.#headerOrigins[this.#headerOrigins.length - 1] = { ...last, length: last.length + length };
    else this.#headerOrigins.push({ length, packet, time });
    this.#countSegment(packet, time);
  }

  #countSegment(packet: number, time: number): void {
    this.#lastPacket = packet;
    if (packet !== this.#segmentPacket) {
      this.#segments++;
      this.#segmentPacket = packet;
    }
    if (packet > this.#completePacket) {
      this.#completePacket = packet;
      this.#completeTime = time;
    }
  }

  /** The header is believed; what was read behind it is the body's first. */
  #beginBody({ headerBytes, bodyBytes, sizeField }: LengthHeader): void {
    this.#state = "body";
    this.#headerBytes = headerBytes;
    this.#bodyBytes = bodyBytes;
    this.#sizeField = sizeField ?? null;
    const begun = this.#headerCount - headerBytes;
    this.#remaining = bodyBytes - begun;
    if (this.#bodies !== null) {
      this.#body.begin(bodyBytes, this.#bodies);
      this.#body.append(this.#header, headerBytes, begun);
    }
    if (this.#remaining === 0) this.#finish(bodyBytes, null);
  }

  #takeBody(data: Uint8Array, at: number, available: number, packet: number, time: number): number {
    const count = Math.min(available, this.#remaining);
    this.#countSegment(packet, time);
    if (this.#bodies !== null && this.#missing === 0) this.#body.append(data, at, count);
    this.#remaining -= count;
    if (this.#remaining === 0) this.#finish(this.#bodyBytes, null);
    return count;
  }

  /** Adds the frame to the list and goes on with the next header. */
  #finish(compressedBytes: number | null, problem: string | null): void {
    const whole = problem === null && this.#missing === 0;
    const record: FrameRecord = {
      offset: this.#offset,
      headerBytes: compressedBytes === null ? this.#headerCount : this.#headerBytes,
      compressedBytes,
      rawBytes: null,
      sizeField: compressedBytes === null ? null : this.#sizeField,
      array: null,
      firstPacket: this.#firstPacket,
      lastPacket: this.#lastPacket,
      completePacket: this.#completePacket,
      segments: this.#segments,
      startTime: this.#firstTime,
      completeTime: this.#completeTime,
      missingBytes: this.#missing,
      whole,
      intact: null,
      problem: problem ?? (whole ? null : missingProblem(this.#missing, this.#missingWhy)),
    };
    if (!whole) record.intact = false;
    else if (this.#bodies !== null) {
      const body = this.#body.take();
      if (this.frames.length < MAX_LISTED) this.#context.onBody?.(body, record, this.frames.length);
      this.#bodies.add(body, record);
    }
    if (whole) this.whole++;
    else this.incomplete++;
    if (this.frames.length < MAX_LISTED) this.frames.push(record);
    const taken = compressedBytes === null ? this.#headerCount : this.#headerBytes + this.#bodyBytes - this.#remaining;
    this.#offset += taken;
    this.#state = "header";
    this.#headerCount = 0;
  }

  /** What stands where a header should is none: look for the next boundary. */
  #loseSync(problem: Problem, packet: number): void {
    addNote(this.notes, {
      code: problem.code === "length-over-limit" ? "frame-length-over-limit" : "frame-header-invalid",
      message: `At stream offset ${this.#offset} no frame begins: ${this.#kind.describe(problem)}.`,
      packet,
    });
    this.#state = "searching";
    const bytes = Buffer.from(this.#header.subarray(0, this.#headerCount));
    const origins = this.#headerOrigins;
    this.#headerCount = 0;
    this.#again(bytes, origins);
  }

  #loseHeader(length: number): void {
    const skipped = this.#headerCount;
    if (skipped > 0) this.#finish(null, "its header is cut by a hole in the capture");
    this.lostBytes += length;
    this.#offset += length;
    this.#state = "searching";
  }

  /** A hole inside a body: the frame is lost, but its length is known, so the next boundary is too. */
  #loseBody(length: number, why: MissingReason): void {
    this.#missingWhy = this.#missing === 0 || this.#missingWhy === why ? why : null;
    this.#missing += length;
    this.#remaining -= length;
    this.lostBytes += length;
    this.#body.clear();
    if (this.#remaining === 0) this.#finish(this.#bodyBytes, null);
  }

  #loseBoundary(length: number, why: MissingReason): void {
    const beyond = length - this.#remaining;
    this.#loseBody(this.#remaining, why);
    this.lostBytes += beyond;
    this.#offset += beyond;
    this.#state = "searching";
  }

  /**
   * No more bytes come behind those that the search holds: a whole frame among them needs no next header to be believed.
   *
   * @returns false when there is none; the bytes have been let go then
   */
  #settle(): boolean {
    while (this.#state === "searching") {
      const found = this.#search.finish();
      if (found === null) {
        this.#skip(this.#search.gap());
        return false;
      }
      this.#resume(found);
    }
    return true;
  }

  #skip(length: number): void {
    this.lostBytes += length;
    this.#offset += length;
  }

  #lookFor(data: Uint8Array, at: number, length: number, packet: number, time: number): void {
    const found = this.#search.push(data, at, length, packet, time);
    if (found !== null) this.#resume(found);
  }

  #resume(found: Found): void {
    this.lostBytes += found.skipped;
    this.#offset += found.skipped;
    this.#state = "header";
    const bytes = Buffer.from(found.bytes); // what the search holds is its own
    const origins = [...found.origins];
    this.#search.gap();
    this.#again(bytes, origins);
  }

  #again(bytes: Buffer, origins: readonly Origin[]): void {
    let at = 0;
    for (const { length, packet, time } of origins) {
      this.data(bytes, at, length, packet, time);
      at += length;
    }
  }
}

function missingProblem(bytes: number, why: MissingReason | null): string {
  switch (why) {
    case null:
      return `${bytes} bytes of it are not in the capture`;
    case "snaplen":
      return `${bytes} bytes of it were cut off by the capture's snaplen`;
    case "not-captured":
      return `${bytes} bytes of it reached the receiver but are not in the capture`;
    case "lost":
      return `${bytes} bytes of it are neither in the capture nor acknowledged`;
  }
}
