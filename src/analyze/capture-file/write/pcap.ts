/** Writes classic pcap with nanoseconds (libpcap's savefile(5)), little endian. It has no room for anything but packets. */
import { PCAP_HEADER_BYTES } from "../magic.ts";
import type { RecordBuffer } from "./record-buffer.ts";
import type { CaptureEncoder, RecordedInterface, SectionInfo } from "./types.ts";

const NANOSECONDS_MAGIC = 0xa1b23c4d;
const RECORD_HEADER_BYTES = 16;
/** "No limit" must be a number here; libpcap's largest. */
const USUAL_SNAPLEN = 262_144;

export class PcapEncoder implements CaptureEncoder {
  readonly format = "pcap";

  begin(into: RecordBuffer, _section: SectionInfo, from: RecordedInterface): void {
    const at = into.room(PCAP_HEADER_BYTES);
    const { view } = into;
    view.setUint32(at, NANOSECONDS_MAGIC, true);
    view.setUint16(at + 4, 2, true); // version 2.4
    view.setUint16(at + 6, 4, true);
    view.setUint32(at + 8, 0, true); // times are UTC
    view.setUint32(at + 12, 0, true); // accuracy: 0 in every file
    view.setUint32(at + 16, from.snaplen ?? USUAL_SNAPLEN, true);
    view.setUint32(at + 20, from.linkType, true);
  }

  packet(
    into: RecordBuffer,
    data: Uint8Array,
    offset: number,
    capturedLength: number,
    originalLength: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const at = into.room(RECORD_HEADER_BYTES + capturedLength);
    const { bytes, view } = into;
    view.setUint32(at, seconds, true);
    view.setUint32(at + 4, nanoseconds, true);
    view.setUint32(at + 8, capturedLength, true);
    view.setUint32(at + 12, originalLength, true);
    bytes.set(data.subarray(offset, offset + capturedLength), at + RECORD_HEADER_BYTES);
  }

  statistics(): void {
    // No such record.
  }
}
