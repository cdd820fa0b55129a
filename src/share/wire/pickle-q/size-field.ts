/**
 * The field in front of each pickle that says how long it is. Python's struct.pack("Q", n) is what nearly all peers
 * write; their document does not say, so others exist.
 */

export interface SizeField {
  /** As Python's struct module writes it. */
  readonly name: string;
  readonly bytes: 4 | 8;
  readonly littleEndian: boolean;
}

/** The usual one first. Native "L" has 8 bytes outside of Windows: that is the same as "Q". */
export const SIZE_FIELDS: readonly SizeField[] = [
  { name: "Q", bytes: 8, littleEndian: true },
  { name: ">Q", bytes: 8, littleEndian: false },
  { name: "<L", bytes: 4, littleEndian: true },
  { name: ">L", bytes: 4, littleEndian: false },
];

export const USUAL_SIZE_FIELD: SizeField = SIZE_FIELDS[0]!;

/** Longest field, and the first two bytes of a pickle. */
export const MOST_PROBE_BYTES = 10;
const PROTO = 0x80;
/** Protocols up to 5 exist; an old one is a pickle all the same, and is refused as one. */
const LEAST_PROTOCOL = 2;
const LATEST_PROTOCOL = 5;

/** As they are asked for: "L" is the native one that is not the same as "Q". */
export const SIZE_FIELD_NAMES = ["Q", ">Q", "L", ">L"] as const;

export function sizeFieldByName(name: string): SizeField | undefined {
  return SIZE_FIELDS.find((field) => field.name === (name === "L" ? "<L" : name));
}

export function readSize(bytes: Buffer, field: SizeField): bigint {
  if (field.bytes === 8) return field.littleEndian ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE();
  return BigInt(field.littleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE());
}

export function writeSize(size: number, field: SizeField): Buffer {
  const bytes = Buffer.alloc(field.bytes);
  if (field.bytes === 8) {
    if (field.littleEndian) bytes.writeBigUInt64LE(BigInt(size));
    else bytes.writeBigUInt64BE(BigInt(size));
  } else if (field.littleEndian) bytes.writeUInt32LE(size);
  else bytes.writeUInt32BE(size);
  return bytes;
}

/** The more usual field of two that have as many bytes. */
export function usualOf(field: SizeField): SizeField {
  return SIZE_FIELDS.find(({ bytes }) => bytes === field.bytes)!;
}

/** Whether a pickle of protocol 2 to 5 begins here. */
export function isPickleStart(bytes: Uint8Array, at: number): boolean {
  const protocol = bytes[at + 1] ?? 0;
  return bytes[at] === PROTO && protocol >= LEAST_PROTOCOL && protocol <= LATEST_PROTOCOL;
}

/**
 * Which fields the first bytes of a stream can be: those behind which a pickle begins, with a size that can be.
 *
 * @param bytes at least {@link MOST_PROBE_BYTES}, unless the stream has no more
 * @param limit largest size to believe
 * @returns the possible ones; mostly one, for short pictures a 4-byte field may be read either way round
 */
export function possibleFields(bytes: Buffer, limit: number): SizeField[] {
  return SIZE_FIELDS.filter((field) => {
    if (!isPickleStart(bytes, field.bytes)) return false;
    const size = readSize(bytes, field);
    return size > 0n && size <= BigInt(limit);
  });
}
