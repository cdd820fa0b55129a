import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wiresharkCsv, wiresharkText } from "../../src/analyze/capture-file/packet-list/index.ts";
import type { ListRead } from "./recording.ts";
import { detect, fixture, readList, readPieces } from "./recording.ts";

const FORMATS = { "wireshark-text": wiresharkText, "wireshark-csv": wiresharkCsv };
type Name = keyof typeof FORMATS;

/** The first lines of a list. */
function head(name: string, count: number): Buffer {
  return Buffer.from(
    fixture(name)
      .toString()
      .split(/(?<=\n)/)
      .slice(0, count)
      .join(""),
  );
}

const utf16 = (text: Buffer): Buffer => Buffer.from(`\ufeff${text.toString()}`, "utf16le");

const SMALL: { name: string; format: Name; bytes: Buffer }[] = [
  { name: "plain text", format: "wireshark-text", bytes: head("loss1-tshark.txt", 8) },
  {
    name: "plain text with titles and details, CRLF",
    format: "wireshark-text",
    bytes: head("loss1-wireshark.txt", 18),
  },
  { name: "plain text in UTF-16", format: "wireshark-text", bytes: utf16(head("sharer-side.txt", 6)) },
  { name: "CSV", format: "wireshark-csv", bytes: head("loss1-wireshark.csv", 7) },
  { name: "fields", format: "wireshark-csv", bytes: head("loss1-fields.csv", 7) },
  {
    name: "damaged lines and no end",
    format: "wireshark-text",
    bytes: Buffer.concat([
      head("sharer-side.txt", 3),
      Buffer.from("what\n\n\xff\xfe\n", "latin1"),
      head("sharer-side.txt", 1).subarray(0, -8),
    ]),
  },
];

describe("where the input is cut into pieces makes no difference", () => {
  it.each(SMALL)("$name: two pieces, cut at every byte", ({ format, bytes }) => {
    const whole = readPieces(FORMATS[format], [bytes]);
    expect(whole.packets).toBeGreaterThan(2);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const both = readPieces(FORMATS[format], [bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(both, `cut at ${cut}`).toEqual(whole);
    }
  });

  it.each(SMALL)("$name: byte by byte", ({ format, bytes }) => {
    const single = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(readPieces(FORMATS[format], single)).toEqual(readPieces(FORMATS[format], [bytes]));
  });
});

describe("a list that ends early", () => {
  const before = (part: ListRead, whole: ListRead): void => {
    const numbers = part.segments.map(({ packet }) => packet);
    expect(numbers).toEqual(whole.segments.slice(0, numbers.length).map(({ packet }) => packet));
  };

  it.each(SMALL)("$name, cut at every byte: what stands before is read", ({ format, bytes }) => {
    const whole = readPieces(FORMATS[format], [bytes]);
    for (let end = 0; end <= bytes.length; end++) {
      const part = readPieces(FORMATS[format], [bytes.subarray(0, end)]);
      before(part, whole);
      const cuts = part.codes.filter((code) => code === "truncated-file");
      expect(cuts, `cut at ${end}`).toHaveLength(part.truncated ? 1 : 0);
    }
  });

  it("a line of plain text without its numbers is told as cut, one that only lacks its newline is whole", () => {
    const list = fixture("midstream.txt");
    const whole = readList(list);
    const at = list.lastIndexOf("172", 8);
    expect(at).toBeGreaterThan(0);
    const lastLine = list.lastIndexOf("\n", list.length - 2) + 1;
    for (let end = lastLine + 4; end < list.length - 2; end++) {
      const part = readList(list.subarray(0, end));
      expect(part.truncated, list.subarray(lastLine, end).toString()).toBe(true);
      expect(part.segments).toEqual(whole.segments.slice(0, -1));
      expect(part.warnings).toMatchObject([{ code: "truncated-file", packet: 205 }]);
      expect(part.calls.at(-1)!.kind).toBe("warning");
    }
    expect(readList(list.subarray(0, -1))).toEqual(whole);
  });

  it("a record of CSV without its last quote is told as cut", () => {
    const list = fixture("loss1-wireshark.csv");
    const whole = readList(list);
    const lastLine = list.lastIndexOf("\n", list.length - 2) + 1;
    for (let end = lastLine + 1; end < list.length - 1; end++) {
      const part = readList(list.subarray(0, end));
      expect(part.truncated, list.subarray(lastLine, end).toString()).toBe(true);
      expect(part.segments).toEqual(whole.segments.slice(0, -1));
    }
    expect(readList(list.subarray(0, -1))).toEqual(whole);
  });
});

describe("any text at all", () => {
  const word = fc.constantFrom(
    ...["1", "2", "0.5", "10.0.0.1", "10.0.0.2", "::1", "→", ">", "TCP", "DNS", "66", "1000", "2000", "[ACK]", "[SYN]"],
    ...[
      "Seq=1",
      "Ack=1",
      "Win=1",
      "Len=1",
      "WS=256",
      '"',
      '""',
      ",",
      ";",
      "\t",
      "\n",
      "\n",
      "\r\n",
      "Frame 1:",
      "\ufeff",
    ],
    ...["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info", "ip.src", "ip.dst", "tcp.srcport"],
  );
  const text = fc
    .array(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) }), {
      maxLength: 200,
    })
    .chain((words) => fc.constantFrom(" ", "", ",").map((glue) => words.join(glue)));

  it.each(["wireshark-text", "wireshark-csv"] as const)("%s: no exception, and pieces make no difference", (name) => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (content, size) => {
        const bytes = Buffer.from(content);
        const pieces = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        const whole = readPieces(FORMATS[name], [bytes]);
        expect(readPieces(FORMATS[name], pieces)).toEqual(whole);
        for (const segment of whole.segments) {
          expect(segment.seq).toBeLessThan(2 ** 32);
          expect(segment.ack).toBeLessThan(2 ** 32);
          expect(segment.sack.length % 2).toBe(0);
        }
        detect(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it("bytes that are no text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const format of Object.values(FORMATS)) readPieces(format, [bytes]);
        expect(detect(bytes)).toEqual([]);
      }),
    );
  });

  it("one damaged line costs one line", () => {
    const rows = fixture("loss1-wireshark.csv").toString().trimEnd().split("\n");
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: rows.length - 2 }),
        fc.nat(60),
        fc.constantFrom('"', ',"', "x", ""),
        (at, place, put) => {
          const damaged = rows.map((row, i) =>
            i === at ? `${row.slice(0, place)}${put}${row.slice(place + 1)}` : row,
          );
          const numbers = readList(`${damaged.join("\n")}\n`).segments.map(({ packet }) => packet);
          const others = readList(`${rows.toSpliced(at, 1).join("\n")}\n`).segments.map(({ packet }) => packet);
          for (const number of others) expect(numbers).toContain(number);
        },
      ),
    );
  });
});
