/** Requests and answers, told from bytes that come in any pieces. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerReader, MAX_GREETING, parseUploadAnswer } from "../../src/share/wire/file-transfer/answer.ts";
import { nameProblem } from "../../src/share/files/names.ts";
import { guessName, plausibleLength } from "../../src/share/wire/file-transfer/plausible-name.ts";
import { encodeRequest, RequestReader, type FileRequest } from "../../src/share/wire/file-transfer/request.ts";

/** All ways to cut into two, and single bytes. */
function splits(bytes: Buffer): Buffer[][] {
  const halves = Array.from({ length: bytes.length - 1 }, (_, i) => [bytes.subarray(0, i + 1), bytes.subarray(i + 1)]);
  return [[bytes], ...halves, Array.from(bytes, (byte) => Buffer.from([byte]))];
}

function readAll(pieces: readonly Uint8Array[]): { reader: RequestReader; early: FileRequest | null } {
  const reader = new RequestReader();
  for (const piece of pieces) {
    const early = reader.read(piece);
    if (early !== null) return { reader, early };
  }
  return { reader, early: null };
}

const NAMES = [
  "notes.txt",
  "with spaces and (1).pdf",
  "Übung ж 日本.zip",
  "👨‍👩‍👧.png",
  "x",
  "../../etc/passwd",
  "é".repeat(120),
];

/** Names as people have them, and any other text that can be one. */
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((text) => plausibleLength(Buffer.from(text)) === Buffer.byteLength(text));

describe("a request to get", () => {
  it.each(NAMES)("%s in every split, ended by silence or by the client's end", (wanted) => {
    for (const pieces of splits(encodeRequest("get", wanted))) {
      for (const end of ["quiet", "end"] as const) {
        const { reader, early } = readAll(pieces);
        expect(early).toBeNull();
        expect(reader[end]()).toEqual({ kind: "get", name: wanted });
      }
    }
  });

  it("is not complete with the word alone, nor in the middle of it", () => {
    for (let length = 0; length <= "getFile".length; length++) {
      const { reader, early } = readAll([Buffer.from("getFile".slice(0, length))]);
      expect([early, reader.quiet()]).toEqual([null, null]);
    }
  });

  it("may end in a line end, as people send it by hand", () => {
    for (const end of ["\n", "\r\n"]) {
      expect(readAll([Buffer.from(`getFilenotes.txt${end}`)]).early).toEqual({ kind: "get", name: "notes.txt" });
    }
  });

  it("is complete when it is longer than any, and what is no UTF-8 is marked", () => {
    const { early } = readAll([Buffer.from(`getFile${"x".repeat(2000)}`)]);
    expect(early).toMatchObject({ kind: "get", name: "x".repeat(2000) });
    const { reader } = readAll([Buffer.from("getFilea\xff", "latin1")]);
    expect(reader.quiet()).toEqual({ kind: "get", name: "a\ufffd" });
  });
});

describe("a request to put", () => {
  it.each(NAMES)("%s in every split, ended by silence", (wanted) => {
    for (const pieces of splits(encodeRequest("put", wanted))) {
      const { reader, early } = readAll(pieces);
      expect(early).toBeNull();
      expect(reader.quiet()).toMatchObject({ kind: "put", name: wanted, nameEnd: "quiet", data: Buffer.alloc(0) });
    }
  });

  it("followed at once by bytes that no name holds: the name ends with the read before", () => {
    const { early } = readAll([Buffer.from("sendFilenotes"), Buffer.from("Hello\nworld")]);
    expect(early).toMatchObject({ name: "notes", nameEnd: "read", data: Buffer.from("Hello\nworld") });
    const bytes = Array.from("sendFilea.txt", (letter) => Buffer.from(letter));
    expect(readAll([...bytes, Buffer.from([0x89, 0x50])]).early).toMatchObject({ name: "a.txt", nameEnd: "read" });
  });

  it("followed at once by more than a name can be: the same", () => {
    const text = Buffer.from("x".repeat(1024));
    expect(readAll([Buffer.from("sendFilenotes"), text]).early).toMatchObject({ name: "notes", data: text });
  });

  it.each([
    ["notes.txt", "Hello\nworld\n"],
    ["a.pdf", "%PDF-1.7\n"],
    ["a.zip", "PK\x03\x04"],
    ["a.tar.gz", "\x1f\x8b"],
    ["picture.png", "\x89PNG\r\n"],
    ["x.json", '{"a": 1}\n'],
    ["main.py", "import os\n"],
    ["page.html", "<!doctype html>\n"],
    ["notes", "\n"],
  ])("%s in one read with its bytes %j: guessed", (wanted, content) => {
    const data = Buffer.from(content, "latin1");
    const { early } = readAll([Buffer.concat([encodeRequest("put", wanted), data])]);
    expect(early).toEqual({ kind: "put", name: wanted, nameEnd: "guess", data });
  });

  describe.each(["a\0b.txt", "evil\0txthello", "\0", "a\x1b[2J", "unknown.ending\xff\xd8", "x\n\n"])(
    "%j in one read, without a known ending in front of the byte that no name holds",
    (sent) => {
      const request = Buffer.concat([Buffer.from("sendFile"), Buffer.from(sent, "latin1")]);
      const start = /^[\x20-\x7e]*/.exec(sent)![0];

      it("is all of it a name, and none, when silence follows", () => {
        const { reader, early } = readAll([request]);
        expect(early).toBeNull();
        const found = reader.quiet();
        if (found?.kind !== "put") throw new Error("no request");
        expect(found).toMatchObject({ nameEnd: "quiet", data: Buffer.alloc(0) });
        expect(found.name.startsWith(start) && found.name.length > start.length).toBe(true);
        expect(nameProblem(found.name, { hidden: true })).not.toBeNull();
      });

      it("is not stored under a part of it when more follows, or the end", () => {
        const unclear = { kind: "put-unclear", start };
        expect(readAll([request, Buffer.from("BODY")]).early).toEqual(unclear);
        expect(readAll([request]).reader.end()).toEqual(unclear);
        expect(readAll([Buffer.concat([request, Buffer.alloc(60_000)])]).early).toEqual(unclear);
      });
    },
  );

  it("of more than a name's bytes in one read, without a known ending: not stored under some of them", () => {
    const long = Buffer.from(`sendFile${"x".repeat(300)}`);
    expect(readAll([long, long]).early).toEqual({ kind: "put-unclear", start: "x".repeat(255) });
  });

  it("a path is seen as one, and not as a name with data behind it", () => {
    const { reader, early } = readAll([Buffer.from("sendFilea.txt/../../b")]);
    expect(early).toBeNull();
    expect(reader.quiet()).toMatchObject({ name: "a.txt/../../b" });
  });

  it("the client's end: two reads are a name and a short file, one can be both together, many are a name and an empty file", () => {
    const end = (...pieces: string[]): FileRequest => readAll(pieces.map((piece) => Buffer.from(piece))).reader.end();
    expect(end("sendFilea.txt")).toMatchObject({ name: "a.txt", nameEnd: "end", data: Buffer.alloc(0) });
    expect(end("sendFilea.txt", "hello")).toMatchObject({
      name: "a.txt",
      nameEnd: "guess",
      data: Buffer.from("hello"),
    });
    expect(end("sendFilea.txtan answer")).toMatchObject({
      name: "a.txt",
      nameEnd: "guess",
      data: Buffer.from("an answer"),
    });
    for (const name of ["a.txt.bak", "table.jsonl", "a.txt/../../b", "no ending at all"])
      expect(end(`sendFile${name}`)).toMatchObject({ name, nameEnd: "end", data: Buffer.alloc(0) });
    expect(end("send", "File", "a", ".", "t", "xt")).toMatchObject({ name: "a.txt", nameEnd: "end" });
    expect(end("sendFile")).toMatchObject({ name: "", data: Buffer.alloc(0) });
  });

  it("any name, as long as it is cut by nothing but silence", () => {
    fc.assert(
      fc.property(name, fc.nat(), (wanted, at) => {
        const bytes = encodeRequest("put", wanted);
        const cut = at % bytes.length;
        const { reader, early } = readAll([bytes.subarray(0, cut), bytes.subarray(cut)]);
        expect(early ?? reader.quiet()).toMatchObject({ name: wanted, data: Buffer.alloc(0) });
      }),
    );
  });

  it("never loses or makes a byte, however it is cut and whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1 })), fc.boolean(), (content, ends) => {
        const pieces = [Buffer.from("sendFilen"), ...content];
        const reader = new RequestReader();
        let found: FileRequest | null = null;
        let used = 0;
        while (found === null && used < pieces.length) found = reader.read(pieces[used++]!);
        found ??= ends ? reader.end() : reader.quiet();
        if (found?.kind !== "put") throw new Error("no request"); // "n" was a read of its own, so that it is never unclear
        if (found.name.includes("\ufffd")) return; // ends within a character: no name, and refused as such
        const whole = Buffer.concat(pieces.slice(0, used));
        expect(Buffer.concat([Buffer.from(`sendFile${found.name}`), found.data])).toEqual(whole);
      }),
    );
  });
});

describe("what is no request", () => {
  it.each(["GET / HTTP/1.1\r\n", "Alice", "getfile", "\x16\x03\x01", "sendfile"])("%j", (text) => {
    expect(readAll([Buffer.from(text)]).early).toMatchObject({ kind: "unknown" });
  });

  it("nothing, and the beginning of a word", () => {
    for (const text of ["", "g", "send"]) {
      expect(readAll([Buffer.from(text)]).reader.end()).toMatchObject({ kind: "unknown" });
    }
  });
});

describe("names among bytes", () => {
  it("end before what no name holds, and only at UTF-8's own limits", () => {
    expect(plausibleLength(Buffer.from("a/b\\c"))).toBe(5);
    for (const end of [
      "\x00",
      "\n",
      "\x1b",
      "\x7f",
      "\x80",
      "\xc0\xaf",
      "\xc2\x85",
      "\xed\xa0\x80",
      "\xf4\x90\x80\x80",
      "\xff",
    ]) {
      expect(plausibleLength(Buffer.from(`ab${end}c`, "latin1"))).toBe(2);
    }
    expect(plausibleLength(Buffer.from("x".repeat(300)))).toBe(255);
    expect(plausibleLength(Buffer.from("é".repeat(200)))).toBe(254);
  });

  it("agree with the decoder of UTF-8 on random bytes", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const length = plausibleLength(bytes);
        if (length === bytes.length) return; // its last character may be cut
        expect(strict.decode(bytes.subarray(0, length))).not.toMatch(/\p{Cc}/u);
        let more: string | null = null;
        for (let to = length + 1; to <= Math.min(length + 4, bytes.length) && more === null; to++) {
          try {
            more = strict.decode(bytes.subarray(length, to));
          } catch {
            // no character of so many bytes
          }
        }
        if (more !== null) expect(more).toMatch(/^\p{Cc}/u);
      }),
    );
  });

  it("are guessed by the first known ending, several in a row", () => {
    expect(guessName("a.tar.gzrest.txt")).toBe("a.tar.gz");
    expect(guessName("archive.jsonx")).toBe("archive.json");
    expect(guessName(".txt.notes")).toBeNull();
    expect(guessName("nothing known.here")).toBeNull();
  });
});

describe("an answer", () => {
  it.each(["", "x", "file-exists", "file-doesn't-exist", "\x00\xff binary"])(
    "file-exists and %j in every split",
    (content) => {
      const data = Buffer.from(content, "latin1");
      for (const pieces of splits(Buffer.concat([Buffer.from("file-exists"), data]))) {
        const reader = new AnswerReader();
        const rest = [...pieces];
        let answer = null;
        while (answer === null && rest.length > 0) answer = reader.read(rest.shift()!);
        if (answer?.kind !== "exists") throw new Error("no answer");
        expect(Buffer.concat([answer.data, ...rest])).toEqual(data);
        expect(answer.greeting.length).toBe(0);
      }
    },
  );

  it("file-doesn't-exist in every split, and neither word before its last byte", () => {
    for (const word of ["file-doesn't-exist", "file-exists"]) {
      for (const pieces of splits(Buffer.from(word))) {
        const reader = new AnswerReader();
        const answers = pieces.map((piece) => reader.read(piece));
        expect(answers.slice(0, -1).every((answer) => answer === null)).toBe(true);
        expect(answers.at(-1)?.kind).toBe(word === "file-exists" ? "exists" : "does-not-exist");
      }
    }
  });

  it("behind a greeting, but not behind anything longer", () => {
    const greeting = Buffer.from("Greetings from the cave! Now type your name and press enter!");
    const answer = new AnswerReader().read(Buffer.concat([greeting, Buffer.from("file-existsabc")]));
    expect(answer).toEqual({ kind: "exists", greeting, data: Buffer.from("abc") });
    const flood = Buffer.concat([Buffer.alloc(MAX_GREETING + 1), Buffer.from("file-exists, later")]);
    expect(new AnswerReader().read(flood)).toMatchObject({ kind: "unknown" });
  });
});

describe("the answer to an upload", () => {
  const digest = "ab".repeat(32);
  it.each([
    [`file-stored${digest}notes.txt`, { kind: "stored", sha256: digest, name: "notes.txt" }],
    [`Greetings!file-stored${digest}a b`, { kind: "stored", sha256: digest, name: "a b" }],
    ["file-refused: it is there already", { kind: "refused", reason: "it is there already" }],
    ["file-stored", null],
    [`file-stored${digest}`, null],
    ["Greetings!", null],
    ["", null],
  ])("%j", (text, answer) => {
    expect(parseUploadAnswer(Buffer.from(text))).toEqual(answer);
  });
});
