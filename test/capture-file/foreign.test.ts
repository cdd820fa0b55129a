import { describe, expect, it } from "vitest";
import { EmptyCaptureError, UnknownFormatError } from "../../src/analyze/errors.ts";
import { read } from "./recording.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const docx = Buffer.concat([
  hex("504b0304 14000600 08000000 2100"),
  Buffer.alloc(16),
  Buffer.from("[Content_Types].xml"),
]);
const tar = Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0")]);
const erfRecord = (seconds: number): Buffer => {
  const record = Buffer.alloc(80);
  record.writeUInt32LE(seconds, 4);
  record[8] = 2;
  record.writeUInt16BE(80, 10);
  return record;
};

/** What students, download pages and other tools hand in. */
const FOREIGN: readonly [bytes: Buffer, named: RegExp, remedy: RegExp][] = [
  [hex("28b52ffd 04000000"), /zstd/, /zstd -d/],
  [hex("04224d18 64400000"), /lz4/, /lz4 -d/],
  [Buffer.concat([Buffer.from("BZh9"), hex("314159265359")]), /bzip2/, /bunzip2/],
  [hex("fd377a58 5a000004"), /xz/, /unxz/],
  [hex("377abcaf 271c0004"), /7z/, /7z x/],
  [hex("504b0304 14000000 0800"), /zip archive/, /unzip/],
  [docx, /office document/, /Give a capture instead/],
  [tar, /tar archive/, /tar xf/],
  [Buffer.from("snoop\0\0\0\0\0\0\x02"), /snoop/, /save it as pcapng/],
  [Buffer.from("GMBU\0\x02"), /Network Monitor 2/, /save it as pcapng/],
  [Buffer.from("RTSS\x01\x01"), /Network Monitor 1/, /save it as pcapng/],
  [hex("a12b3c4d 00020004"), /Navtel/, /save it as pcapng/],
  [hex("ac01001c 02000400"), /IXIA/, /save it as pcapng/],
  [Buffer.from("btsnoop\0"), /btsnoop/, /save it as pcapng/],
  [Buffer.concat([erfRecord(1_700_000_000), erfRecord(1_700_000_001)]), /ERF/, /save it as pcapng/],
  [Buffer.from("%PDF-1.7\n%\xe2\xe3"), /a PDF/, /Give a capture instead/],
  [hex("89504e47 0d0a1a0a"), /PNG/, /Give a capture instead/],
  [hex("ffd8ffe0 00104a46"), /JPEG/, /Give a capture instead/],
  [Buffer.from("\x7fELF\x02\x01\x01"), /ELF/, /Give a capture instead/],
  [Buffer.from("\ufeff\n<!DOCTYPE html>\n<html>"), /HTML/, /page around the capture/],
  [Buffer.from('<?xml version="1.0"?>\n<pdml version="0">'), /PDML/, /save it as pcapng/],
  [Buffer.from('[\n  {\n    "_index": "packets"'), /JSON/, /JSON export isn't read/],
  [Buffer.from('{"a":1}'), /JSON/, /JSON export isn't read/],
  [Buffer.from("Dear teacher, my capture is in the other mail.\n"), /text/, /As Plain Text or As CSV/],
  [hex("00010203 04050607 08"), /begins with the bytes 00 01 02 03 04 05 06 07/, /save it as pcapng/],
];

describe("what is no capture is named, with what to do about it", () => {
  it.each(FOREIGN)("%#: %s is %s", async (bytes, named, remedy) => {
    const error: unknown = await read(bytes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnknownFormatError);
    expect((error as UnknownFormatError).message).toMatch(named);
    expect((error as UnknownFormatError).remedy).toMatch(remedy);
  });

  it("an empty file", async () => {
    await expect(read(Buffer.alloc(0))).rejects.toThrow(EmptyCaptureError);
  });
});
