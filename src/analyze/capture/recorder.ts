/** Takes an engine's packets and puts them, with what is known of them, into records of our own. */
import type { RecordBuffer } from "../capture-file/write/record-buffer.ts";
import type {
  CaptureEncoder,
  InterfaceStatistics,
  RecordedInterface,
  SectionInfo,
} from "../capture-file/write/types.ts";
import type { CaptureSink, InterfaceInfo } from "../capture-file/types.ts";
import { directionOf, type DirectionOf } from "./direction.ts";
import type { CaptureEngine } from "./types.ts";

export interface RecorderSettings {
  readonly section: SectionInfo;
  /** What the engine doesn't know or says in its own words. */
  readonly from: Pick<InterfaceInfo, "name" | "description" | "filter" | "os">;
  readonly mac: string | null;
  /** Packets to record, at most; null: no limit. */
  readonly packets: number | null;
}

export class Recorder implements CaptureSink {
  packets = 0;
  /** Bytes that the recorded packets had on the wire. */
  bytes = 0;
  /** Packets cut shorter than they were. */
  cut = 0;
  /** The interface has been described: packets can come. */
  started = false;
  /** Drops as the engine's own file tells them; null: it doesn't. */
  droppedBySystem: number | null = null;
  readonly #engine: CaptureEngine;
  readonly #settings: RecorderSettings;
  readonly #encoder: CaptureEncoder;
  readonly #into: RecordBuffer;
  #direction: DirectionOf = () => null;
  #linkType = -1;
  /** Packets from this time on are not wanted any more: seconds and nanoseconds. */
  #untilSeconds = Number.POSITIVE_INFINITY;
  #untilNanoseconds = 0;

  constructor(engine: CaptureEngine, encoder: CaptureEncoder, into: RecordBuffer, settings: RecorderSettings) {
    this.#engine = engine;
    this.#encoder = encoder;
    this.#into = into;
    this.#settings = settings;
  }

  /** As many packets as were asked for are recorded. */
  get full(): boolean {
    return this.#settings.packets !== null && this.packets >= this.#settings.packets;
  }

  /** Leaves out packets that are stamped later than now, milliseconds since the epoch. */
  until(milliseconds: number): void {
    this.#untilSeconds = Math.floor(milliseconds / 1000);
    this.#untilNanoseconds = Math.round((milliseconds - this.#untilSeconds * 1000) * 1e6);
  }

  statistics(counts: Omit<InterfaceStatistics, "delivered">): void {
    this.#encoder.statistics(this.#into, { ...counts, delivered: this.packets });
  }

  interface(info: InterfaceInfo): void {
    if (this.started) return; // an engine records from one interface only
    this.started = true;
    this.#linkType = info.linkType ?? -1;
    this.#direction = directionOf(this.#linkType, this.#settings.mac);
    const { from: known } = this.#settings;
    const description = known.description ?? info.description;
    const from: RecordedInterface = { ...info, ...known, description, linkType: info.linkType ?? 0 };
    this.#encoder.begin(this.#into, this.#settings.section, from);
  }

  packet(
    _number: number,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    originalLength: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (this.full || seconds > this.#untilSeconds) return;
    if (seconds === this.#untilSeconds && nanoseconds > this.#untilNanoseconds) return;
    let length = originalLength;
    let comment: string | null = null;
    if (capturedLength >= this.#engine.maxSnaplen) {
      const remark = this.#engine.remark?.(data, offset, capturedLength, this.#linkType) ?? null;
      if (remark !== null) ({ originalLength: length, comment } = remark);
    }
    this.packets++;
    this.bytes += length;
    if (capturedLength < length) this.cut++;
    const direction = this.#direction(data, offset, capturedLength);
    this.#encoder.packet(this.#into, data, offset, capturedLength, length, seconds, nanoseconds, direction, comment);
  }

  dropped(_interfaceIndex: number, count: number): void {
    this.droppedBySystem = (this.droppedBySystem ?? 0) + count;
  }

  // An engine gives packets and nothing else: what follows belongs to files that people have worked on.
  segment(): void {
    // Printed lists only.
  }
  undecoded(): void {
    // Blocks without a packet.
  }
  listConventions(): void {
    // Printed lists only.
  }
  warning(): void {
    // About the engine's own file, which nobody sees.
  }
  comment(): void {
    // The engine's name and clock are told in our own words.
  }
}
