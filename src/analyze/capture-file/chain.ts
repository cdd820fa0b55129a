import type { CaptureParser, CaptureSink } from "./types.ts";
import { PcapPart } from "./pcap.ts";
import { PcapngPart } from "./pcapng.ts";
import type { BinaryKind, CapturePart } from "./reading.ts";
import { Reading } from "./reading.ts";

/**
 * One file as a chain of captures: `cat a.pcap b.pcapng > both` is read as both. Each part reads until the input ends or
 * the first byte of another capture stands where its next record should; the next part goes on from there.
 */
export class CaptureChain implements CaptureParser {
  readonly #reading: Reading;
  #part: CapturePart;

  constructor(first: BinaryKind, sink: CaptureSink) {
    this.#reading = new Reading(sink);
    this.#part = this.#open(first, false);
  }

  get packets(): number {
    return this.#reading.packets;
  }

  get truncated(): boolean {
    return this.#reading.truncated;
  }

  parse(data: Buffer, start: number, end: number, fileOffset: number): number {
    let at = start;
    for (;;) {
      at = this.#part.parse(data, at, end, fileOffset + (at - start));
      const next = this.#part.followedBy;
      if (next === null) return at;
      const offset = fileOffset + (at - start);
      this.#part.finish(data, at, at, offset);
      this.#reading.warnOnce(
        "appended-capture",
        `Another ${next} capture begins at byte ${offset}, behind packet ${this.#reading.packets}: files were ` +
          `appended to one another. They are read as one, packets numbered through; Wireshark may stop here, or show ` +
          `other numbers. More that may follow are not named.`,
        offset,
      );
      this.#part = this.#open(next, true);
    }
  }

  finish(data: Buffer, start: number, end: number, fileOffset: number): void {
    this.#part.finish(data, start, end, fileOffset);
  }

  #open(kind: BinaryKind, appended: boolean): CapturePart {
    return kind === "pcap" ? new PcapPart(this.#reading) : new PcapngPart(this.#reading, appended);
  }
}
