import { describe, expect, it } from "vitest";
import { detect, fixture, readList } from "./recording.ts";

const text = fixture("sharer-side.txt").toString();
const whole = readList(text);
const csvText = fixture("loss1-wireshark.csv").toString();
const wholeCsv = readList(csvText);

const bigEndian = (content: string): Buffer => Buffer.from(content, "utf16le").swap16();

describe.each([
  { name: "a byte order mark", encode: (content: string) => Buffer.from(`\ufeff${content}`) },
  {
    name: "UTF-16, as PowerShell's > writes it",
    encode: (content: string) => Buffer.from(`\ufeff${content}`, "utf16le"),
  },
  { name: "UTF-16, big endian", encode: (content: string) => bigEndian(`\ufeff${content}`) },
  { name: "CRLF", encode: (content: string) => Buffer.from(content.replaceAll("\n", "\r\n")) },
  { name: "no newline at the end", encode: (content: string) => Buffer.from(content.trimEnd()) },
  {
    name: "the arrow's bytes as code page 1252",
    encode: (content: string) => Buffer.from(content.replaceAll("→", "â†’")),
  },
  {
    name: "the arrow as one byte of a DOS code page",
    encode: (content: string) => Buffer.from(content.replaceAll("→", "\u001a")),
  },
  {
    name: "the arrow as a byte that is no UTF-8",
    encode: (content: string) => Buffer.from(content.replaceAll("→", "\x86"), "latin1"),
  },
])("$name changes nothing", ({ encode }) => {
  it("in plain text", () => {
    expect(detect(encode(text))).toEqual(["wireshark-text"]);
    expect(readList(encode(text))).toEqual(whole);
  });

  it("in CSV", () => {
    expect(detect(encode(csvText))).toEqual(["wireshark-csv"]);
    expect(readList(encode(csvText))).toEqual(wholeCsv);
  });
});
