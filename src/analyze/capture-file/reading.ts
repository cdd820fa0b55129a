import { CorruptCaptureError } from "../errors.ts";
import { DAMAGE_REMEDY } from "./limits.ts";
import type { CaptureSink, InterfaceInfo } from "./types.ts";

/** No machine has more; without a limit a damaged file could fill memory with descriptions of 20 bytes. */
const MAX_INTERFACES = 65_536;

/** The kinds of capture that hold the packets' own bytes. */
export type BinaryKind = "pcap" | "pcapng";

/**
 * What the parts of one file share. A file may be several captures one behind another; packets and interfaces are counted
 * over all of them, and a peculiarity of the writer is worth one warning, not one a packet.
 */
export class Reading {
  readonly sink: CaptureSink;
  /** Packets given to the sink so far. */
  packets = 0;
  truncated = false;
  #interfaces = 0;
  readonly #told = new Set<string>();

  constructor(sink: CaptureSink) {
    this.sink = sink;
  }

  /** @returns the interface's number over the whole file */
  interface(info: InterfaceInfo, offset: number): number {
    if (this.#interfaces >= MAX_INTERFACES) {
      throw new CorruptCaptureError(
        `At byte ${offset} the file describes one more interface after ${MAX_INTERFACES}; no machine has so many.`,
        DAMAGE_REMEDY,
        { offset, packet: this.packets + 1 },
      );
    }
    this.sink.interface(info);
    return this.#interfaces++;
  }

  /** A warning about the packet that comes next, given the first time only. */
  warnOnce(code: string, message: string, offset: number): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.sink.warning({ code, message, packet: this.packets + 1, offset });
  }

  /** The input ends with `left` bytes that belong to no whole record. */
  cut(what: string, offset: number, left: number): void {
    this.truncated = true;
    const message =
      `The file ends in the middle of ${what}: ${left} byte${left === 1 ? "" : "s"} from byte ${offset} on ` +
      `could not be used. Everything before has been read (${this.packets} packets).`;
    this.sink.warning({
      code: "truncated-file",
      message,
      offset,
      ...(this.packets > 0 ? { packet: this.packets } : {}),
    });
  }
}

/** One capture of possibly several in a file. Contract of {@link CaptureParser.parse}, and may stop early. */
export interface CapturePart {
  /** Takes whole records out of data[start .. end); see CaptureParser. */
  parse(data: Buffer, start: number, end: number, fileOffset: number): number;
  /** The input ended with data[start .. end) not taken. */
  finish(data: Buffer, start: number, end: number, fileOffset: number): void;
  /** Set when `parse` stopped in front of another capture's first byte: which kind begins there. */
  readonly followedBy: BinaryKind | null;
}
