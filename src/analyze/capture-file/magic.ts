/**
 * The numbers that begin a capture, and how to tell the beginning of an appended capture from one more record.
 *
 * Sources: libpcap's savefile(5) (pcap, microseconds and nanoseconds), Wireshark's wiretap/libpcap.c (the "modified" kind
 * of Alexey Kuznetzov's patch), draft-ietf-opsawg-pcapng section 4.1 (Section Header Block).
 */

/** What a pcap file's first four bytes say. */
export interface PcapVariant {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  /** Kuznetzov's patch: each record header has 8 more bytes (interface index, protocol, packet type). */
  readonly modified: boolean;
}

export const PCAP_HEADER_BYTES = 24;
/** The block type of a Section Header Block reads the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d0d0a;
/** Bytes of a Section Header Block up to and with its byte-order magic. */
export const SECTION_MAGIC_BYTES = 12;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a;

const MICROSECONDS = 0xa1b2c3d4;
const MICROSECONDS_SWAPPED = 0xd4c3b2a1;
const NANOSECONDS = 0xa1b23c4d;
const NANOSECONDS_SWAPPED = 0x4d3cb2a1;
const MODIFIED = 0xa1b2cd34;
const MODIFIED_SWAPPED = 0x34cdb2a1;

/** Whether a 32-bit word, read in whichever byte order, is one of the six that begin a pcap file. */
export function isPcapMagic(word: number): boolean {
  return (
    word === MICROSECONDS ||
    word === MICROSECONDS_SWAPPED ||
    word === NANOSECONDS ||
    word === NANOSECONDS_SWAPPED ||
    word === MODIFIED ||
    word === MODIFIED_SWAPPED
  );
}

/** The variant that a pcap file's first four bytes name, or null. `data` must hold four bytes at `at`. */
export function pcapVariant(data: Buffer, at: number): PcapVariant | null {
  const word = data.readUInt32BE(at);
  if (!isPcapMagic(word)) return null;
  return {
    littleEndian: word === MICROSECONDS_SWAPPED || word === NANOSECONDS_SWAPPED || word === MODIFIED_SWAPPED,
    nanoseconds: word === NANOSECONDS || word === NANOSECONDS_SWAPPED,
    modified: word === MODIFIED || word === MODIFIED_SWAPPED,
  };
}

/** No place on earth is further from UTC than this, in seconds. */
const MAX_ZONE = 14 * 3600;

/**
 * Whether the 24 bytes at `at` are a pcap file header and not a record that begins with the same four bytes: the version
 * must be one that was ever written (2.0 to 2.4), the time zone correction a possible one, the accuracy field a number of
 * digits.
 */
export function isPcapHeader(data: Buffer, at: number): boolean {
  const variant = pcapVariant(data, at);
  if (variant === null) return false;
  const view = new DataView(data.buffer, data.byteOffset + at, PCAP_HEADER_BYTES);
  const little = variant.littleEndian;
  return (
    view.getUint16(4, little) === 2 &&
    view.getUint16(6, little) <= 4 &&
    Math.abs(view.getInt32(8, little)) <= MAX_ZONE &&
    view.getUint32(12, little) <= 9
  );
}

/** Whether the 12 bytes at `at` begin a pcapng section. */
export function isSectionHeader(data: Buffer, at: number): boolean {
  return data.readUInt32BE(at) === SECTION_HEADER && sectionIsLittleEndian(data, at) !== null;
}

/** The byte order of the Section Header Block at `at`, of which 12 bytes must be there; null: its magic is neither. */
export function sectionIsLittleEndian(data: Buffer, at: number): boolean | null {
  const magic = data.readUInt32LE(at + 8);
  if (magic === BYTE_ORDER_MAGIC) return true;
  return magic === BYTE_ORDER_MAGIC_SWAPPED ? false : null;
}
