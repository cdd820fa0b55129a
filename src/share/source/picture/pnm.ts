/** The pictures of Netpbm: PBM, PGM and PPM, as text (P1 to P3) and as bytes (P4 to P6), with up to 65,535 shades. */
import { checkSize, PictureError, type Picture, type PictureFormat } from "./types.ts";

const MAGIC = /^P([1-6])[\s#]/;
const MOST_SHADES = 65_535;

export const pnm: PictureFormat = {
  name: "PPM",
  recognises: (head) => MAGIC.test(head.toString("latin1", 0, 3)),
  decode: (file) =>
    new Promise((resolve) => {
      resolve(decode(file));
    }),
};

function decode(file: Buffer): Picture {
  const kind = file[1]! - 0x30;
  const text = new Text(file, 2);
  const size = { width: text.number(), height: text.number() };
  const bits = kind === 1 || kind === 4;
  const white = bits ? 1 : text.number();
  checkSize(size);
  if (white < 1 || white > MOST_SHADES)
    throw new PictureError(`its brightest value is ${white}, not 1 to ${MOST_SHADES}`);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const samples = size.width * size.height * channels;
  const next = kind > 3 ? binary(file, text.end, kind === 4 ? size.width : null, white, samples) : plain(text, kind);
  const scale = 255 / white;
  const pixels = Buffer.allocUnsafeSlow(size.width * size.height * 3);
  for (let to = 0; to < pixels.length;) {
    const value = next();
    if (value > white) throw new PictureError(`it holds the value ${value}, brighter than its brightest, ${white}`);
    const shade = Math.round((bits ? 1 - value : value) * scale); // in PBM, 1 is black
    pixels[to++] = shade;
    if (channels === 3) continue;
    pixels[to++] = shade;
    pixels[to++] = shade;
  }
  return { ...size, pixels };
}

/** @returns what reads one sample after another */
function plain(text: Text, kind: number): () => number {
  return kind === 1 ? () => text.digit() : () => text.number();
}

/**
 * @param bitsPerRow of PBM, whose rows are filled up to whole bytes; null for the others
 * @returns what reads one sample after another
 */
function binary(file: Buffer, start: number, bitsPerRow: number | null, white: number, samples: number): () => number {
  const bytes = white > 255 ? 2 : 1;
  const rowBytes = bitsPerRow === null ? 0 : Math.ceil(bitsPerRow / 8);
  const needed = bitsPerRow === null ? samples * bytes : (samples / bitsPerRow) * rowBytes;
  const missing = start + needed - file.length;
  if (missing > 0) throw new PictureError(`its last ${missing} bytes are missing`);
  if (bitsPerRow !== null) {
    let [row, column] = [start, 0];
    return () => {
      const bit = (file[row + (column >> 3)]! >> (7 - (column & 7))) & 1;
      if (++column === bitsPerRow) [row, column] = [row + rowBytes, 0];
      return bit;
    };
  }
  let at = start;
  return bytes === 1 ? () => file[at++]! : () => file.readUInt16BE((at += 2) - 2);
}

const NEWLINE = 0x0a;
const HASH = 0x23;
const ZERO = 0x30;

/** Numbers with white space or comments in front of them. */
class Text {
  readonly #file: Buffer;
  #at: number;

  constructor(file: Buffer, at: number) {
    this.#file = file;
    this.#at = at;
  }

  /** Where bytes begin: one white space character behind the last number. */
  get end(): number {
    return this.#at + 1;
  }

  number(): number {
    this.#skip();
    let value = this.digit();
    while (isDigit(this.#file[this.#at])) {
      value = value * 10 + this.digit();
      if (value > Number.MAX_SAFE_INTEGER) throw new PictureError("a number in it is too large");
    }
    return value;
  }

  digit(): number {
    this.#skip();
    const byte = this.#file[this.#at];
    if (byte === undefined) throw new PictureError("its end is missing");
    if (!isDigit(byte))
      throw new PictureError(`it has the byte ${byte} where a number should be, at offset ${this.#at}`);
    this.#at++;
    return byte - ZERO;
  }

  #skip(): void {
    while (this.#at < this.#file.length) {
      const byte = this.#file[this.#at]!;
      if (byte === HASH) {
        const newline = this.#file.indexOf(NEWLINE, this.#at);
        this.#at = newline < 0 ? this.#file.length : newline;
      } else if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) {
        return;
      }
      this.#at++;
    }
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}
