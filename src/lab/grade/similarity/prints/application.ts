/** Which program wrote a pcapng file: shb_userappl of its section header (draft-ietf-opsawg-pcapng section 4.1). */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { pipeline } from "node:stream/promises";
import { Writable } from "node:stream";

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const OPT_USERAPPL = 4;
const OPT_COMMENT = 1;
/** A section header stands at the very front, and is short. */
const HEAD_BYTES = 64 * 1024;

export interface Writer {
  readonly application: string | null;
  readonly comments: readonly string[];
}

const NOBODY: Writer = { application: null, comments: [] };

/** @returns what the file's front says; nothing for other kinds of captures and for what can't be read */
export async function writerOf(input: string | Uint8Array): Promise<Writer> {
  try {
    return readHeader(await headOf(input));
  } catch {
    return NOBODY; // the reading of the packets tells what is wrong
  }
}

async function headOf(input: string | Uint8Array): Promise<Buffer> {
  const plain = typeof input === "string" ? await firstBytes(input, HEAD_BYTES) : front(input, HEAD_BYTES);
  if (plain[0] !== 0x1f || plain[1] !== 0x8b) return plain;
  const pieces: Buffer[] = [];
  let length = 0;
  const enough = new AbortController();
  const collect = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      length += piece.length;
      if (length >= HEAD_BYTES) enough.abort();
      done();
    },
  });
  try {
    await pipeline([plain], createGunzip({ chunkSize: HEAD_BYTES }), collect, { signal: enough.signal });
  } catch {
    // Cut off on purpose; what came out of it stands.
  }
  return Buffer.concat(pieces);
}

function front({ buffer, byteOffset, length }: Uint8Array, count: number): Buffer {
  return Buffer.from(buffer, byteOffset, Math.min(length, count));
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(path, { start: 0, end: count - 1 })) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function readHeader(head: Buffer): Writer {
  if (head.length < 28 || head.readUInt32LE(0) !== SECTION_HEADER) return NOBODY;
  const little = head.readUInt32LE(8) === BYTE_ORDER;
  const u16 = (at: number): number => (little ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const total = little ? head.readUInt32LE(4) : head.readUInt32BE(4);
  const end = Math.min(total - 4, head.length);
  const comments: string[] = [];
  let application: string | null = null;
  for (let at = 24; at + 4 <= end;) {
    const [code, length] = [u16(at), u16(at + 2)];
    if (code === 0 || at + 4 + length > end) break;
    const text = head.toString("utf8", at + 4, at + 4 + length).replace(/\0+$/, "");
    if (code === OPT_USERAPPL) application ??= text.slice(0, 200);
    if (code === OPT_COMMENT && comments.length < 20) comments.push(text.slice(0, 1000));
    at += 4 + ((length + 3) & ~3);
  }
  return { application, comments };
}
