/**
 * The walk over a pcapng file's blocks. Source: draft-ietf-opsawg-pcapng section 3.1 (General Block Structure).
 */
import { CorruptCaptureError, EmptyCaptureError, UnknownFormatError } from "../errors.ts";
import { DAMAGE_REMEDY, MAX_RECORD_BYTES } from "./limits.ts";
import { isPcapHeader, isPcapMagic, PCAP_HEADER_BYTES, SECTION_HEADER, sectionIsLittleEndian } from "./magic.ts";
import { PcapngSection } from "./pcapng-blocks.ts";
import { SkippedBlock, UnknownBlocks } from "./pcapng-skip.ts";
import * as type from "./pcapng-types.ts";
import type { BinaryKind, CapturePart, Reading } from "./reading.ts";

export class PcapngPart implements CapturePart {
  followedBy: BinaryKind | null = null;
  readonly #reading: Reading;
  /** Another capture stands in front: the file is more than an unfinished header. */
  readonly #appended: boolean;
  readonly #unknown = new UnknownBlocks();
  #section: PcapngSection | null = null;
  /** A block without use for the analysis, which is let through without being held. */
  #skipped: SkippedBlock | null = null;

  constructor(reading: Reading, appended: boolean) {
    this.#reading = reading;
    this.#appended = appended;
  }

  parse(data: Buffer, start: number, end: number, fileOffset: number): number {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const base = fileOffset - start;
    let at = start;
    for (;;) {
      if (this.#skipped !== null) {
        at += this.#skipped.pass(view, at, end);
        if (!this.#skipped.done) return at;
        this.#passed(this.#skipped);
        this.#skipped = null;
      }
      if (end - at < type.BLOCK_OVERHEAD) return at;
      const section = this.#section;
      // Before the first section header the byte order is unknown, and nothing else may stand there.
      const kind = section === null ? SECTION_HEADER : view.getUint32(at, section.little);
      if (section !== null && kind === type.ENHANCED_PACKET) {
        const total = this.#length(kind, view.getUint32(at + 4, section.little), at + base);
        if (total > end - at) return at;
        this.#checkTrailer(view, at, total, section.little, at + base);
        section.enhancedPacket(data, view, at + 8, at + total - 4, at + base);
        at += total;
        continue;
      }
      const taken = this.#otherBlock(kind, data, view, at, end, at + base);
      if (taken === null) return at;
      at += taken;
    }
  }

  finish(_data: Buffer, start: number, end: number, fileOffset: number): void {
    const reading = this.#reading;
    if (this.#skipped !== null) {
      const skipped = this.#skipped;
      const held = fileOffset + (end - start) - skipped.offset;
      // A length that no such block has, and the file doesn't bear it out: the length is wrong, not the file short.
      if (skipped.total > MAX_RECORD_BYTES) {
        throw new CorruptCaptureError(
          `The block of type ${hex(skipped.kind)} at byte ${skipped.offset} says it is ${skipped.total} bytes long, ` +
            `but the file has only ${held} more.`,
          DAMAGE_REMEDY,
          { offset: skipped.offset, packet: reading.packets + 1 },
        );
      }
      reading.cut(`a block of type ${hex(skipped.kind)}`, skipped.offset, held);
    } else if (this.#section === null && !this.#appended) {
      throw new EmptyCaptureError(
        `The file ends inside its own pcapng section header, after ${end - start} bytes.`,
        "The capture was stopped before anything was written, or the file was not copied whole. Capture or copy it again.",
        { offset: fileOffset },
      );
    } else if (end > start) {
      reading.cut(`the block behind packet ${reading.packets}`, fileOffset, end - start);
    }
    this.#unknown.tell(reading);
  }

  /**
   * Any block but an Enhanced Packet Block, of which 12 bytes are there.
   *
   * @returns bytes taken (0 where a skipped block begins); null where more must arrive, or another capture begins
   */
  #otherBlock(kind: number, data: Buffer, view: DataView, at: number, end: number, offset: number): number | null {
    if (kind === SECTION_HEADER) return this.#sectionHeader(data, view, at, end, offset);
    const section = this.#section!;
    if (isPcapMagic(kind)) {
      if (end - at < PCAP_HEADER_BYTES) return null;
      if (isPcapHeader(data, at)) {
        this.followedBy = "pcap";
        return null;
      }
    }
    const little = section.little;
    const total = this.#length(kind, view.getUint32(at + 4, little), offset);
    if (!type.SHORTEST_BLOCK.has(kind)) {
      this.#skipped = new SkippedBlock(kind, view.getUint32(at + 4, little), total, offset, little);
      return 0;
    }
    if (total > end - at) return null;
    this.#checkTrailer(view, at, total, little, offset);
    const body = at + type.BLOCK_HEADER_BYTES;
    const bodyEnd = at + total - 4;
    if (kind === type.INTERFACE_DESCRIPTION) section.interface(data, view, body, bodyEnd, offset);
    else if (kind === type.PACKET) section.packet(data, view, body, bodyEnd, offset);
    else if (kind === type.SIMPLE_PACKET) section.simplePacket(data, view, body, bodyEnd, offset);
    else section.statistics(view, body, bodyEnd, offset);
    return total;
  }

  #sectionHeader(data: Buffer, view: DataView, at: number, end: number, offset: number): number | null {
    const little = sectionIsLittleEndian(data, at);
    if (little === null) {
      throw this.#corrupt(`The section header at byte ${offset} has no byte-order magic`, offset);
    }
    const total = this.#length(SECTION_HEADER, view.getUint32(at + 4, little), offset);
    if (total > end - at) return null;
    this.#checkTrailer(view, at, total, little, offset);
    const major = view.getUint16(at + 12, little);
    if (major !== 1) {
      const what = `The section at byte ${offset} is of pcapng version ${major}.${view.getUint16(at + 14, little)}`;
      if (this.#section !== null || this.#appended) {
        throw this.#corrupt(`${what}; only 1.x was ever defined`, offset);
      }
      throw new UnknownFormatError(
        `${what}; only 1.x was ever defined.`,
        "Open it in Wireshark and save it as pcapng; if Wireshark can't open it either, the file header is damaged.",
        { offset },
      );
    }
    this.#section = new PcapngSection(this.#reading, little);
    this.#section.header(data, view, at + type.BLOCK_HEADER_BYTES, at + total - 4, offset);
    return total;
  }

  /** A block's total length, rounded up to 32 bits as Wireshark reads a writer's forgotten padding. */
  #length(kind: number, stated: number, offset: number): number {
    const shortest =
      kind === SECTION_HEADER ? type.SHORTEST_SECTION_HEADER : (type.SHORTEST_BLOCK.get(kind) ?? type.BLOCK_OVERHEAD);
    if (stated < shortest) {
      throw this.#corrupt(
        `The block of type ${hex(kind)} at byte ${offset} says it is ${stated} bytes long; it can't be shorter than ` +
          `${shortest}`,
        offset,
      );
    }
    const buffered = kind === SECTION_HEADER || type.SHORTEST_BLOCK.has(kind);
    if (buffered && stated > MAX_RECORD_BYTES) {
      throw this.#corrupt(
        `The block of type ${hex(kind)} at byte ${offset} says it is ${stated} bytes long; no such block is longer ` +
          `than ${MAX_RECORD_BYTES}`,
        offset,
      );
    }
    if (stated % 4 === 0) return stated;
    this.#reading.warnOnce(
      "unpadded-block-length",
      `The block at byte ${offset} says it is ${stated} bytes long, which is no multiple of 4 as pcapng demands. It is ` +
        `read as Wireshark reads it, rounded up; later blocks like it are not named.`,
      offset,
    );
    return stated + 4 - (stated % 4);
  }

  #checkTrailer(view: DataView, at: number, total: number, little: boolean, offset: number): void {
    const front = view.getUint32(at + 4, little);
    const back = view.getUint32(at + total - 4, little);
    if (front !== back) throw this.#lengthsDiffer(front, back, offset);
  }

  #passed(skipped: SkippedBlock): void {
    if (skipped.trailer !== skipped.stated) {
      throw this.#lengthsDiffer(skipped.stated, skipped.trailer, skipped.offset);
    }
    const name = type.NUMBERED_BLOCKS.get(skipped.kind);
    if (name !== undefined) {
      this.#reading.sink.undecoded(++this.#reading.packets, name, Number.NaN, 0);
    } else if (!type.SILENT_BLOCKS.has(skipped.kind)) {
      this.#unknown.count(skipped.kind);
    }
  }

  #lengthsDiffer(front: number, back: number, offset: number): CorruptCaptureError {
    return this.#corrupt(
      `The block at byte ${offset} says in front that it is ${front} bytes long and at its end ${back}`,
      offset,
    );
  }

  #corrupt(what: string, offset: number): CorruptCaptureError {
    return new CorruptCaptureError(`${what}.`, DAMAGE_REMEDY, { offset, packet: this.#reading.packets + 1 });
  }
}

function hex(kind: number): string {
  return `0x${kind.toString(16).padStart(8, "0")}`;
}
