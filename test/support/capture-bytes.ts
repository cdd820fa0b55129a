/**
 * Capture files as bytes, written from the specifications and not from the product's readers: pcap in all its variants
 * (savefile(5)) and pcapng with every block kind (draft-ietf-opsawg-pcapng), in either byte order, well formed or not.
 */

/** Numbers in one byte order. */
class Numbers {
  readonly #big: boolean;
  constructor(bigEndian: boolean) {
    this.#big = bigEndian;
  }
  u16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#big) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  }
  u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#big) bytes.writeUInt32BE(value >>> 0);
    else bytes.writeUInt32LE(value >>> 0);
    return bytes;
  }
  u64(value: bigint): Buffer {
    const bytes = Buffer.alloc(8);
    if (this.#big) bytes.writeBigUInt64BE(BigInt.asUintN(64, value));
    else bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
    return bytes;
  }
}

export interface PcapOptions {
  bigEndian?: boolean;
  nanoseconds?: boolean;
  /** Kuznetzov's record headers of 24 bytes. */
  modified?: boolean;
  /** All 32 bits of the network field. */
  network?: number;
  snaplen?: number;
  version?: readonly [major: number, minor: number];
  timeZone?: number;
}

export interface PcapRecord {
  seconds?: number;
  /** Microseconds or nanoseconds, as the file counts. */
  fraction?: number;
  data: Uint8Array;
  /** What the header says of the lengths; the data's own by default. */
  captured?: number;
  original?: number;
}

export function pcapHeader(options: PcapOptions = {}): Buffer {
  const n = new Numbers(options.bigEndian ?? false);
  const magic = options.modified === true ? 0xa1b2cd34 : options.nanoseconds === true ? 0xa1b23c4d : 0xa1b2c3d4;
  const [major, minor] = options.version ?? [2, 4];
  return Buffer.concat([
    n.u32(magic),
    n.u16(major),
    n.u16(minor),
    n.u32(options.timeZone ?? 0),
    n.u32(0),
    n.u32(options.snaplen ?? 262_144),
    n.u32(options.network ?? 1),
  ]);
}

export function pcapRecord(record: PcapRecord, options: PcapOptions = {}): Buffer {
  const n = new Numbers(options.bigEndian ?? false);
  return Buffer.concat([
    n.u32(record.seconds ?? 1_700_000_000),
    n.u32(record.fraction ?? 0),
    n.u32(record.captured ?? record.data.length),
    n.u32(record.original ?? record.data.length),
    // Interface index, protocol, packet type, padding.
    options.modified === true ? Buffer.concat([n.u32(2), n.u16(0x0800), Buffer.from([4, 0])]) : Buffer.alloc(0),
    record.data,
  ]);
}

export function pcap(records: readonly PcapRecord[], options: PcapOptions = {}): Buffer {
  return Buffer.concat([pcapHeader(options), ...records.map((record) => pcapRecord(record, options))]);
}

export interface PcapngOption {
  code: number;
  value: Uint8Array;
  /** What the option says of its length; the value's own by default. */
  length?: number;
}

export interface PacketFields {
  interface?: number;
  /** The 64-bit timestamp, in the interface's units. */
  time?: bigint;
  data: Uint8Array;
  captured?: number;
  original?: number;
  options?: readonly PcapngOption[];
  /** Packet Block only. */
  drops?: number;
}

/** A pcapng file, block by block. Each call gives one block's bytes; join them with Buffer.concat. */
export class PcapngBlocks {
  readonly #n: Numbers;

  constructor(bigEndian = false) {
    this.#n = new Numbers(bigEndian);
  }

  text(code: number, text: string): PcapngOption {
    return { code, value: Buffer.from(text, "utf8") };
  }

  u64(code: number, value: bigint): PcapngOption {
    return { code, value: this.#n.u64(value) };
  }

  byte(code: number, value: number): PcapngOption {
    return { code, value: Buffer.from([value]) };
  }

  /** Any block. The two lengths are the real one unless given. */
  block(type: number, body: Uint8Array, lengths: { front?: number; back?: number } = {}): Buffer {
    const padded = pad(body);
    const total = padded.length + 12;
    const n = this.#n;
    return Buffer.concat([n.u32(type), n.u32(lengths.front ?? total), padded, n.u32(lengths.back ?? total)]);
  }

  section(options: readonly PcapngOption[] = [], version: readonly [number, number] = [1, 0]): Buffer {
    const n = this.#n;
    return this.block(
      0x0a0d0d0a,
      Buffer.concat([n.u32(0x1a2b3c4d), n.u16(version[0]), n.u16(version[1]), n.u64(-1n), this.#options(options)]),
    );
  }

  interface(fields: { linkType?: number; snaplen?: number; options?: readonly PcapngOption[] } = {}): Buffer {
    const n = this.#n;
    return this.block(
      1,
      Buffer.concat([
        n.u16(fields.linkType ?? 1),
        n.u16(0),
        n.u32(fields.snaplen ?? 0),
        this.#options(fields.options ?? []),
      ]),
    );
  }

  enhancedPacket(fields: PacketFields): Buffer {
    return this.block(6, Buffer.concat([this.#n.u32(fields.interface ?? 0), this.#packetBody(fields)]));
  }

  /** The obsolete Packet Block. */
  packet(fields: PacketFields): Buffer {
    const n = this.#n;
    return this.block(
      2,
      Buffer.concat([n.u16(fields.interface ?? 0), n.u16(fields.drops ?? 0), this.#packetBody(fields)]),
    );
  }

  simplePacket(data: Uint8Array, original = data.length): Buffer {
    return this.block(3, Buffer.concat([this.#n.u32(original), data]));
  }

  statistics(interfaceId: number, options: readonly PcapngOption[]): Buffer {
    const n = this.#n;
    return this.block(5, Buffer.concat([n.u32(interfaceId), n.u32(0), n.u32(0), this.#options(options)]));
  }

  /** One IPv4 address and its name. */
  nameResolution(): Buffer {
    const n = this.#n;
    const record = Buffer.concat([Buffer.from([127, 0, 0, 1]), Buffer.from("localhost\0")]);
    return this.block(4, Buffer.concat([n.u16(1), n.u16(record.length), pad(record), n.u16(0), n.u16(0)]));
  }

  /** TLS keys. */
  decryptionSecrets(secrets: Uint8Array): Buffer {
    const n = this.#n;
    return this.block(0x0a, Buffer.concat([n.u32(0x544c534b), n.u32(secrets.length), secrets]));
  }

  custom(data: Uint8Array, copy = true): Buffer {
    return this.block(copy ? 0x0bad : 0x40000bad, Buffer.concat([this.#n.u32(32_473), data]));
  }

  #packetBody(fields: PacketFields): Buffer {
    const n = this.#n;
    const time = fields.time ?? 1_700_000_000_000_000n;
    return Buffer.concat([
      n.u32(Number(time >> 32n)),
      n.u32(Number(time & 0xffff_ffffn)),
      n.u32(fields.captured ?? fields.data.length),
      n.u32(fields.original ?? fields.data.length),
      pad(fields.data),
      this.#options(fields.options ?? []),
    ]);
  }

  #options(options: readonly PcapngOption[]): Buffer {
    if (options.length === 0) return Buffer.alloc(0);
    const n = this.#n;
    const parts = options.map(({ code, value, length }) =>
      Buffer.concat([n.u16(code), n.u16(length ?? value.length), pad(value)]),
    );
    return Buffer.concat([...parts, n.u16(0), n.u16(0)]);
  }
}

function pad(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
