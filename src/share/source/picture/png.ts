/** PNG, by pngjs: all colour types, depths and interlacing; of an animated one, the picture that other readers show. */
import { inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import type { PictureSize } from "../../wire/types.ts";
import { checkSize, onWhite, PictureError, type PictureFormat } from "./types.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Of a chunk, ISO/IEC 15948 section 5.3: length and type in front of its data, and a checksum behind. */
const CHUNK_HEADER = 8;
const CHUNK_CRC = 4;
/** IHDR comes first: width, height, bit depth, colour type, compression, filter, interlace (section 11.2.1). */
const IHDR_DATA = SIGNATURE.length + CHUNK_HEADER;
const IHDR_BYTES = 13;
/** Samples of a pixel, by colour type. */
const CHANNELS: Readonly<Partial<Record<number, number>>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7, section 8.2: column and row of each pass's first pixel, and the steps from one to the next. */
const ADAM7: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

export const png: PictureFormat = {
  name: "PNG",
  recognises: (head) => head.subarray(0, SIGNATURE.length).equals(SIGNATURE),
  decode: (file) =>
    new Promise((resolve) => {
      const header = readHeader(file);
      checkSize(header);
      checkPixels(file, header);
      resolve({
        width: header.width,
        height: header.height,
        pixels: onWhite(read(file), header.width * header.height),
      });
    }),
};

interface Header extends PictureSize {
  readonly bitsPerPixel: number;
  readonly interlaced: boolean;
}

function readHeader(file: Buffer): Header {
  const end = IHDR_DATA + IHDR_BYTES;
  if (file.length < end || file.toString("latin1", IHDR_DATA - 4, IHDR_DATA) !== "IHDR") {
    throw new PictureError("its header is missing");
  }
  const [depth, colourType, interlace] = [file[IHDR_DATA + 8]!, file[IHDR_DATA + 9]!, file[IHDR_DATA + 12]!];
  const channels = CHANNELS[colourType];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw new PictureError("its header is damaged");
  return {
    width: file.readUInt32BE(IHDR_DATA),
    height: file.readUInt32BE(IHDR_DATA + 4),
    bitsPerPixel: channels * depth,
    interlaced: interlace !== 0,
  };
}

/**
 * That there are as many pixels as the header says has to be known before: with fewer, pngjs 7 fills in what happens to
 * be in memory, and interlaced ones it unpacks without a limit.
 */
function checkPixels(file: Buffer, header: Header): void {
  const expected = header.interlaced
    ? ADAM7.reduce((sum, [x, y, dx, dy]) => {
        return sum + passBytes(Math.ceil((header.width - x) / dx), Math.ceil((header.height - y) / dy), header);
      }, 0)
    : passBytes(header.width, header.height, header);
  let bytes: number;
  try {
    bytes = inflateSync(packedPixels(file), { maxOutputLength: expected }).length;
  } catch (error) {
    throw new PictureError("its pixels are damaged, or more than its header says", { cause: error });
  }
  if (bytes < expected)
    throw new PictureError(`${expected - bytes} of the ${expected} bytes of its pixels are missing`);
}

/** Rows of whole bytes, each with a filter type in front (section 9.2). */
function passBytes(width: number, height: number, { bitsPerPixel }: Header): number {
  return width > 0 && height > 0 ? height * (1 + Math.ceil((width * bitsPerPixel) / 8)) : 0;
}

/** What its IDAT chunks hold. */
function packedPixels(file: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = SIGNATURE.length; at + CHUNK_HEADER <= file.length;) {
    const data = at + CHUNK_HEADER;
    const length = file.readUInt32BE(at);
    if (file.toString("latin1", at + 4, data) === "IDAT") pieces.push(file.subarray(data, data + length));
    at = data + length + CHUNK_CRC;
  }
  return Buffer.concat(pieces);
}

function read(file: Buffer): Buffer {
  try {
    return PNG.sync.read(file).data;
  } catch (error) {
    throw new PictureError(`it is damaged (${(error as Error).message})`, { cause: error });
  }
}
