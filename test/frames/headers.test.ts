/** A frame's header and the first bytes of its zlib stream: headers.json, and every pair of bytes. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isZlibHeader, readHeader, writeHeader } from "../../src/share/wire/zlib-rgb/header.ts";
import { requireTools } from "../support/tools.ts";
import { headerOf } from "./decoding.ts";
import { python } from "./python.ts";

interface Row {
  readonly what: string;
  readonly bytes: string;
  /** [header bytes, body bytes] */
  readonly header?: readonly [number, number];
  readonly problem?: string;
  readonly more?: true;
}

const ROWS = JSON.parse(readFileSync(new URL("headers.json", import.meta.url), "utf8")) as readonly Row[];
const LIMIT = 2 ** 27;

function said(bytes: Uint8Array): Omit<Row, "what" | "bytes"> {
  const header = readHeader(bytes, 0, bytes.length, LIMIT);
  if (header === null) return { more: true };
  return "code" in header ? { problem: header.code } : { header: [header.headerBytes, header.bodyBytes] };
}

describe("a header", () => {
  it.each(ROWS)("$what", ({ bytes, what, ...expected }) => {
    expect(said(Buffer.from(bytes, "hex")), what).toEqual(expected);
  });

  it.each(ROWS)("$what: no byte more is asked for than it takes to tell", ({ bytes, ...row }) => {
    const whole = Buffer.from(bytes, "hex");
    const outcomes = Array.from({ length: whole.length + 1 }, (_, count) => readHeader(whole, 0, count, LIMIT));
    const first = outcomes.findIndex((outcome) => outcome !== null);
    expect(first < 0, row.what).toBe(row.more === true);
    if (first < 0) return;
    // Once told, more bytes change nothing.
    for (const outcome of outcomes.slice(first)) expect(outcome).toEqual(outcomes[first]);
    if (row.header !== undefined) expect(first).toBe(row.header[0] + 2);
  });

  it("is read at any place of a larger buffer", () => {
    for (const { bytes } of ROWS) {
      const own = Buffer.from(bytes, "hex");
      const larger = Buffer.concat([Buffer.alloc(5, 0x78), own, Buffer.alloc(20, 0x78)]);
      expect(readHeader(larger, 5, own.length, LIMIT)).toEqual(readHeader(own, 0, own.length, LIMIT));
    }
  });

  it("is written as it is read", () => {
    for (let bits = 3; bits < 53; bits++)
      for (const length of [2 ** bits - 1, 2 ** bits, 2 ** bits + 1].filter((one) => one >= 8)) {
        const written = writeHeader(length);
        expect(Buffer.from(written)).toEqual(headerOf(length));
        const begun = Buffer.concat([written, Buffer.from([0x78, 0x9c])]);
        expect(readHeader(begun, 0, begun.length, Number.MAX_SAFE_INTEGER)).toEqual({
          headerBytes: written.length,
          bodyBytes: length,
        });
      }
  });
});

describe.skipIf(!requireTools("python3"))("judged by Python", () => {
  it("the same lengths are read from the same bytes", () => {
    const whole = ROWS.filter(({ header, problem }) => header !== undefined || problem === "length-over-limit");
    const program = `
def read(bytes):
    n = bytes[0]
    length = int.from_bytes(bytes[1 : 1 + n], "big")
    assert length.to_bytes(n, "big") == bytes[1 : 1 + n] and (length >> 8 * (n - 1)) > 0
    return [1 + n, str(length)]
print(json.dumps([read(bytes.fromhex(one)) for one in given]))`;
    const judged = python(
      program,
      whole.map(({ bytes }) => bytes),
    ) as [number, string][];
    for (const [i, { header, what }] of whole.entries()) {
      const [headerBytes, length] = judged[i]!;
      if (header === undefined) expect(BigInt(length), what).toBeGreaterThan(BigInt(LIMIT));
      else expect([headerBytes, Number(length)], what).toEqual(header);
    }
  });

  it("of all pairs of bytes, zlib streams begin with the same ones", () => {
    // With a preset dictionary, zlib reads on; nobody has the dictionary.
    const program = `
def begins(pair):
    try:
        zlib.decompressobj().decompress(pair)
    except zlib.error:
        return False
    return pair[1] & 0x20 == 0
print(json.dumps([value for value in range(65536) if begins(value.to_bytes(2, "big"))]))`;
    const ours = Array.from({ length: 65_536 }, (_, value) => value).filter((value) =>
      isZlibHeader(value >> 8, value & 0xff),
    );
    expect(ours).toEqual(python(program, null));
    expect(ours.length).toBeGreaterThan(30);
  });
});
