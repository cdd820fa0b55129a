/** However a session is cut into segments, truncated, or delivered: the bytes of a file are the same, and no text is lost or invented. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessagesDecoder } from "../../src/analyze/messages/decoder.ts";
import { chat as FORMAT } from "../../src/analyze/messages/format.ts";
import { bytesOf, joining, type Said } from "./talking.ts";

const CHAT: Said[] = [
  ...joining("Ayşe"),
  ["client", "Merhaba, nasılsın? 👋🏽"],
  ["server", "Ayşe: Merhaba, nasılsın? 👋🏽"],
  ["server", "李雷 has joined the chat!"],
  ["server", "李雷: 你好"],
  ["client", "{quit}"],
  ["server", "{quit}"],
];
const BODY = Buffer.from(Array.from({ length: 300 }, (_, at) => (at * 31) % 256));
const GET: Said[] = [
  ["client", "getFilephoto.jpg"],
  ["server", Buffer.concat([Buffer.from("file-exists"), BODY])],
];

/** Hands the session over, each side's bytes cut at the given places. */
function decode(
  said: readonly Said[],
  cut: (bytes: Buffer, turn: number) => Buffer[],
  stopAfter = Infinity,
): MessagesDecoder {
  const decoder = new MessagesDecoder(FORMAT, { client: 0, inflate: null, maxFrameBytes: 1 });
  for (const consumer of decoder.consumers) consumer.start(true);
  let packet = 0;
  let handed = 0;
  for (const [turn, [who, text]] of said.entries()) {
    for (const piece of cut(bytesOf(text), turn)) {
      const bytes = piece.subarray(0, Math.max(0, stopAfter - handed));
      handed += bytes.length;
      if (bytes.length > 0)
        decoder.consumers[who === "client" ? 0 : 1].data(bytes, 0, bytes.length, ++packet, packet * 1e6);
    }
  }
  for (const consumer of decoder.consumers) consumer.end();
  return decoder;
}

const total = (said: readonly Said[]): number => said.reduce((sum, [, text]) => sum + bytesOf(text).length, 0);
const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function sumOf({ chat }: MessagesDecoder): number {
  return (chat?.messages ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
}

describe("a chat that is cut", () => {
  it("at any place in any message has all its bytes, in messages whose packets follow each other", () => {
    for (const [turn, [, text]] of CHAT.entries()) {
      const length = bytesOf(text).length;
      for (let at = 1; at < length; at++) {
        const decoder = decode(CHAT, (bytes, now) =>
          now === turn ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes],
        );
        expect(sumOf(decoder)).toBe(total(CHAT));
        const side = decoder.chat!.messages.filter(({ fromClient }) => fromClient === (CHAT[turn]![0] === "client"));
        let next = 0;
        for (const { offset, bytes } of side) {
          expect(offset).toBe(next);
          next += bytes;
        }
      }
    }
  });

  it("inside a character is put together again, for certain", () => {
    const text = bytesOf(CHAT[3]![1]);
    for (let at = 1; at < text.length; at++) {
      const inside = (text[at]! & 0xc0) === 0x80;
      const decoder = decode(CHAT, (bytes, now) => (now === 3 ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes]));
      const joined = decoder.chat!.messages.some(
        ({ text: told, continues }) => continues === "character" && told === text.toString(),
      );
      expect({ at, joined }).toEqual({ at, joined: inside });
    }
  });

  it("off at any byte keeps what came before", () => {
    for (let stop = 0; stop <= total(CHAT); stop++) {
      const decoder = decode(CHAT, (bytes) => [bytes], stop);
      expect(sumOf(decoder)).toBe(stop);
    }
  });
});

describe("a file that is cut", () => {
  it("at any place of the answer and the bytes has the same bytes and digest", () => {
    const length = bytesOf(GET[1]![1]).length;
    for (let at = 1; at < length; at++) {
      const { files } = decode(GET, (bytes, now) =>
        now === 1 ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes],
      );
      expect(files.map(({ name, bytes, sha256 }) => [name, bytes, sha256])).toEqual([["photo.jpg", 300, sha(BODY)]]);
    }
  });

  it("off at any byte has the beginning", () => {
    const request = bytesOf(GET[0]![1]).length;
    for (let stop = request + "file-exists".length; stop <= total(GET); stop++) {
      const { files } = decode(GET, (bytes) => [bytes], stop);
      expect(files[0]?.sha256).toBe(sha(BODY.subarray(0, stop - request - "file-exists".length)));
    }
  });

  it("into single bytes, or pieces of any size, has the same bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        let turn = 0;
        const { files } = decode(GET, (bytes) => {
          const pieces: Buffer[] = [];
          for (let at = 0; at < bytes.length;) {
            const size = sizes[turn++ % sizes.length]!;
            pieces.push(bytes.subarray(at, at + size));
            at += size;
          }
          return pieces;
        });
        expect(files.map(({ name, bytes, sha256 }) => [name, bytes, sha256])).toEqual([["photo.jpg", 300, sha(BODY)]]);
      }),
    );
  });
});

describe("anything at all", () => {
  it("is decoded without an error, and every byte of a chat is counted once", () => {
    const said = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(
        "{quit}",
        "Bob: x",
        "Bob",
        "getFile",
        "file-exists",
        "file-doesn't-exist",
        "sendFilea.txt",
        "Ann has left the chat.",
      ),
    );
    const turn = fc.tuple(fc.constantFrom("client" as const, "server" as const), said);
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), fc.array(fc.nat(60)), (turns, holes) => {
        const decoder = new MessagesDecoder(FORMAT, {
          client: 0,
          inflate: null,
          maxFrameBytes: 1,
          segmentSize: () => 20,
        });
        for (const consumer of decoder.consumers) consumer.start(true);
        let packet = 0;
        for (const [index, [who, text]] of turns.entries()) {
          const consumer = decoder.consumers[who === "client" ? 0 : 1];
          const bytes = bytesOf(text);
          if (holes.includes(index)) consumer.missing(7, "lost");
          if (bytes.length > 0) consumer.data(bytes, 0, bytes.length, ++packet, packet);
        }
        for (const consumer of decoder.consumers) consumer.end();
        for (const { segments, bytes, text } of decoder.chat?.messages ?? []) {
          expect(segments).toBeGreaterThan(0);
          expect(bytes).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(1024);
        }
        for (const file of decoder.files) expect(file.sha256 === null).toBe(file.bytes === null);
      }),
      { numRuns: 500 },
    );
  });
});
