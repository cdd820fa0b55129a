/** The wire formats: every split and every truncation of a stream, and everything a hostile sharer can put in one. */
import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError, WrongSizeError } from "../../src/share/wire/errors.ts";
import { pictureBytes, sizesThatFit } from "../../src/share/wire/picture-sizes.ts";
import { DEFAULT_WIRE_FORMAT, WIRE_FORMATS, wireFormatByName } from "../../src/share/wire/registry.ts";
import type { DecodedFrame, DecoderOptions } from "../../src/share/wire/types.ts";
import { countInflated } from "../../src/share/wire/zlib-rgb/inflate.ts";
import { message, zlibBomb } from "./streams.ts";

const SIZE = { width: 20, height: 7 };
const zlibRgb = DEFAULT_WIRE_FORMAT;
const picture = (value: number, size = SIZE): Buffer => Buffer.alloc(pictureBytes(size), value);

/** All frames of a stream that arrives in these pieces, and how it ended. */
function read(
  pieces: readonly Uint8Array[],
  options: DecoderOptions = SIZE,
): { frames: DecodedFrame[]; error: unknown } {
  const decoder = zlibRgb.createDecoder(options);
  const frames: DecodedFrame[] = [];
  try {
    for (const piece of pieces) {
      decoder.push(piece);
      for (let frame = decoder.next(); frame !== null; frame = decoder.next()) frames.push(frame);
    }
    decoder.end();
    return { frames, error: null };
  } catch (error) {
    expect(() => decoder.next()).toThrow(error);
    expect(() => {
      decoder.end();
    }).toThrow(error);
    return { frames, error };
  }
}

function wrong(stream: Uint8Array, options: DecoderOptions = SIZE): WireError {
  const whole = read([stream], options);
  const bytewise = read(
    Array.from(stream, (byte) => Uint8Array.of(byte)),
    options,
  );
  expect(whole.error).toBeInstanceOf(WireError);
  expect((bytewise.error as WireError).message).toBe((whole.error as WireError).message);
  expect(bytewise.frames.length).toBe(whole.frames.length);
  return whole.error as WireError;
}

describe("the registry", () => {
  it("knows its formats by name", () => {
    for (const format of WIRE_FORMATS) expect(wireFormatByName(format.name)).toBe(format);
    expect(wireFormatByName("zlib-rgb")?.usualPort).toBe(9000);
    expect(wireFormatByName("nothing")).toBeUndefined();
  });
});

describe("a zlib-rgb stream", () => {
  const pictures = [picture(1), picture(2), Buffer.from(Array.from({ length: 420 }, (_, i) => (i * 7919) % 251))];
  const messages = pictures.map((pixels, i) => zlibRgb.encode(SIZE, pixels, [0, 6, 9][i]!));
  const stream = Buffer.concat(messages);

  it("is decoded alike however it is split", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const pieces = places.slice(1).map((end, i) => stream.subarray(places[i], end));
        const { frames, error } = read(pieces);
        expect(error).toBeNull();
        expect(frames.map((frame) => frame.pixels)).toEqual(pictures);
        expect(frames.map((frame) => frame.offset)).toEqual([
          0,
          messages[0]!.length,
          messages[0]!.length + messages[1]!.length,
        ]);
        expect(frames.map((frame) => frame.headerBytes + frame.bodyBytes)).toEqual(
          messages.map((bytes) => bytes.length),
        );
        // What goes on to a browser is what came, byte for byte.
        expect(frames.map((frame) => frame.encoded)).toEqual(
          messages.map((bytes, i) => bytes.subarray(frames[i]!.headerBytes)),
        );
      }),
    );
  });

  it("takes more bytes while frames are still waiting", () => {
    const decoder = zlibRgb.createDecoder(SIZE);
    for (const byte of stream) decoder.push(Uint8Array.of(byte));
    expect([decoder.next(), decoder.next(), decoder.next()].map((frame) => frame?.pixels)).toEqual(pictures);
    expect(decoder.next()).toBeNull();
    expect(decoder.offset).toBe(stream.length);
  });

  it("ends well between frames, and is cut anywhere else", () => {
    const boundaries = new Set([0, messages[0]!.length, messages[0]!.length + messages[1]!.length, stream.length]);
    for (let length = 0; length <= stream.length; length++) {
      const { frames, error } = read([stream.subarray(0, length)]);
      if (boundaries.has(length)) {
        expect(error).toBeNull();
        continue;
      }
      expect(error).toMatchObject({ code: "WIRE_CUT", place: { offset: length, frame: frames.length } });
    }
  });

  it("is decoded for any picture size and level", () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 9 }), fc.nat(), (dimensions, level, seed) => {
        const pixels = Buffer.from(Array.from({ length: pictureBytes(dimensions) }, (_, i) => (i * seed) >>> 3));
        const { frames, error } = read([zlibRgb.encode(dimensions, pixels, level)], dimensions);
        expect(error).toBeNull();
        expect(frames[0]!.pixels).toEqual(pixels);
      }),
    );
  });
});

describe("a sharer that sends nonsense", () => {
  const good = zlibRgb.encode(SIZE, picture(9), 6);
  const after = (bytes: Uint8Array | readonly number[]): Buffer => Buffer.concat([good, Uint8Array.from(bytes)]);

  it("a length of 2^60", () => {
    const error = wrong(after([8, 0x10, 0, 0, 0, 0, 0, 0, 0]));
    expect(error.code).toBe("WIRE_LENGTH_OVER_LIMIT");
    expect(error.place).toEqual({ frame: 1, frameOffset: good.length, offset: good.length + 1 });
    expect(error.message).toBe(
      `At stream offset ${good.length + 1} (frame 2): the length is ${2n ** 60n} bytes, over the limit of ${64 * 2 ** 20}.`,
    );
  });

  it("a claimed length takes no memory before its bytes are there", () => {
    const decoders = Array.from({ length: 200 }, () => zlibRgb.createDecoder(SIZE));
    const before = process.memoryUsage.rss();
    for (const decoder of decoders) {
      decoder.push(Uint8Array.of(4, 4, 0, 0, 0, 0x78, 0x9c)); // 64 MiB each
      expect(decoder.next()).toBeNull();
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  });

  it.each([
    ["N of 0", [0], 0, "WIRE_BAD_HEADER"],
    ["N of 9", [9], 0, "WIRE_BAD_HEADER"],
    ["a length with a leading zero", [2, 0], 1, "WIRE_BAD_HEADER"],
    ["a length below the shortest zlib stream", [1, 7], 1, "WIRE_BAD_HEADER"],
    ["text", Buffer.from("HTTP/1.1 400 Bad Request\r\n"), 0, "WIRE_BAD_HEADER"],
    ["a body that is no zlib stream", [1, 20, 0x89, 0x50], 2, "WIRE_NOT_ZLIB"],
  ])("%s", (_, bytes, offset, code) => {
    const error = wrong(after(bytes));
    expect(error).toMatchObject({ code, place: { frame: 1, offset: good.length + offset } });
  });

  it("a damaged body: whatever byte is changed, there is an error or the same picture", () => {
    const body = deflateSync(Buffer.from(Array.from({ length: 420 }, (_, i) => (i * i) & 0xff)));
    for (let at = 2; at < body.length; at++) {
      const damaged = Buffer.from(body);
      damaged[at]! ^= 0x55;
      expect(["WIRE_DOES_NOT_INFLATE", "WIRE_WRONG_SIZE", "WIRE_LEFT_OVER"]).toContain(wrong(message(damaged)).code);
    }
  });

  it("a zlib stream that is shorter than its length says, or longer", () => {
    const body = deflateSync(picture(1));
    const longer = wrong(after(message(Buffer.concat([body, body]))));
    expect(longer.code).toBe("WIRE_LEFT_OVER");
    expect(longer.place.offset).toBe(good.length + 2 + body.length);
    const shorter = wrong(after(message(body.subarray(0, -1))));
    expect(shorter.code).toBe("WIRE_DOES_NOT_INFLATE");
    expect(shorter.message).toContain("doesn't end within the length");
  });

  it("a picture of another size", () => {
    const smaller = wrong(message(deflateSync(Buffer.alloc(417))));
    expect(smaller).toBeInstanceOf(WrongSizeError);
    expect(smaller).toMatchObject({ code: "WIRE_WRONG_SIZE", rawBytes: 417, expectedBytes: 420 });
    expect(wrong(message(deflateSync(Buffer.alloc(421))))).toMatchObject({ code: "WIRE_WRONG_SIZE", rawBytes: null });
    expect(wrong(message(deflateSync(Buffer.alloc(0))))).toMatchObject({ code: "WIRE_WRONG_SIZE", rawBytes: 0 });
  });

  it("a zlib bomb takes no more memory than the picture, and is counted no further than asked", async () => {
    const bomb = zlibBomb(300e6);
    const before = process.memoryUsage.rss();
    const { error } = read([message(bomb)]);
    expect(error).toMatchObject({ code: "WIRE_WRONG_SIZE", rawBytes: null });
    expect(process.memoryUsage.rss() - before).toBeLessThan(50e6);
    if (!(error instanceof WrongSizeError)) throw error;
    expect(await countInflated(error.body, 200e6)).toBeNull();
    expect(await countInflated(error.body, 300e6)).toBe(300e6);
  });

  it("random bytes end in an error or wait for more, and never in anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const { error, frames } = read([bytes], { width: 1, height: 1 });
        expect(frames).toEqual([]);
        if (bytes.length > 0) expect(error).toBeInstanceOf(WireError);
      }),
    );
  });
});

describe("a decoder", () => {
  it("refuses a size that can't be", () => {
    for (const size of [
      { width: 0, height: 1 },
      { width: 1.5, height: 2 },
      { width: -1, height: -1 },
      { width: 1e6, height: 1e6 },
    ]) {
      expect(() => zlibRgb.createDecoder(size)).toThrow(RangeError);
    }
  });
});

describe("sizes that fit", () => {
  it("are the common ones of so many bytes, else those with a side as expected", () => {
    expect(sizesThatFit(1366 * 768 * 3, SIZE)).toEqual(["1366x768"]);
    expect(sizesThatFit(20 * 9 * 3, SIZE)).toEqual(["20x9"]);
    expect(sizesThatFit(11 * 7 * 3, SIZE)).toEqual(["11x7"]);
    expect(sizesThatFit(20 * 7 * 3, SIZE)).toEqual(["20x7"]);
    expect(sizesThatFit(1000, SIZE)).toEqual([]);
    expect(sizesThatFit(0, SIZE)).toEqual([]);
  });
});
