/**
 * The arrow between a capture file and the analyzer: a reader turns bytes into calls of a {@link CaptureSink}, one call a
 * packet, with the packet's bytes looked at in place. Nothing here allocates per packet.
 */
import type { Segment } from "../packet/segment.ts";

/** `capture.format` of the report. */
export type CaptureFormatName = "pcap" | "pcapng" | "wireshark-text" | "wireshark-csv";

/** One capture interface (pcapng: an Interface Description Block; pcap: the file header). */
export interface InterfaceInfo {
  readonly name: string | null;
  readonly description: string | null;
  /** LINKTYPE_ number (https://www.tcpdump.org/linktypes.html), or null where the file has no packets' bytes. */
  readonly linkType: number | null;
  /** Most bytes kept of a packet; null: no limit, or unknown. */
  readonly snaplen: number | null;
  /** Decimal digits of the file's own time resolution, 0 to 9 (finer resolutions are rounded down to nanoseconds). */
  readonly timeDigits: number;
  readonly filter: string | null;
  readonly os: string | null;
}

/** Something in the file that the reader of the report must know; the report goes on. */
export interface CaptureWarning {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
  /** The packet it concerns, or the last whole packet before it. */
  readonly packet?: number;
  readonly offset?: number;
}

/** A comment that a person or a program left in the file. `packet` is null for a comment on the section or an interface. */
export interface CaptureComment {
  readonly packet: number | null;
  readonly text: string;
}

export interface CaptureSink {
  /** A new interface; interfaces are numbered from 0 in the order of these calls, over the whole file. */
  interface(info: InterfaceInfo): void;
  /**
   * One packet. `data` is only lent: it is overwritten after the call.
   *
   * @param number packet number, from 1, as Wireshark counts over the whole file
   * @param data the block that holds the packet; its bytes are data[offset .. offset + capturedLength)
   * @param originalLength bytes the packet had on the wire
   * @param seconds whole seconds since the epoch (may be negative); NaN where the file gives no time
   * @param nanoseconds 0 to 999,999,999
   * @param interfaceIndex see {@link CaptureSink.interface}
   */
  packet(
    number: number,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    originalLength: number,
    seconds: number,
    nanoseconds: number,
    interfaceIndex: number,
  ): void;
  /**
   * One TCP segment known only from a printed packet list (no bytes). The object is only lent. Its `packet` is set, its
   * `time` is not: the receiver sets it, knowing the capture's first packet.
   *
   * @param seconds whole seconds, counted as {@link ListConventions.time} says (may be negative); NaN where the list
   * gives no time
   * @param nanoseconds 0 to 999,999,999; NaN with `seconds`
   */
  segment(segment: Segment, seconds: number, nanoseconds: number): void;
  /** A packet that holds no TCP, or nothing that the reader could take from its line, named by protocol. */
  undecoded(number: number, name: string, seconds: number, nanoseconds: number): void;
  /** A packet list's own conventions, once, before its first segment. */
  listConventions(conventions: ListConventions): void;
  warning(warning: CaptureWarning): void;
  comment(comment: CaptureComment): void;
  /** More packets that the capturing machine says it dropped (pcapng isb_ifdrop, isb_osdrop, epb_dropcount); the calls add up. */
  dropped(interfaceIndex: number, count: number): void;
}

/** What a printed packet list shows, told from its own lines. */
export interface ListConventions {
  /** "raw" sequence numbers are the wire's; "relative" ones count from 0 at the SYN. */
  readonly sequenceNumbers: "raw" | "relative" | "unknown";
  /**
   * "scaled" windows have been multiplied by the window scale already (Wireshark's default where it saw the handshake);
   * "unscaled" ones are the header's 16 bits (Wireshark with the scale unknown, or scaling turned off).
   */
  readonly windows: "scaled" | "unscaled" | "unknown";
  /** How the Time column counts. */
  readonly time: "relative" | "epoch" | "date" | "time-of-day" | "delta" | "unknown";
}

/** A reader of one kind of capture file. Bytes are pushed; whole packets come out at the sink as soon as they are there. */
export interface CaptureParser {
  /**
   * Takes whole records out of data[start .. end).
   *
   * @param fileOffset offset in the file of data[start]
   * @returns the offset in `data` of the first byte not taken; it and all that follow are given again, with more behind
   * them. When at least one record is whole, something is taken.
   * @throws CorruptCaptureError when a length or a field can't be true; all before it has been given to the sink
   */
  parse(data: Buffer, start: number, end: number, fileOffset: number): number;
  /**
   * The input ended, with data[start .. end) not taken. Reports a cut through {@link CaptureParser.truncated}.
   */
  finish(data: Buffer, start: number, end: number, fileOffset: number): void;
  /** After {@link CaptureParser.finish}: the file ends in the middle of a record. */
  readonly truncated: boolean;
  /** Packets given to the sink so far. */
  readonly packets: number;
}

/** One kind of capture file, in the registry. */
export interface CaptureFormat {
  readonly name: CaptureFormatName;
  /** For messages: "pcapng (Wireshark's default)". */
  readonly title: string;
  /**
   * Looks at the first bytes of the file.
   *
   * @param head the first bytes, at most {@link DETECT_BYTES}
   * @param whole `head` is all there is
   */
  detect(head: Buffer, whole: boolean): boolean;
  open(sink: CaptureSink): CaptureParser;
}

/** How many bytes at the front of a file a format may ask for to be told apart. */
export const DETECT_BYTES = 4096;
