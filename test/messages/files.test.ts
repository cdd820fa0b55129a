/** Files over a chat's connection: name, answer, bytes, digest, and whether they are whole. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fileOf, GREETING, joining, streamOf, talk, type Said } from "./talking.ts";

const sha = (...parts: (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
const BINARY = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7) % 256));

describe("a file that is fetched", () => {
  const fetched: Said[] = [
    ["client", "getFilephoto.jpg"],
    ["server", "file-exists"],
    ["server", BINARY],
    ["server", "the end"],
  ];

  it("has name, size, digest, packets and times, and is whole when its sender closes", async () => {
    const file = await fileOf(talk(fetched, "fin"));
    expect(file).toMatchObject({
      ...{
        direction: "get",
        from: "server",
        name: "photo.jpg",
        name_end: "segment",
        request_packet: 4,
        answer: "exists",
      },
      ...{ answer_packet: 6, size: 1007, missing_bytes: 0, sha256: sha(BINARY, "the end"), first_packet: 8 },
      ...{ last_packet: 10, complete_packet: 10, segments: 2, whole: true },
    });
    expect(file.duration).toBeCloseTo(0.033, 6);
    expect(file.goodput_bits_per_second).toBeCloseTo((1007 * 8) / 0.033, 3);
  });

  it("is not whole after a reset, and not known to be while the connection is open", async () => {
    expect((await fileOf(talk(fetched, "reset"))).whole).toBe(false);
    const { files, unknown } = await streamOf(talk(fetched));
    expect(files?.[0]?.whole).toBeNull();
    expect(unknown["files[0].whole"]).toMatch(/open/);
  });

  it("has the captured bytes counted and hashed where some are missing", async () => {
    const s = talk(fetched);
    s.server.send(100, { unseen: true });
    s.client.ack();
    s.server.send(4, { payload: Buffer.from("last") });
    s.client.ack();
    s.server.fin();
    s.client.fin();
    expect(await fileOf(s)).toMatchObject({
      ...{ size: 1011, missing_bytes: 100, sha256: sha(BINARY, "the end", "last"), whole: false },
    });
  });

  it("may not be there", async () => {
    const { files, unknown } = await streamOf(
      talk(
        [
          ["client", "getFile../../etc/passwd"],
          ["server", "file-doesn't-exist"],
        ],
        "fin",
      ),
    );
    expect(files?.[0]).toMatchObject({
      name: "../../etc/passwd",
      answer: "does-not-exist",
      size: null,
      sha256: null,
      whole: null,
    });
    expect(unknown["files[0].size"]).toMatch(/no such file/);
  });

  it("begins directly behind the answer, in the same segment or in pieces of single bytes", async () => {
    const together = await fileOf(
      talk(
        [
          ["client", "getFilea"],
          ["server", Buffer.concat([Buffer.from("file-exists"), BINARY])],
        ],
        "fin",
      ),
    );
    expect(together).toMatchObject({ size: 1000, sha256: sha(BINARY), first_packet: 6 });
    const bytes = "file-existsabc".split(/(?:)/).map((byte): Said => ["server", byte]);
    const names = "getFilea.b".split(/(?:)/).map((byte): Said => ["client", byte]);
    expect(await fileOf(talk([...names, ...bytes], "fin"))).toMatchObject({
      ...{ name: "a.b", name_end: "answer", size: 3, sha256: sha("abc") },
    });
  });

  it("is found behind a greeting, wherever that comes", async () => {
    for (const said of [
      [
        ["server", GREETING],
        ["client", "getFilea"],
        ["server", "file-existsabc"],
      ],
      [
        ["client", "getFilea"],
        ["server", GREETING],
        ["server", "file-existsabc"],
      ],
      [
        ["client", "getFilea"],
        ["server", `${GREETING}file-existsabc`],
      ],
    ] as Said[][]) {
      const { chat, files } = await streamOf(talk(said, "fin"));
      expect(files?.[0]).toMatchObject({ size: 3, sha256: sha("abc"), answer: "exists" });
      expect(chat?.list.map(({ text }) => text)).toEqual([GREETING]);
    }
  });

  it("may be asked for in the middle of a chat", async () => {
    const { chat, files } = await streamOf(
      talk([...joining("Bob"), ["client", "getFilea.txt"], ["server", "file-exists"], ["server", "abc"]], "fin"),
    );
    expect(chat?.list.at(-1)).toMatchObject({ kind: "request", text: "getFilea.txt" });
    expect(files?.[0]).toMatchObject({ name: "a.txt", request_packet: 10, size: 3, whole: true });
  });

  it("is told from its answer where the request is not in the capture", async () => {
    const s = talk([]);
    s.client.send(9, { payload: Buffer.from("getFileab"), unseen: true });
    s.server.send(14, { payload: Buffer.from("file-existsabc") });
    s.client.ack();
    s.server.fin();
    s.client.fin();
    const { files, unknown } = await streamOf(s);
    expect(files?.[0]).toMatchObject({ name: null, request_packet: null, size: 3, sha256: sha("abc") });
    expect(unknown["files[0].name"]).toMatch(/not in the capture/);
  });
});

describe("a file that is sent", () => {
  it("has its name end with the segment", async () => {
    const file = await fileOf(
      talk(
        [
          ["client", "sendFilenotes.txt"],
          ["client", "abc"],
          ["client", "def"],
        ],
        "fin",
      ),
    );
    expect(file).toMatchObject({
      ...{ direction: "put", from: "client", name: "notes.txt", name_end: "segment", answer: null, size: 6 },
      ...{ sha256: sha("abcdef"), segments: 2, whole: true },
    });
  });

  it("has a guessed name where the bytes came in the same segment", async () => {
    const { files, notes } = await streamOf(
      talk([["client", Buffer.concat([Buffer.from("sendFilea.jpg"), BINARY])]], "fin"),
    );
    expect(files?.[0]).toMatchObject({ name: "a.jpg", name_end: "guess", size: 1000, sha256: sha(BINARY) });
    expect(notes.map(({ code }) => code)).toEqual(["file-name-guessed"]);
  });

  it("may have word, name and bytes in calls of their own, or be empty", async () => {
    const apart = await fileOf(
      talk(
        [
          ["client", "sendFile"],
          ["client", "a.txt"],
          ["client", "abc"],
        ],
        "fin",
      ),
    );
    expect(apart).toMatchObject({ name: "a.txt", name_end: "segment", size: 3 });
    expect(await fileOf(talk([["client", "sendFilea.txt"]], "fin"))).toMatchObject({
      name: "a.txt",
      size: 0,
      sha256: sha(""),
      whole: true,
    });
  });

  it("may be refused", async () => {
    const file = await fileOf(
      talk(
        [
          ["client", "sendFilea.txt"],
          ["server", "file-refused: no room"],
        ],
        "fin",
      ),
    );
    expect(file).toMatchObject({ answer: "refused", answer_packet: 6 });
  });
});
