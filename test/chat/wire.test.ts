/** What a message is, names, limits, and what is shown of it: bytes in, text out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Intake } from "../../src/share/wire/chat/intake.ts";
import { messagesOf, nameInWelcome, piecesToSay, READ_BYTES, welcome } from "../../src/share/wire/chat/messages.ts";
import {
  cleanName,
  MAX_NAME_BYTES,
  MAX_NAME_CHARACTERS,
  nameKey,
  uniqueName,
} from "../../src/share/wire/chat/names.ts";
import { harmlessLines, harmlessText, piecesOf } from "../../src/share/wire/chat/text.ts";
import { Transcript, type ChatLine } from "../../src/share/wire/chat/transcript.ts";
import { decodeUtf8, isText, unfinishedBytes } from "../../src/share/wire/chat/utf8.ts";

const SAMPLES = [
  "plain",
  "naïve café",
  "日本語のチャット",
  "👨‍👩‍👧 and 🏴‍☠️",
  "Ελληνικά, русский, עברית",
  "\u{10ffff}\ud7ff\ue000",
];
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const anyText = fc.string({ unit: "binary" });
const anyBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
/** Mostly text, with bytes of it missing or changed. */
const damaged = fc
  .tuple(anyText, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }))
  .map(([text, changes]) => {
    const bytes = Buffer.from(text);
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });

describe("UTF-8", () => {
  it("is what TextDecoder says, where that accepts it", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (bytes) => {
        let text: string | null = null;
        try {
          text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          // not UTF-8
        }
        if (text !== null) expect(decodeUtf8(bytes)).toBe(text);
        else expect(decodeUtf8(bytes)).toMatch(/\\x[89a-f][0-9a-f]/);
      }),
    );
  });

  it("loses no byte of what is no UTF-8", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (bytes) => {
        const back = decodeUtf8(bytes).split(/\\x([89a-f][0-9a-f])/);
        const rebuilt = back.map((part, at) => (at % 2 === 0 ? Buffer.from(part) : Buffer.from(part, "hex")));
        fc.pre(!bytes.includes("\\x"));
        expect(Buffer.concat(rebuilt).equals(bytes)).toBe(true);
      }),
    );
    expect(decodeUtf8(Buffer.from("caf\xe9!", "latin1"))).toBe("caf\\xe9!");
  });

  it("tells at every place whether a character is unfinished", () => {
    for (const sample of SAMPLES) {
      const bytes = Buffer.from(sample);
      for (let cut = 0; cut <= bytes.length; cut++) {
        const unfinished = unfinishedBytes(bytes.subarray(0, cut));
        const whole = bytes.subarray(0, cut - unfinished);
        expect(sample.startsWith(whole.toString())).toBe(true);
        expect(whole.toString()).not.toContain("\ufffd");
        expect(isText(bytes.subarray(0, cut))).toBe(true);
        if (unfinished > 0) expect(bytes.subarray(0, cut - unfinished + 1).toString()).toContain("\ufffd");
      }
    }
  });

  it("takes bytes that no character begins with, or goes on with, for finished", () => {
    for (const hex of ["80", "c0", "c1bf", "e080", "eda0", "f08f", "f490", "f5", "ff", "61"]) {
      expect([hex, unfinishedBytes(Buffer.from(hex, "hex"))]).toEqual([hex, 0]);
    }
  });
});

describe("a text", () => {
  it("can't steer a terminal or turn the reading direction, whatever it is", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(harmlessText(text)).not.toMatch(CONTROL);
      }),
    );
    expect(harmlessText("\x1b[2Ja\0b\tc\u202ed\u{e0001}")).toBe("\\x1b[2Ja\\x00b c\\u202ed\\u{e0001}");
    for (const sample of SAMPLES) expect(harmlessText(sample)).toBe(sample);
  });

  it("is cut between characters, and is itself again when joined", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 40 }), (text, room) => {
        const pieces = piecesOf(text, room);
        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) {
          expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(room);
          expect(piece).not.toMatch(/\p{Cs}/u);
        }
      }),
    );
  });

  it("is cut behind a space where there is one", () => {
    expect(piecesOf("one two three four", 10)).toEqual(["one two ", "three four"]);
    expect(piecesOf("a verylongwordindeed", 10)).toEqual(["a verylong", "wordindeed"]);
  });

  it("fits into one read of a Python client with the name in front of it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.string({ unit: "grapheme", minLength: 600, maxLength: 3000 }),
        (asked, text) => {
          const name = cleanName(asked);
          const messages = messagesOf(name, text);
          expect(messages.map((message) => message.slice(name.length + 2)).join("")).toBe(text);
          for (const message of messages) {
            expect(message.startsWith(`${name}: `)).toBe(true);
            expect(Buffer.byteLength(message)).toBeLessThanOrEqual(READ_BYTES);
          }
          expect(piecesToSay(name, text).length).toBe(messages.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("a name", () => {
  it("is short, on one line, without colons and without what is invisible", () => {
    const longest = new Intl.Segmenter("en", { granularity: "grapheme" });
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "grapheme", maxLength: 300 })), (text) => {
        const name = cleanName(text);
        expect(name).not.toMatch(/:/);
        expect(name).not.toMatch(CONTROL);
        expect(name).toBe(name.trim());
        expect(name).not.toBe("");
        expect([...longest.segment(name)].length).toBeLessThanOrEqual(MAX_NAME_CHARACTERS);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
        expect(cleanName(name)).toBe(name);
      }),
    );
  });

  it("is what people would expect of what was typed", () => {
    for (const [text, name] of [
      ["Alice", "Alice"],
      ["  Alice \t B.\r\n", "Alice B."],
      ["", "guest"],
      [" \u200b\u2060\u200d ", "guest"],
      ["Bob: I owe you", "Bob I owe you"],
      ["x".repeat(5000), "x".repeat(32)],
      ["👨‍👩‍👧".repeat(40), "👨‍👩‍👧".repeat(7)],
      [`e${"\u0301".repeat(5000)}`, `e${"\u0301".repeat(63)}`],
    ] as const) {
      expect(cleanName(text)).toBe(name);
    }
  });

  it("is unique, also for people who look", () => {
    const taken = new Set<string>();
    const give = (asked: string): string => {
      const name = uniqueName(cleanName(asked), (key) => taken.has(key));
      expect(taken.has(nameKey(name))).toBe(false);
      taken.add(nameKey(name));
      return name;
    };
    expect(["Bob", "bob", "B\u200dob", "Ｂｏｂ", "Bob (2)"].map(give)).toEqual([
      "Bob",
      "bob (2)",
      "B\u200dob (3)",
      "Ｂｏｂ (4)",
      "Bob (2) (2)",
    ]);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { maxLength: 20 }), (names) => {
        for (const name of names.map(give)) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
        }
      }),
    );
  });

  it("is read out of our own welcome", () => {
    for (const [name, asked] of [
      ["Bob", "Bob"],
      ["Bob (2)", "Bob"],
    ] as const) {
      expect(nameInWelcome(welcome(name, asked))).toBe(name);
    }
  });
});

describe("what a client says", () => {
  const heard = (...pieces: readonly (string | Buffer)[]): string[] => {
    const intake = new Intake();
    return [...pieces.flatMap((piece) => intake.push(Buffer.from(piece as string))), ...intake.end()];
  };

  it("is a message for each read, and for each line of it", () => {
    expect(heard("Alice", "hello", "two words")).toEqual(["Alice", "hello", "two words"]);
    expect(heard("Alice\nhello\r\n\n  \nbye\n")).toEqual(["Alice", "hello", "bye"]);
  });

  it("is one message where a read ends inside a character, wherever that is", () => {
    for (const sample of SAMPLES) {
      const bytes = Buffer.from(sample);
      for (let cut = 1; cut < bytes.length; cut++) {
        const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
        const inside = unfinishedBytes(pieces[0]!) > 0;
        const messages = heard(...pieces);
        expect(messages.join("")).toBe(inside ? sample : messages.join(""));
        if (inside) expect(messages).toEqual([sample]);
        else expect(messages).toEqual(pieces.map((piece) => piece.toString().trimEnd()).filter((text) => text !== ""));
      }
    }
  });

  it("is whole text for every way of cutting it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat(60), { maxLength: 8 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
        const messages = heard(...at.slice(1).map((end, n) => bytes.subarray(at[n], end)));
        const squeezed = (all: string): string => all.replace(/\s/gu, "");
        expect(squeezed(messages.join(""))).toBe(squeezed(harmlessText(text)));
      }),
    );
  });

  it("one byte at a time is no message less", () => {
    const text = "naïve 日本語 👍";
    expect(heard(...[...Buffer.from(text)].map((byte) => Buffer.of(byte))).join("")).toBe(text.replaceAll(" ", ""));
  });

  it("holds back no more than a line, and gives it up at the end", () => {
    const intake = new Intake();
    expect(intake.push(Buffer.concat([Buffer.from("one\ntwo"), Buffer.of(0xe9)]))).toEqual(["one"]);
    expect(intake.holds).toBe(true);
    expect(intake.end()).toEqual(["two\\xe9"]);
    const long = Buffer.concat([Buffer.alloc(5000, "x"), Buffer.of(0xe2, 0x82)]);
    expect(intake.push(long)).toEqual(["x".repeat(5000)]);
    expect(intake.push(Buffer.of(0xac))).toEqual(["€"]);
  });

  it("tells {quit} from the message it has melted into, and from one that speaks of it", () => {
    expect(heard("hello{quit}")).toEqual(["hello", "{quit}"]);
    expect(heard("{quit}")).toEqual(["{quit}"]);
    expect(heard("to leave write {quit}")).toEqual(["to leave write {quit}"]);
    expect(heard("{quit} is how to leave")).toEqual(["{quit} is how to leave"]);
  });

  it("is harmless, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyBytes, damaged), { maxLength: 5 }), (pieces) => {
        for (const message of heard(...pieces)) {
          expect(message).not.toMatch(CONTROL);
          expect(message.trim()).not.toBe("");
        }
      }),
    );
  });
});

describe("what a server sends", () => {
  const shown = (...pieces: readonly (string | Buffer)[]): string[] => {
    const transcript = new Transcript();
    const lines = pieces.flatMap((piece) => transcript.push(Buffer.from(piece as string)));
    return [...lines, ...transcript.end()].map(plain);
  };
  const plain = ({ name, text, begins }: ChatLine): string =>
    `${{ read: "", inside: "+ ", newline: "| " }[begins]}${name === null ? "" : `<${name}> `}${text}`;

  it("is told apart where somebody who is known stands directly behind other text", () => {
    expect(shown("Bob: hi", "Alice: yo", "Bob: one{Alice: two")).toEqual([
      "<Bob> hi",
      "<Alice> yo",
      "<Bob> one{",
      "+ <Alice> two",
    ]);
    expect(shown("Bob has joined the chat.", "Alice: hiBob: yoAlice: well")).toEqual([
      "Bob has joined the chat.",
      "<Alice> hi",
      "+ <Bob> yo",
      "+ <Alice> well",
    ]);
    expect(shown("Bob has joined the chat.Bob: hi")).toEqual(["Bob has joined the chat.", "+ <Bob> hi"]);
    expect(shown("Bob: bye{quit}")).toEqual(["<Bob> bye", "+ {quit}"]);
  });

  it("is not told apart where somebody only speaks of another, or nobody is known by that name", () => {
    expect(shown("Al: yes", "Bob: I told Al: no")).toEqual(["<Al> yes", "<Bob> I told Al: no"]);
    expect(shown("Bob: see RFC: 9293")).toEqual(["<Bob> see RFC: 9293"]);
    expect(shown("bel: hi", "Annabel: hi")).toEqual(["<bel> hi", "<Annabel> hi"]);
  });

  it("can't show a line of a message as another's message", () => {
    expect(shown("Alice: yo", "Bob: hi\nAlice: I am a fool")).toEqual([
      "<Alice> yo",
      "<Bob> hi",
      "| Alice: I am a fool",
    ]);
  });

  it("is all there, and harmless, whatever the bytes are", () => {
    const chatty = fc
      .array(
        fc.constantFrom("Bob", "Al", ": ", " ", "hi", ".", "\n", "{quit}", "é", "\x1b[2J", " has joined the chat."),
      )
      .map((words) => Buffer.from(words.join("")));
    fc.assert(
      fc.property(fc.array(fc.oneof(chatty, damaged, anyBytes), { maxLength: 5 }), (pieces) => {
        const transcript = new Transcript();
        const lines = [...pieces.flatMap((piece) => transcript.push(piece)), ...transcript.end()];
        const all = lines.map(({ name, text }) => (name === null ? text : `${name}: ${text}`)).join("");
        const sent = harmlessLines(decodeUtf8(Buffer.concat(pieces))).join("");
        const squeezed = (text: string): string => text.replace(/\s/gu, "");
        expect(squeezed(all)).toBe(squeezed(sent));
        expect(all).not.toMatch(CONTROL);
      }),
    );
  });

  it("does not take long however many names and colons there are", () => {
    const transcript = new Transcript();
    for (let n = 0; n < 5000; n++) transcript.know(`name ${n}`);
    expect(transcript.names.size).toBe(2048);
    const lines = transcript.push(Buffer.from("name 4999: ".repeat(6000)));
    expect(lines.map(({ name, text }) => `${name ?? ""}: ${text}`).join("")).toContain("name 4999: name 4999: ");
  });
});
