/** What a recording is made of, whatever kind of file it goes to. */
import type { CaptureFormatName, InterfaceInfo } from "../types.ts";
import type { RecordBuffer } from "./record-buffer.ts";

/** The machine and the program that record (pcapng: the Section Header Block). */
export interface SectionInfo {
  /** "sharelab 1.0.0 (dumpcap 4.0.17)". */
  readonly application: string | null;
  readonly os: string | null;
  /** The processor, as the operating system names it. */
  readonly hardware: string | null;
  readonly comments: readonly string[];
}

/** An interface as it is described in the file; `linkType` and `timeDigits` must be known. */
export interface RecordedInterface extends InterfaceInfo {
  readonly linkType: number;
}

/** Which way a packet went, seen from the recording machine; null: not known. */
export type Direction = "inbound" | "outbound" | null;

/** Counts since the recording began (pcapng: the Interface Statistics Block); null: not known. */
export interface InterfaceStatistics {
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  /** Packets that came to the engine. */
  readonly received: number | null;
  /** Packets lost at the interface, before the operating system had them. */
  readonly droppedByInterface: number | null;
  /** Packets lost because the engine did not fetch them in time. */
  readonly droppedBySystem: number | null;
  /** Packets that stand in the file. */
  readonly delivered: number;
}

/**
 * Turns packets into the bytes of one kind of capture file. Whole records are put into a {@link RecordBuffer}; what the
 * kind has no room for (comments in a pcap, say) is left out.
 */
export interface CaptureEncoder {
  readonly format: CaptureFormatName;
  /** The file's beginning. Called once, with the interface that all packets come from. */
  begin(into: RecordBuffer, section: SectionInfo, from: RecordedInterface): void;
  /**
   * One packet, data[offset .. offset + capturedLength).
   *
   * @param seconds whole seconds since the epoch, 0 to 2^32 - 1
   * @param nanoseconds 0 to 999,999,999
   */
  packet(
    into: RecordBuffer,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    originalLength: number,
    seconds: number,
    nanoseconds: number,
    direction: Direction,
    comment: string | null,
  ): void;
  statistics(into: RecordBuffer, counts: InterfaceStatistics): void;
}
