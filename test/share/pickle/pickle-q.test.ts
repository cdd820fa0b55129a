/** pickle-q: arrays of pixels as Python pickles them, and nothing else that a pickle can hold. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../../src/share/wire/errors.ts";
import { PickleDecoder } from "../../../src/share/wire/pickle-q/decoder.ts";
import { encodePickleFrame, PICKLE_PROTOCOLS } from "../../../src/share/wire/pickle-q/encode.ts";
import { PickleError, readPickle } from "../../../src/share/wire/pickle-q/machine.ts";
import { readPixelArray } from "../../../src/share/wire/pickle-q/array.ts";
import { rgbOf } from "../../../src/share/wire/pickle-q/pixels.ts";
import { SIZE_FIELDS, sizeFieldByName, writeSize } from "../../../src/share/wire/pickle-q/size-field.ts";
import { wireFormatByName } from "../../../src/share/wire/registry.ts";
import type { DecodedFrame } from "../../../src/share/wire/types.ts";
import { fuzzPickles } from "./fuzz.ts";
import { requireTools } from "../../support/tools.ts";

const PEER = fileURLToPath(new URL("peer.py", import.meta.url));
/** Debian's, which has numpy, wherever another python3 comes first. */
const PYTHON = "/usr/bin/python3";

interface Case {
  readonly protocol: number;
  readonly order: string;
  readonly shape: readonly [number, number];
  readonly field: string;
  readonly frame: string;
  readonly rgb: string;
}

function python(mode: string, input?: Buffer): unknown {
  const ran = spawnSync(PYTHON, [PEER, mode], { input, maxBuffer: 2 ** 30 });
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  return JSON.parse(ran.stdout.toString());
}

function decode(pieces: readonly Buffer[], decoder = new PickleDecoder()): DecodedFrame[] {
  const frames: DecodedFrame[] = [];
  for (const piece of pieces) {
    decoder.push(piece);
    for (let frame = decoder.next(); frame !== null; frame = decoder.next()) frames.push(frame);
  }
  decoder.end();
  return frames;
}

const SIZE = { width: 5, height: 4 };
const picture = (seed: number, { width, height } = SIZE): Buffer =>
  Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + seed * 31) & 0xff));

function failure(bytes: Buffer, decoder = new PickleDecoder()): WireError {
  try {
    decode([bytes], decoder);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error("it was taken for a frame");
}

const withSize = (pickle: Buffer): Buffer => Buffer.concat([writeSize(pickle.length, sizeFieldByName("Q")!), pickle]);

describe.skipIf(!requireTools(PYTHON.slice(9)))("Python's pickle and numpy", () => {
  it("write frames that are read, in every protocol, order, size and size field", () => {
    const cases = python("write") as Case[];
    expect(cases.length).toBe(4 * 5 * 2 * 4);
    for (const { shape, frame, rgb, field } of cases) {
      const bytes = Buffer.from(frame, "base64");
      const frames = decode([Buffer.concat([bytes, bytes])]);
      expect(frames.map(({ width, height }) => [height, width])).toEqual([shape, shape]);
      expect(frames[1]!.pixels.toString("base64")).toBe(rgb);
      expect(frames[1]).toMatchObject({
        index: 1,
        offset: bytes.length,
        bodyBytes: bytes.length - (field.at(-1) === "Q" ? 8 : 4),
      });
      // Told beforehand, it need not be found out.
      expect(decode([bytes], new PickleDecoder({ sizeField: sizeFieldByName(field)! })).length).toBe(1);
    }
  });

  it("read our frames, of every protocol, without a warning", () => {
    const sizes = [SIZE, { width: 1, height: 1 }, { width: 320, height: 240 }, { width: 2, height: 70_000 }];
    const frames = sizes.flatMap((size) =>
      PICKLE_PROTOCOLS.map((protocol) => ({
        size,
        bytes: encodePickleFrame(size, picture(protocol, size), { protocol }),
        rgb: picture(protocol, size),
      })),
    );
    const seen = python("judge", Buffer.concat(frames.map(({ bytes }) => bytes)));
    expect(seen).toEqual(
      frames.map(({ size, rgb }) => ({
        type: "numpy.ndarray",
        dtype: "uint8",
        shape: [size.height, size.width, 3],
        writeable: true,
        rgb: rgb.toString("base64"),
      })),
    );
  });
});

describe("numpy 2", () => {
  it("names its modules in another way, and is read all the same", () => {
    const file = readFileSync(new URL("numpy-2.json", import.meta.url), "utf8");
    const cases = JSON.parse(file) as { protocol: number; order: string; pickle: string }[];
    for (const { pickle } of cases) {
      const bytes = Buffer.from(pickle, "base64");
      const array = readPixelArray(bytes);
      expect(array).toMatchObject({ width: 3, height: 2, bytes: bytes.length });
      expect([...rgbOf(array)]).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 17, 16, 15]);
    }
  });
});

describe("frames", () => {
  const stream = Buffer.concat([1, 2, 3].map((seed) => encodePickleFrame(SIZE, picture(seed))));
  const whole = stream.length / 3;

  it("come out the same whatever way the stream is split", () => {
    for (let at = 0; at <= stream.length; at++) {
      const frames = decode([stream.subarray(0, at), stream.subarray(at)]);
      expect(frames.map(({ pixels }) => pixels)).toEqual([picture(1), picture(2), picture(3)]);
    }
    expect(decode(Array.from(stream, (byte) => Buffer.from([byte]))).length).toBe(3);
  });

  it("that are cut off are told from a stream that ends between two", () => {
    for (let length = 0; length < stream.length; length++) {
      const decoder = new PickleDecoder();
      decoder.push(stream.subarray(0, length));
      let count = 0;
      while (decoder.next() !== null) count++;
      expect(count).toBe(Math.floor(length / whole));
      expect(decoder.offset).toBe(length);
      if (length % whole === 0) decoder.end();
      else
        expect(() => {
          decoder.end();
        }).toThrow(/the stream ends/);
    }
  });

  it("are found in either of two readings of a 4-byte size", () => {
    // 0x00020200 is the same either way round but for its bytes' order; the pickle itself tells which was meant.
    for (const field of SIZE_FIELDS) {
      for (const size of [
        { width: 11, height: 20 },
        { width: 100, height: 219 },
        { width: 3, height: 3 },
      ]) {
        const bytes = encodePickleFrame(size, picture(1, size), { sizeField: field });
        expect(decode([bytes, bytes]).map(({ pixels }) => pixels.equals(picture(1, size)))).toEqual([true, true]);
      }
    }
  });

  it("of any size survive the way there and back", () => {
    const sides = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        sides,
        sides,
        fc.constantFrom(...SIZE_FIELDS),
        fc.constantFrom(3 as const, 4 as const, 5 as const),
        fc.nat(),
        (width, height, sizeField, protocol, cut) => {
          const pixels = picture(cut, { width, height });
          const bytes = encodePickleFrame({ width, height }, pixels, { sizeField, protocol });
          const at = cut % bytes.length;
          const [frame] = decode([bytes.subarray(0, at), bytes.subarray(at)]);
          expect(frame).toMatchObject({ width, height });
          expect(frame?.pixels.equals(pixels)).toBe(true);
        },
      ),
    );
  });

  it("are a format like any other", () => {
    const format = wireFormatByName("pickle-q")!;
    expect(format).toMatchObject({ usualPort: 33_000, sizeOnWire: true });
    const decoder = format.createDecoder(SIZE);
    decoder.push(format.encode(SIZE, picture(3), 6));
    expect(decoder.next()?.pixels).toEqual(picture(3));
  });
});

describe("hostile pickles", () => {
  const good = encodePickleFrame(SIZE, picture(1)).subarray(8);

  it.each([
    ["a call of os.system", "\x80\x04cos\nsystem\nX\x02\0\0\0id\x85R.", /names "os" "system"/],
    ["the same by STACK_GLOBAL", "\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", /names "posix" "system"/],
    ["builtins", "\x80\x03cbuiltins\neval\n(X\x01\0\0\x001tR.", /names "builtins" "eval"/],
    ["a name with escapes", "\x80\x03c\x1b[2J\nx\n.", /names "\\u001b\[2J" "x"/],
    ["a name with a terminal's escapes of one byte", "\x80\x03c\x9b2J\nx\n.", /names "\\u009b2J" "x"/],
    ["a name without end", `\x80\x03c${"a".repeat(500)}`, /a name that does not end/],
    ["an opcode for objects", "\x80\x03\x81.", /opcode NEWOBJ \(0x81\)/],
    ["an opcode for persistent things", "\x80\x03Px\n.", /opcode PERSID \(0x50\)/],
    ["an out-of-band buffer", "\x80\x05\x97.", /opcode NEXT_BUFFER \(0x97\)/],
    ["no PROTO", "K\x01.", /begins with PROTO/],
    ["protocol 6", "\x80\x06.", /protocol 6 is not 2 to 5/],
    ["an empty stack", "\x80\x03.", /the stack is empty/],
    ["a number", "\x80\x03K\x01.", /it is no array/],
    ["something left over", "\x80\x03K\x01K\x01.", /leaves more than one thing/],
    ["a call of a number", "\x80\x03K\x01)R.", /can't be called/],
    ["a call of ndarray, which would take memory", "\x80\x03cnumpy\nndarray\n)R.", /REDUCE of ndarray/],
    ["bytes of 2^63", "\x80\x04\x8e\0\0\0\0\0\0\0\x80.", /BINBYTES8 needs 9223372036854776000 bytes/],
    ["bytes that are not there", "\x80\x04B\xff\xff\xff\xffab", /BINBYTES needs 4294967295 bytes, 2 are left/],
    ["a text of 4 GB", "\x80\x04X\xff\xff\xff\xffab", /BINUNICODE needs 4294967295 bytes, 2 are left/],
    ["marks without end", `\x80\x03${"(".repeat(300)}.`, /more than one array/],
    ["frames without end", `\x80\x04${"\x95\0\0\0\0\0\0\0\0".repeat(300)}.`, /more than 200 opcodes/],
    ["memos without end", `\x80\x04N${"\x94".repeat(150)}.`, /more than one array/],
    ["nothing kept under that number", "\x80\x03h\x09.", /nothing was kept under 9/],
    ["TUPLE without MARK", "\x80\x03K\x01t.", /TUPLE without MARK/],
    ["a byte that is no opcode", "\x80\x03\x01.", /opcode 0x01/],
    ["an object of a class", "\x80\x02(ios\nsystem\n.", /opcode INST \(0x69\)/],
    ["a state for a number", "\x80\x03K\x01K\x01b.", /no state to set/],
  ])("%s", (_what, pickle, problem) => {
    expect(() => readPixelArray(Buffer.from(pickle, "latin1"))).toThrow(problem);
    const error = failure(withSize(Buffer.from(pickle, "latin1")));
    expect(error.code).toMatch(/^WIRE_BAD_(PICKLE|HEADER)$/);
  });

  it.each([
    ["another dtype", "u1", "f8", /dtype is "f8", not uint8/],
    ["another number of channels", "K\x03\x87", "K\x04\x87", /shape is \(4, 5, 4\), not/],
    ["more pixels than bytes", "M\x04\0M", "M\x05\0M", /shape is \(5, 5, 3\), but it has 60 bytes/],
    ["more pixels than a number holds", "M\x04\0M\x05\0", "J\xff\xff\xff\x7fJ\xff\xff\xff\x7f", /but it has 60 bytes/],
    ["fewer than no pixels", "M\x04\0", "J\xff\xff\xff\xff", /no pixels/],
    ["no pixels", "M\x04\0M", "M\0\0M", /no pixels/],
  ])("an array of %s", (_what, from, to, problem) => {
    const pickle = Buffer.from(good.toString("latin1").replace(from, to), "latin1");
    expect(() => readPixelArray(pickle)).toThrow(problem);
  });

  it.each([
    ["another encoding", /latin1(?=\x86Rtb)/, "utf-16", /another encoding than latin1/],
    ["characters that are no bytes", /\xc2[\x80-\xbf]/, "\xc4\x80", /a text that is not latin1/],
    ["a text that is no UTF-8", /\xc2[\x80-\xbf]/, "\xc2\xc2", /a text that is not latin1/],
  ])("an array of protocol 2 with %s", (_what, from, to, problem) => {
    const text = encodePickleFrame(SIZE, picture(1), { protocol: 2 }).subarray(8).toString("latin1");
    const pickle = Buffer.from(text.replace(from, to), "latin1");
    expect(pickle.toString("latin1")).not.toBe(text);
    expect(() => readPixelArray(pickle)).toThrow(problem);
  });

  it("that are longer than they say, or shorter", () => {
    const longer = Buffer.concat([good, Buffer.alloc(7)]);
    expect(failure(withSize(longer)).message).toMatch(/ends 7 bytes before its size says/);
    expect(failure(withSize(good.subarray(0, -1))).message).toMatch(/its first opcode|needs 1 bytes, 0 are left/);
  });

  it("have a size that is checked before memory is taken", () => {
    for (const size of [2n ** 60n, 2n ** 63n, 2n ** 64n - 1n, BigInt(2 ** 31)]) {
      const bytes = Buffer.alloc(10);
      bytes.writeBigUInt64LE(size);
      bytes.set([0x80, 4], 8);
      const before = process.memoryUsage().arrayBuffers;
      const error = failure(bytes, new PickleDecoder({ sizeField: sizeFieldByName("Q")! }));
      expect(error.code).toBe("WIRE_LENGTH_OVER_LIMIT");
      expect(error.message).toContain(String(size));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
    }
    expect(failure(Buffer.from("GET / HTTP/1.1\r\n\r\n")).code).toBe("WIRE_LENGTH_OVER_LIMIT");
    expect(failure(Buffer.alloc(20)).code).toBe("WIRE_BAD_HEADER");
  });

  describe.each([
    ["Q", 2n ** 63n],
    ["Q", 2n ** 62n],
    ["Q", 2n ** 40n],
    ["Q", 2n ** 56n * 100n],
    ["L", 2n ** 31n],
  ] as const)("with a size field %s of %d, a small size the other way round", (name, size) => {
    const field = sizeFieldByName(name)!;
    const header = Buffer.alloc(field.bytes);
    if (field.bytes === 8) header.writeBigUInt64LE(size);
    else header.writeUInt32LE(Number(size));
    const large = encodePickleFrame({ width: 320, height: 240 }, Buffer.alloc(320 * 240 * 3));

    it.each([
      ["an array", large.subarray(8)],
      ["what is no pickle", Buffer.from(`\x80\x04${"x".repeat(20)}`, "latin1")],
      ["a call", Buffer.from("\x80\x02cposix\nsystem\nX\x02\0\0\0id\x85R.", "latin1")],
    ])("before %s: the size is named, over the limit, and nothing more is waited for", (_what, pickle) => {
      const bytes = Buffer.concat([header, pickle]);
      for (const pieces of [[bytes], Array.from(bytes.subarray(0, 70_000), (byte) => Buffer.from([byte]))]) {
        const decoder = new PickleDecoder();
        expect(() => {
          for (const piece of pieces) {
            decoder.push(piece);
            decoder.next();
          }
        }).toThrow(`the size is ${size} bytes, over the limit of 134217728`);
      }
    });
  });

  it("may be spoiled in any byte: they are refused or are a picture, and nothing else happens", () => {
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.nat(255),
        fc.nat(good.length - 1),
        fc.nat(255),
        (at, byte, at2, byte2) => {
          const pickle = Buffer.from(good);
          pickle[at] = byte;
          pickle[at2] = byte2;
          try {
            expect(readPixelArray(pickle).data.length).toBeLessThanOrEqual(pickle.length);
          } catch (error) {
            expect(error).toBeInstanceOf(PickleError);
          }
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it("spoiled in every way give pictures or one clear error, and take no memory", () => {
    const { counts, problems } = fuzzPickles(7, 20_000);
    expect(problems).toEqual([]);
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(["WIRE_BAD_PICKLE", "WIRE_CUT", "frames"]));
  });

  it("of random opcodes end soon", () => {
    const opcodes = Buffer.from(
      "()\x2e\x42\x43\x4a\x4b\x4d\x4e\x52\x58\x62\x63\x68\x6a\x71\x72\x74\x80\x85\x86\x87\x88\x89\x8c\x8d\x8e\x93\x94\x95\x96\0\x01\x02",
      "latin1",
    );
    const byte = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...opcodes) }, { weight: 1, arbitrary: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 200 }), (bytes) => {
        try {
          readPickle(Buffer.from([0x80, 4, ...bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
