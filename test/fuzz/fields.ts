/** Where a capture's length fields, types and headers stand, so that they are hit more often than chance would. */

export interface Field {
  readonly at: number;
  readonly bytes: 1 | 2 | 4;
  readonly little: boolean;
}

/** Fields of at most this many records: those behind are like them. */
const MAX_RECORDS = 60;

export function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  if (bytes.length < 28) return fields;
  const magic = bytes.readUInt32BE(0);
  if (magic === 0x0a0d0d0a) pcapngFields(bytes, fields);
  else if (magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1) pcapFields(bytes, true, fields);
  else if (magic === 0xa1b2c3d4 || magic === 0xa1b23c4d) pcapFields(bytes, false, fields);
  return fields.filter(({ at, bytes: count }) => at >= 0 && at + count <= bytes.length);
}

function add(fields: Field[], little: boolean, base: number, places: readonly (readonly [number, 1 | 2 | 4])[]): void {
  for (const [at, bytes] of places) fields.push({ at: base + at, bytes, little });
}

function pcapFields(bytes: Buffer, little: boolean, fields: Field[]): void {
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  add(fields, little, 0, [
    [0, 4],
    [4, 2],
    [6, 2],
    [16, 4],
    [20, 4],
  ]);
  const linkType = u32(20);
  let at = 24;
  for (let record = 0; record < MAX_RECORDS && at + 16 <= bytes.length; record++) {
    add(fields, little, at, [
      [0, 4],
      [4, 4],
      [8, 4],
      [12, 4],
    ]);
    packetFields(bytes, at + 16, linkType, fields);
    at += 16 + u32(at + 8);
  }
}

function pcapngFields(bytes: Buffer, fields: Field[]): void {
  const little = bytes.readUInt32LE(8) === 0x1a2b3c4d;
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const linkTypes: number[] = [];
  let at = 0;
  for (let block = 0; block < MAX_RECORDS && at + 12 <= bytes.length; block++) {
    const type = u32(at);
    const total = u32(at + 4);
    if (total < 12) return;
    add(fields, little, at, [
      [0, 4],
      [4, 4],
      [total - 4, 4],
      [8, 4],
      [12, 4],
      [16, 4],
      [16, 2],
      [18, 2],
    ]);
    if (type === 1) {
      linkTypes.push(little ? bytes.readUInt16LE(at + 8) : bytes.readUInt16BE(at + 8));
      add(fields, little, at, [
        [8, 2],
        [20, 2],
        [22, 2],
      ]);
    } else if (type === 6 || type === 2) {
      add(fields, little, at, [
        [20, 4],
        [24, 4],
      ]);
      packetFields(bytes, at + 28, linkTypes[0] ?? 1, fields);
    }
    at += total;
  }
}

/** Bytes in front of the EtherType, and of what follows it. */
const LINKS: Readonly<Record<number, readonly [etherType: number, header: number]>> = {
  0: [-1, 4],
  1: [12, 14],
  12: [-1, 0],
  101: [-1, 0],
  108: [-1, 4],
  113: [14, 16],
  228: [-1, 0],
  229: [-1, 0],
  276: [0, 20],
};

function packetFields(bytes: Buffer, start: number, linkType: number, fields: Field[]): void {
  const [etherType, header] = LINKS[linkType] ?? [-1, 0];
  if (etherType >= 0) add(fields, false, start, [[etherType, 2]]);
  else if (header > 0) add(fields, true, start, [[0, 4]]);
  let ip = start + header;
  if (linkType === 1) {
    while (ip + 4 <= bytes.length && [0x8100, 0x88a8, 0x9100].includes(bytes.readUInt16BE(ip - 2))) {
      ip += 4;
      add(fields, false, ip - 2, [[0, 2]]);
    }
  }
  if (ip + 40 > bytes.length) return;
  const version = bytes[ip]! >> 4;
  if (version === 4) {
    add(fields, false, ip, [
      [0, 1],
      [2, 2],
      [4, 2],
      [6, 2],
      [9, 1],
      [12, 4],
    ]);
    tcpFields(bytes, ip + (bytes[ip]! & 15) * 4, fields);
  } else if (version === 6) {
    add(fields, false, ip, [
      [0, 1],
      [4, 2],
      [6, 1],
      [40, 1],
      [41, 1],
      [42, 2],
    ]);
    tcpFields(bytes, ip + 40, fields);
  } else {
    add(fields, false, ip, [
      [0, 4],
      [4, 4],
    ]);
  }
}

function tcpFields(bytes: Buffer, tcp: number, fields: Field[]): void {
  if (tcp + 20 > bytes.length) return;
  add(fields, false, tcp, [
    [0, 2],
    [2, 2],
    [4, 4],
    [8, 4],
    [12, 1],
    [13, 1],
    [14, 2],
    [18, 2],
    [20, 1],
    [21, 1],
  ]);
  const payload = tcp + (bytes[tcp + 12]! >> 4) * 4;
  // Where a frame may begin: N, the length, the two bytes of the zlib header.
  add(fields, false, payload, [
    [0, 1],
    [1, 1],
    [1, 2],
    [1, 4],
    [2, 2],
    [3, 2],
    [4, 2],
  ]);
}
