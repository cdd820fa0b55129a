/** Writes pcapng (draft-ietf-opsawg-pcapng), little endian, one section with one interface. */
import { SECTION_HEADER } from "../magic.ts";
import { OPT_COMMENT } from "../pcapng-options.ts";
import { BLOCK_OVERHEAD, ENHANCED_PACKET, INTERFACE_DESCRIPTION, INTERFACE_STATISTICS } from "../pcapng-types.ts";
import {
  commentOptions,
  countOption,
  optionsLength,
  padded,
  putOptions,
  textOption,
  utf8,
  type PcapngOption,
} from "./pcapng-options.ts";
import type { RecordBuffer } from "./record-buffer.ts";
import type { CaptureEncoder, Direction, InterfaceStatistics, RecordedInterface, SectionInfo } from "./types.ts";

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Option codes of the Section Header Block (section 4.1), … */
const SHB_HARDWARE = 2;
const SHB_OS = 3;
const SHB_USERAPPL = 4;
/** … the Interface Description Block (4.2), … */
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const IF_FILTER = 11;
const IF_OS = 12;
/** … the Enhanced Packet Block (4.3) … */
const EPB_FLAGS = 2;
/** … and the Interface Statistics Block (4.6). */
const ISB_STARTTIME = 2;
const ISB_ENDTIME = 3;
const ISB_IFRECV = 4;
const ISB_IFDROP = 5;
const ISB_OSDROP = 7;
const ISB_USRDELIV = 8;

/** epb_flags bits 0 and 1 (section 4.3.1). */
const INBOUND = 1;
const OUTBOUND = 2;
/** Interface, two halves of the time, captured and original length, before a packet's bytes. */
const PACKET_FIELDS = 20;

export class PcapngEncoder implements CaptureEncoder {
  readonly format = "pcapng";
  #unitsPerSecond = 1e9;
  #nanosecondsPerUnit = 1;
  /** The time last worked out, in units, as its upper and lower 32 bits. */
  #high = 0;
  #low = 0;

  begin(into: RecordBuffer, section: SectionInfo, from: RecordedInterface): void {
    this.#unitsPerSecond = 10 ** from.timeDigits;
    this.#nanosecondsPerUnit = 10 ** (9 - from.timeDigits);
    const shb = Buffer.alloc(16);
    shb.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
    shb.writeUInt16LE(1, 4); // version 1.0
    shb.writeBigInt64LE(-1n, 8); // section length: not known before it ends
    putBlock(into, SECTION_HEADER, shb, [
      ...textOption(SHB_HARDWARE, section.hardware),
      ...textOption(SHB_OS, section.os),
      ...textOption(SHB_USERAPPL, section.application),
      ...commentOptions(section.comments),
    ]);
    const idb = Buffer.alloc(8);
    idb.writeUInt16LE(from.linkType, 0);
    idb.writeUInt32LE(from.snaplen ?? 0, 4); // 0: no limit
    putBlock(into, INTERFACE_DESCRIPTION, idb, [
      ...textOption(IF_NAME, from.name),
      ...textOption(IF_DESCRIPTION, from.description),
      { code: IF_TSRESOL, value: Uint8Array.of(from.timeDigits) },
      // A zero byte in front: libpcap's filter language, as text.
      ...(from.filter === null ? [] : [{ code: IF_FILTER, value: Uint8Array.of(0, ...utf8(from.filter)) }]),
      ...textOption(IF_OS, from.os),
    ]);
  }

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
  ): void {
    const options: PcapngOption[] = comment === null ? [] : [{ code: OPT_COMMENT, value: utf8(comment) }];
    if (direction !== null) options.push(direction === "inbound" ? INBOUND_OPTION : OUTBOUND_OPTION);
    const body = padded(capturedLength);
    const total = BLOCK_OVERHEAD + PACKET_FIELDS + body + optionsLength(options);
    const at = into.room(total);
    const { bytes, view } = into;
    this.#setTime(seconds, Math.floor(nanoseconds / this.#nanosecondsPerUnit));
    view.setUint32(at, ENHANCED_PACKET, true);
    view.setUint32(at + 4, total, true);
    view.setUint32(at + 8, 0, true);
    view.setUint32(at + 12, this.#high, true);
    view.setUint32(at + 16, this.#low, true);
    view.setUint32(at + 20, capturedLength, true);
    view.setUint32(at + 24, originalLength, true);
    const start = at + 28;
    bytes.set(data.subarray(offset, offset + capturedLength), start);
    if (body !== capturedLength) bytes.fill(0, start + capturedLength, start + body);
    if (options.length > 0) putOptions(bytes, start + body, options);
    view.setUint32(at + total - 4, total, true);
  }

  statistics(into: RecordBuffer, counts: InterfaceStatistics): void {
    const isb = Buffer.alloc(12);
    this.#putTime(isb, 4, counts.endTime);
    const start = Buffer.alloc(8);
    this.#putTime(start, 0, counts.startTime);
    putBlock(into, INTERFACE_STATISTICS, isb, [
      { code: ISB_STARTTIME, value: start },
      { code: ISB_ENDTIME, value: isb.subarray(4) },
      ...countOption(ISB_IFRECV, counts.received),
      ...countOption(ISB_IFDROP, counts.droppedByInterface),
      ...countOption(ISB_OSDROP, counts.droppedBySystem),
      ...countOption(ISB_USRDELIV, counts.delivered),
    ]);
  }

  #putTime(bytes: Buffer, at: number, milliseconds: number): void {
    const seconds = Math.floor(milliseconds / 1000);
    const nanoseconds = Math.round((milliseconds - seconds * 1000) * 1e6);
    this.#setTime(seconds, Math.floor(nanoseconds / this.#nanosecondsPerUnit));
    bytes.writeUInt32LE(this.#high, at);
    bytes.writeUInt32LE(this.#low, at + 4);
  }

  /** seconds x units + fraction is beyond what a double holds exactly: multiplied in two halves of the seconds. */
  #setTime(seconds: number, fraction: number): void {
    const upper = Math.floor(seconds / 0x10000) * this.#unitsPerSecond; // times 2^16
    const lower = (seconds % 0x10000) * this.#unitsPerSecond + fraction;
    const low = (upper % 0x10000) * 0x10000 + lower;
    this.#low = low % 0x100000000;
    this.#high = Math.floor(upper / 0x10000) + Math.floor(low / 0x100000000);
  }
}

const INBOUND_OPTION: PcapngOption = { code: EPB_FLAGS, value: Uint8Array.of(INBOUND, 0, 0, 0) };
const OUTBOUND_OPTION: PcapngOption = { code: EPB_FLAGS, value: Uint8Array.of(OUTBOUND, 0, 0, 0) };

function putBlock(into: RecordBuffer, kind: number, fields: Buffer, options: readonly PcapngOption[]): void {
  const total = BLOCK_OVERHEAD + fields.length + optionsLength(options);
  const at = into.room(total);
  const { bytes } = into;
  bytes.writeUInt32LE(kind, at);
  bytes.writeUInt32LE(total, at + 4);
  bytes.set(fields, at + 8);
  const end = putOptions(bytes, at + 8 + fields.length, options);
  bytes.writeUInt32LE(total, end);
}
