import type { AnalyzeError } from "../errors.ts";
import { CorruptCaptureError, EmptyCaptureError } from "../errors.ts";
import { unknownFormat } from "./foreign.ts";
import { DAMAGE_REMEDY, MAX_RECORD_BYTES } from "./limits.ts";
import { FORMATS, FORMATS_BY_MAGIC } from "./registry.ts";
import type { CaptureFormat, CaptureFormatName, CaptureParser, CaptureSink } from "./types.ts";
import { DETECT_BYTES } from "./types.ts";

/** How the reading of one capture ended. */
export interface ReadResult {
  readonly format: CaptureFormatName;
  /** Size of the file as it is stored, bytes: compressed where it is compressed. */
  readonly bytes: number;
  /** The file ends in the middle of a record; all whole ones have been read. */
  readonly truncated: boolean;
  readonly compressed: boolean;
  /** Damage that ended the reading early. What was read before it stands. */
  readonly error: AnalyzeError | null;
}

/** The longest record, its headers and options: no more of a file is ever held. */
const MAX_HELD_BYTES = MAX_RECORD_BYTES + 64 * 1024;
const FIRST_HELD_BYTES = 16 * 1024;

/**
 * Takes a capture as it arrives, in chunks of any size, and gives its packets to a sink. Packets are looked at where the
 * chunk lies; only what straddles two chunks is copied, into a buffer that grows with the bytes that really arrive and
 * never beyond 16 MiB and a bit. The kind of capture is told from the bytes.
 *
 * Knows nothing of compression: {@link readCapture} does.
 */
export class CaptureFeed {
  readonly #sink: CaptureSink;
  #format: CaptureFormat | null = null;
  #parser: CaptureParser | null = null;
  #error: AnalyzeError | null = null;
  /** The bytes that no record was taken of yet: held[0 .. heldBytes). */
  #held = Buffer.alloc(0);
  #heldBytes = 0;
  /** Offset in the file of the first byte not taken. */
  #offset = 0;
  #pushed = 0;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
  }

  /** Damage was found: what is pushed from here on is not read. */
  get failed(): boolean {
    return this.#error !== null;
  }

  /**
   * Reads as many packets as are whole. The chunk may be overwritten after the call.
   *
   * @throws UnknownFormatError when the bytes so far show that this is no capture
   */
  push(chunk: Uint8Array): void {
    this.#pushed += chunk.length;
    if (this.#error !== null || chunk.length === 0) return;
    const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const parser = this.#parser ?? this.#detect(data);
    if (parser === null) this.#hold(data);
    else
      this.#guard(() => {
        this.#take(parser, data);
      });
  }

  /**
   * The input has ended.
   *
   * @param cut why the input is known to end early, though its last record may be whole
   * @throws EmptyCaptureError when the input holds nothing, or ends inside the capture's own header
   * @throws UnknownFormatError when it is no capture
   */
  end(cut?: string): ReadResult {
    const parser = this.#parser ?? this.#detectWhole();
    if (this.#error === null) {
      this.#guard(() => {
        // Bytes that were too few to tell the kind by have not been parsed yet.
        const taken = parser.parse(this.#held, 0, this.#heldBytes, this.#offset);
        this.#offset += taken;
        parser.finish(this.#held, taken, this.#heldBytes, this.#offset);
      });
    }
    if (cut !== undefined && !parser.truncated) {
      this.#sink.warning({
        code: "truncated-file",
        message: `${cut} Everything before has been read (${parser.packets} packets).`,
        ...(parser.packets > 0 ? { packet: parser.packets } : {}),
      });
    }
    return {
      format: this.#format!.name,
      bytes: this.#pushed,
      truncated: parser.truncated || cut !== undefined,
      compressed: false,
      error: this.#error,
    };
  }

  /** Opens the parser as soon as the first bytes, of which `data` are the newest, tell the kind. */
  #detect(data: Buffer): CaptureParser | null {
    const wanted = DETECT_BYTES - this.#heldBytes;
    const head =
      this.#heldBytes === 0
        ? data.subarray(0, DETECT_BYTES)
        : Buffer.concat([this.#held.subarray(0, this.#heldBytes), data.subarray(0, wanted)]);
    if (head.length >= DETECT_BYTES) return this.#open(FORMATS, head, false);
    const format = FORMATS_BY_MAGIC.find((known) => known.detect(head, false));
    return format === undefined ? null : this.#open([format], head, false);
  }

  #detectWhole(): CaptureParser {
    if (this.#heldBytes === 0) {
      throw new EmptyCaptureError(
        "The file is empty.",
        "The capture was stopped before anything was written, or the copy failed. Capture or copy it again.",
        { offset: 0 },
      );
    }
    return this.#open(FORMATS, this.#held.subarray(0, this.#heldBytes), true);
  }

  #open(formats: readonly CaptureFormat[], head: Buffer, whole: boolean): CaptureParser {
    const format = formats.find((known) => known.detect(head, whole));
    if (format === undefined) throw unknownFormat(head);
    this.#format = format;
    this.#parser = format.open(this.#sink);
    return this.#parser;
  }

  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof CorruptCaptureError)) throw error;
      this.#error = error;
    }
  }

  #take(parser: CaptureParser, chunk: Buffer): void {
    const at = this.#takeHeld(parser, chunk);
    if (at === null) return;
    const next = parser.parse(chunk, at, chunk.length, this.#offset);
    this.#offset += next - at;
    this.#hold(chunk.subarray(next));
  }

  /**
   * Completes the record that straddles two chunks: adds of the new chunk to what is held, a little at first, until the
   * parser gets past what was held.
   *
   * @returns from where on to read in the chunk, or null when all of it is held
   */
  #takeHeld(parser: CaptureParser, chunk: Buffer): number | null {
    let at = 0;
    while (this.#heldBytes > 0) {
      if (at === chunk.length) return null;
      const before = this.#heldBytes;
      const more = Math.min(chunk.length - at, Math.max(before, 2048), MAX_HELD_BYTES - before);
      if (more === 0) throw this.#tooLong();
      this.#hold(chunk.subarray(at, at + more));
      at += more;
      const taken = parser.parse(this.#held, 0, this.#heldBytes, this.#offset);
      this.#offset += taken;
      if (taken >= before) {
        at -= this.#heldBytes - taken;
        this.#heldBytes = 0;
      } else if (taken > 0) {
        this.#held.copyWithin(0, taken, this.#heldBytes);
        this.#heldBytes -= taken;
      }
    }
    return at;
  }

  #hold(bytes: Buffer): void {
    const needed = this.#heldBytes + bytes.length;
    if (needed > MAX_HELD_BYTES) throw this.#tooLong();
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.min(Math.max(needed, this.#held.length * 2, FIRST_HELD_BYTES), MAX_HELD_BYTES),
      );
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    bytes.copy(this.#held, this.#heldBytes);
    this.#heldBytes = needed;
  }

  #tooLong(): CorruptCaptureError {
    return new CorruptCaptureError(
      `At byte ${this.#offset} a record or a line begins that is longer than ${MAX_RECORD_BYTES} bytes; no capture has one.`,
      DAMAGE_REMEDY,
      { offset: this.#offset, packet: (this.#parser?.packets ?? 0) + 1 },
    );
  }
}
