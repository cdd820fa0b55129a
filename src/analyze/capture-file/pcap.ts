/**
 * The classic pcap file: a 24-byte file header, then records of a 16-byte header and the packet's bytes.
 *
 * Sources: libpcap's savefile(5); draft-ietf-opsawg-pcap; for what old files do, libpcap's sf-pcap.c.
 */
import { CorruptCaptureError, EmptyCaptureError, UnknownFormatError } from "../errors.ts";
import { DAMAGE_REMEDY, MAX_RECORD_BYTES, USUAL_SNAPLEN } from "./limits.ts";
import type { PcapVariant } from "./magic.ts";
import {
  isPcapHeader,
  isPcapMagic,
  isSectionHeader,
  PCAP_HEADER_BYTES,
  pcapVariant,
  SECTION_MAGIC_BYTES,
} from "./magic.ts";
import type { BinaryKind, CapturePart, Reading } from "./reading.ts";
import type { InterfaceInfo } from "./types.ts";

const RECORD_HEADER_BYTES = 16;
const MODIFIED_RECORD_HEADER_BYTES = 24;

/** What may stand where a record's header is expected. */
type Boundary = BinaryKind | "record" | "more bytes needed";

/** How the file's version orders the two length fields (libpcap's sf-pcap.c: they were exchanged before 2.3). */
type LengthOrder = "captured first" | "original first" | "larger is original";

export class PcapPart implements CapturePart {
  followedBy: BinaryKind | null = null;
  readonly #reading: Reading;
  #variant: PcapVariant | null = null;
  #lengthOrder: LengthOrder = "captured first";
  #limit = USUAL_SNAPLEN;
  #interface = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  parse(data: Buffer, start: number, end: number, fileOffset: number): number {
    let at = start;
    if (this.#variant === null) {
      if (end - start < PCAP_HEADER_BYTES) return start;
      this.#variant = this.#readFileHeader(data, start, fileOffset);
      at += PCAP_HEADER_BYTES;
    }
    return this.#readRecords(this.#variant, data, at, end, fileOffset - start);
  }

  /** The hot loop. `base` is what to add to an index in `data` to get the offset in the file. */
  #readRecords(variant: PcapVariant, data: Buffer, start: number, end: number, base: number): number {
    const reading = this.#reading;
    const sink = reading.sink;
    const little = variant.littleEndian;
    const headerBytes = variant.modified ? MODIFIED_RECORD_HEADER_BYTES : RECORD_HEADER_BYTES;
    const unitsPerSecond = variant.nanoseconds ? 1_000_000_000 : 1_000_000;
    const nanosecondsPerUnit = variant.nanoseconds ? 1 : 1000;
    const limit = this.#limit;
    const lengthOrder = this.#lengthOrder;
    const interfaceIndex = this.#interface;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = start;
    while (end - at >= headerBytes) {
      let seconds = view.getUint32(at, little);
      let fraction = view.getUint32(at + 4, little);
      let captured = view.getUint32(at + 8, little);
      let original = view.getUint32(at + 12, little);
      if (lengthOrder !== "captured first" && (lengthOrder === "original first" || captured > original)) {
        [captured, original] = [original, captured];
      }
      if (captured > limit || isPcapMagic(seconds)) {
        const boundary = boundaryAt(data, at, end);
        if (boundary === "more bytes needed") return at;
        if (boundary !== "record") {
          this.followedBy = boundary;
          return at;
        }
        if (captured > limit) throw this.#implausible(captured, at + base);
      }
      const body = at + headerBytes;
      if (captured > end - body) return at;
      if (captured > original) {
        reading.warnOnce(
          "captured-above-original",
          `Packet ${reading.packets + 1} says that ${captured} bytes of it were captured but that it had only ` +
            `${original} on the wire. The captured bytes are used; later packets like it are not named.`,
          at + base,
        );
      }
      if (fraction >= unitsPerSecond) {
        reading.warnOnce(
          "time-fraction-overflow",
          `Packet ${reading.packets + 1} has a second with ${fraction} parts where ${unitsPerSecond} make a whole one. ` +
            `The whole seconds in it are carried over; later packets like it are not named.`,
          at + base,
        );
        seconds += Math.floor(fraction / unitsPerSecond);
        fraction %= unitsPerSecond;
      }
      sink.packet(
        ++reading.packets,
        data,
        body,
        captured,
        original,
        seconds,
        fraction * nanosecondsPerUnit,
        interfaceIndex,
      );
      at = body + captured;
    }
    return at;
  }

  finish(_data: Buffer, start: number, end: number, fileOffset: number): void {
    if (this.#variant === null) {
      // Only at the front of a file: behind another capture a pcap part begins where its whole header was seen.
      throw new EmptyCaptureError(
        `The file ends inside its own pcap file header: it has ${end - start} of ${PCAP_HEADER_BYTES} bytes.`,
        "The capture was stopped before anything was written, or the file was not copied whole. Capture or copy it again.",
        { offset: fileOffset },
      );
    }
    if (end > start) this.#reading.cut(`packet ${this.#reading.packets + 1}`, fileOffset, end - start);
  }

  #readFileHeader(data: Buffer, start: number, fileOffset: number): PcapVariant {
    const variant = pcapVariant(data, start);
    if (variant === null) throw new TypeError("a pcap part must begin with a pcap magic");
    const little = variant.littleEndian;
    const view = new DataView(data.buffer, data.byteOffset + start, PCAP_HEADER_BYTES);
    const major = view.getUint16(4, little);
    const minor = view.getUint16(6, little);
    if (major !== 2) {
      throw new UnknownFormatError(
        `The file begins like pcap but says it is of version ${major}.${minor}; only 2.x was ever defined.`,
        "Open it in Wireshark and save it as pcapng; if Wireshark can't open it either, the file header is damaged.",
        { offset: fileOffset + 4 },
      );
    }
    if (minor < 3) this.#lengthOrder = "original first";
    else if (minor === 3) this.#lengthOrder = "larger is original";
    const snaplen = view.getUint32(16, little);
    this.#limit = Math.min(Math.max(USUAL_SNAPLEN, snaplen), MAX_RECORD_BYTES);
    const info: InterfaceInfo = {
      name: null,
      description: null,
      // The upper half may carry the length of the frame check sequence (draft-ietf-opsawg-pcap section 4).
      linkType: view.getUint32(20, little) & 0xffff,
      snaplen: snaplen === 0 ? null : snaplen,
      timeDigits: variant.nanoseconds ? 9 : 6,
      filter: null,
      os: null,
    };
    this.#interface = this.#reading.interface(info, fileOffset);
    return variant;
  }

  #implausible(captured: number, offset: number): CorruptCaptureError {
    const packet = this.#reading.packets + 1;
    return new CorruptCaptureError(
      `Packet ${packet} at byte ${offset} says it is ${captured} bytes long; a packet of this file has at most ` +
        `${this.#limit}. The record header is damaged, or stands where no record begins.`,
      DAMAGE_REMEDY,
      { offset, packet },
    );
  }
}

/** What stands at a record boundary whose first bytes would make a very odd record. */
function boundaryAt(data: Buffer, at: number, end: number): Boundary {
  if (end - at >= SECTION_MAGIC_BYTES && isSectionHeader(data, at)) return "pcapng";
  if (pcapVariant(data, at) === null) return "record";
  if (end - at < PCAP_HEADER_BYTES) return "more bytes needed";
  return isPcapHeader(data, at) ? "pcap" : "record";
}
