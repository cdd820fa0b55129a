/** Writes frames as a Python peer's `pickle.dumps(array)` does: an array of BGR pixels, uint8, (height, width, 3). */
import type { PictureSize } from "../types.ts";
import { exchangeChannels } from "./pixels.ts";
import { USUAL_SIZE_FIELD, writeSize, type SizeField } from "./size-field.ts";

export interface PickleOptions {
  readonly sizeField?: SizeField;
  /** Of pickle. 3 is read by every Python 3, 4 by Python 3.4 and later, 5 by 3.8 and later. */
  readonly protocol?: 3 | 4 | 5;
}

/** BINBYTES holds at most 2^32 - 1 bytes, far above the largest picture. */
const BINBYTES = 0x42;

/** @returns a whole frame: the size, and the pickle */
export function encodePickleFrame(size: PictureSize, pixels: Uint8Array, options: PickleOptions = {}): Buffer {
  const { sizeField = USUAL_SIZE_FIELD, protocol = 4 } = options;
  const head = header(size, pixels.length, protocol);
  const pickleBytes = head.length + pixels.length + TAIL.length;
  const prefix = Buffer.concat([writeSize(pickleBytes, sizeField), head]);
  const frame = Buffer.allocUnsafeSlow(sizeField.bytes + pickleBytes);
  prefix.copy(frame);
  exchangeChannels(pixels, frame, prefix.length);
  TAIL.copy(frame, prefix.length + pixels.length);
  return frame;
}

/** Ends the array's state, sets it, and stops: TUPLE, BUILD, STOP. */
const TAIL = Buffer.from("tb.", "latin1");

function header({ width, height }: PictureSize, bytes: number, protocol: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes);
  return Buffer.concat([
    Buffer.from([0x80, protocol]),
    // numpy 2 still finds _reconstruct under this name, and numpy 1 under no other.
    latin1("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85C\x01b\x87R"),
    latin1("(K\x01"), // the state: version 1,
    integer(height), // the shape,
    integer(width),
    latin1("K\x03\x87"),
    latin1("cnumpy\ndtype\nX\x02\0\0\0u1\x89\x88\x87R"), // dtype('u1', False, True)
    latin1("(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"), // and its state,
    latin1("\x89"), // not in Fortran's order,
    Buffer.from([BINBYTES]), // the pixels
    length,
  ]);
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
