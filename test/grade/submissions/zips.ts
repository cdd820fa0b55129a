/** Zips written byte by byte (APPNOTE.TXT), so that they can be wrong in any way. */
import { crc32, deflateRawSync } from "node:zlib";

export interface Entry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Unix mode with the type of file. */
  readonly mode?: number;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  /** What the directory says in place of the truth. */
  readonly claims?: { readonly bytes?: number; readonly crc?: number };
}

const REGULAR = 0o100644;

export function zipOf(entries: readonly Entry[] | Readonly<Record<string, string | Uint8Array>>): Buffer {
  const list = Array.isArray(entries)
    ? (entries as readonly Entry[])
    : Object.entries(entries as Readonly<Record<string, string | Uint8Array>>).map(([name, content]) => ({
        name,
        content,
      }));
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of list) {
    const { local, central } = write(entry, at);
    parts.push(local);
    directory.push(central);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

function write(entry: Entry, offset: number): { readonly local: Buffer; readonly central: Buffer } {
  const { name, content = "", mode = REGULAR, stored = false, encrypted = false, claims = {} } = entry;
  const bytes = Buffer.from(content as Uint8Array);
  const packed = stored ? bytes : deflateRawSync(bytes);
  const path = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
  common.writeUInt16LE(stored ? 0 : 8, 4);
  common.writeUInt32LE(claims.crc ?? crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(claims.bytes ?? bytes.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, path, packed]);
  const head = Buffer.from("PK\u0001\u0002\u0000\u0003", "latin1");
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(mode * 0x10000, 6);
  tail.writeUInt32LE(offset, 10);
  return { local, central: Buffer.concat([head, common, tail, path]) };
}
