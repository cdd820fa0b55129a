/** Writes frames as a Python peer's `pickle.dumps(array)` does: an array of BGR pixels, uint8, (height, width, 3). */
import type { PictureSize } from "../types.ts";
import { utf8OfLatin1 } from "./latin1.ts";
import { exchangeChannels, WORD } from "./pixels.ts";
import { USUAL_SIZE_FIELD, writeSize, type SizeField } from "./size-field.ts";

/** Of pickle: 2 is read by every Python, 3 by every Python 3, 4 by 3.4 and later, 5 by 3.8 and later. */
export const PICKLE_PROTOCOLS = [2, 3, 4, 5] as const;
export type PickleProtocol = (typeof PICKLE_PROTOCOLS)[number];

export interface PickleOptions {
  readonly sizeField?: SizeField;
  readonly protocol?: PickleProtocol;
  /** Of an earlier frame, to write over, if it is as long. */
  readonly memory?: Buffer | undefined;
}

const USUAL_PROTOCOL = 4;
/** The first that has bytes. */
const BYTES_SINCE = 3;

/** @returns a whole frame: the size, and the pickle */
export function encodePickleFrame(size: PictureSize, pixels: Uint8Array, options: PickleOptions = {}): Buffer {
  const { sizeField = USUAL_SIZE_FIELD, protocol = USUAL_PROTOCOL, memory } = options;
  if (protocol < BYTES_SINCE) return encodeAsText(size, pixels, sizeField, protocol);
  const head = Buffer.concat([begin(size, protocol), counted("B", pixels.length)]);
  const pickleBytes = head.length + pixels.length + TAIL.length;
  const prefix = Buffer.concat([writeSize(pickleBytes, sizeField), head]);
  const bytes = sizeField.bytes + pickleBytes;
  const frame = memory?.length === bytes ? memory : newMemory(bytes, prefix.length);
  prefix.copy(frame);
  exchangeChannels(pixels, frame.subarray(prefix.length, prefix.length + pixels.length));
  TAIL.copy(frame, prefix.length + pixels.length);
  return frame;
}

/** @param aligned which byte stands at a whole word: exchanging the channels of pixels that do is several times as fast */
function newMemory(bytes: number, aligned: number): Buffer {
  const before = -aligned & (WORD - 1);
  return Buffer.allocUnsafeSlow(before + bytes).subarray(before);
}

function encodeAsText(size: PictureSize, pixels: Uint8Array, sizeField: SizeField, protocol: PickleProtocol): Buffer {
  const bgr = Buffer.allocUnsafe(pixels.length);
  exchangeChannels(pixels, bgr);
  const pickle = Buffer.concat([begin(size, protocol), ...asText(utf8OfLatin1(bgr)), TAIL]);
  return Buffer.concat([writeSize(pickle.length, sizeField), pickle]);
}

/** Ends the array's state, sets it, and stops: TUPLE, BUILD, STOP. */
const TAIL = latin1("tb.");

/** All that stands before the pixels. */
function begin({ width, height }: PictureSize, protocol: PickleProtocol): Buffer {
  return Buffer.concat([
    Buffer.from([0x80, protocol]),
    // numpy 2 still finds _reconstruct under this name, and numpy 1 under no other.
    latin1("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85"),
    ...(protocol < BYTES_SINCE ? asText(latin1("b")) : [latin1("C\x01b")]),
    latin1("\x87R(K\x01"), // the state: version 1,
    integer(height), // the shape,
    integer(width),
    latin1("K\x03\x87"),
    latin1("cnumpy\ndtype\nX\x02\0\0\0u1\x89\x88\x87R"), // dtype('u1', False, True)
    latin1("(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"), // and its state,
    latin1("\x89"), // not in Fortran's order
  ]);
}

/** `_codecs.encode(text, "latin1")`, which makes bytes of it. */
function asText(utf8: Buffer): Buffer[] {
  return [latin1("c_codecs\nencode\n"), counted("X", utf8.length), utf8, counted("X", 6), latin1("latin1\x86R")];
}

/** BINBYTES or BINUNICODE, and their length: at most 2^32 - 1, far above the largest picture. */
function counted(opcode: "B" | "X", bytes: number): Buffer {
  const head = Buffer.alloc(5);
  head.write(opcode, "latin1");
  head.writeUInt32LE(bytes, 1);
  return head;
}

/** BININT2, or BININT where that is too short. */
function integer(value: number): Buffer {
  const bytes = Buffer.alloc(value < 2 ** 16 ? 3 : 5);
  bytes.writeUInt8(value < 2 ** 16 ? 0x4d : 0x4a);
  if (value < 2 ** 16) bytes.writeUInt16LE(value, 1);
  else bytes.writeInt32LE(value, 1);
  return bytes;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
