/** Python programs of the usual kind at the other end, in both directions. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Folder, type OpenedFile } from "../../src/share/files/folder.ts";
import { getFile, type ClientOptions, type Got } from "../../src/share/files/get-file.ts";
import { PartialFile } from "../../src/share/files/partial-file.ts";
import { putFile, type Put } from "../../src/share/files/put-file.ts";
import { requireTools } from "../support/tools.ts";
import { CONTENTS, python, pythonServer, scratch, sha256, startServer, until, type RunningServer } from "./peers.ts";

const NAMES = ["notes.txt", "with spaces.bin", "Übung ж 日本.zip", "👨‍👩‍👧.png"];
const BIG = randomBytes(2_500_000);

async function get(
  port: number,
  name: string,
  options: Partial<ClientOptions> = {},
): Promise<Got & { content: Buffer }> {
  const path = scratch();
  const folder = await Folder.open(path);
  try {
    const { signal } = new AbortController();
    const got = await getFile({ host: "127.0.0.1", port, name, signal, ...options }, () =>
      PartialFile.create(folder, "got", false),
    );
    return { ...got!, content: readFileSync(join(path, "got")) };
  } finally {
    await folder.close();
  }
}

async function put(port: number, name: string, content: Uint8Array): Promise<Put> {
  const path = scratch();
  writeFileSync(join(path, "sent"), content);
  const folder = await Folder.open(path);
  const file = (await folder.openFile("sent")) as OpenedFile;
  try {
    const { signal } = new AbortController();
    return (await putFile(file, { host: "127.0.0.1", port, name, signal }))!;
  } finally {
    await file.handle.close();
    await folder.close();
  }
}

describe.skipIf(!requireTools("python3"))("with Python programs", () => {
  let server: RunningServer | null = null;
  afterEach(async () => {
    await server?.stop();
    server = null;
  });

  describe("a Python client gets from our server", () => {
    it.each(CONTENTS)("%s", async (_, content) => {
      server = await startServer({ "a.bin": content });
      const to = join(scratch(), "got");
      const args = ["get", "--port", String(server.port), "a.bin", to];
      const result = await python(args);
      expect(result).toMatchObject({
        code: 0,
        stderr: "",
        lines: [{ bytes: content.length, sha256: sha256(content) }],
      });
      expect(readFileSync(to).equals(content)).toBe(true);
      await until(() => server!.events.some(({ kind }) => kind === "done"), "the server says so");
      expect(server.events.at(-1)).toMatchObject({ kind: "done", verb: "get", sha256: sha256(content) });
    });

    it("has the word alone in its first recv(), for programs that compare it", async () => {
      server = await startServer({ "a.bin": BIG }, { timing: { answerPause: 1000 } });
      const to = join(scratch(), "got");
      const result = await python(["get", "--exact", "--port", String(server.port), "a.bin", to]);
      expect(result).toMatchObject({ code: 0, lines: [{ bytes: BIG.length, sha256: sha256(BIG) }] });
    });

    it.each(NAMES)("by the name %s, and byte by byte", async (name) => {
      server = await startServer({ [name]: BIG }, { timing: { quietGet: 2000 } });
      const to = join(scratch(), "got");
      const result = await python(["get", "--one-byte", "--port", String(server.port), name, to]);
      expect(result).toMatchObject({ code: 0, lines: [{ sha256: sha256(BIG) }] });
    });

    it("is told that there is no such file, and can be reset while it reads", async () => {
      server = await startServer({ "a.bin": BIG });
      const to = join(scratch(), "got");
      const port = String(server.port);
      expect(await python(["get", "--exact", "--port", port, "b.bin", to])).toMatchObject({
        code: 1,
        lines: [{ answer: "file-doesn't-exist" }],
      });
      expect(await python(["get", "--port", port, "--reset-after", "2000", "a.bin", to])).toMatchObject({ code: 0 });
      await until(() => server!.service.counters.clients === 0, "it has left");
      expect(await python(["get", "--port", port, "a.bin", to])).toMatchObject({ code: 0 });
    });
  });

  describe("a Python client puts to our server", () => {
    // Longer than the server waits for more of a name, however slow this machine is, and none at all.
    describe.each([
      ["with a pause", ["--pause", "0.5"]],
      ["at once", []],
    ])("%s between name and bytes", (_, pause) => {
      // What comes at once is told apart by what it holds: text without a line end can be more of a name.
      const contents = CONTENTS.filter(([what]) => pause.length > 0 || /bytes|MB|empty|exists/.test(what));
      it.each(contents)("%s", async (_what, content) => {
        server = await startServer();
        const from = join(scratch(), "sent");
        writeFileSync(from, content);
        const args = ["put", "--port", String(server.port), ...pause, "a.bin", from];
        expect(await python(args)).toMatchObject({ code: 0, stderr: "" });
        await until(() => server!.events.some(({ kind }) => kind === "done"), "it is stored");
        expect(server.events.at(-1)).toMatchObject({ kind: "done", name: "a.bin", sha256: sha256(content) });
        expect(readFileSync(join(server.shared, "a.bin")).equals(content)).toBe(true);
      });
    });

    it.each(NAMES)("by the name %s, byte by byte", async (name) => {
      server = await startServer({}, { timing: { quietPut: 1500 } });
      const from = join(scratch(), "sent");
      writeFileSync(from, BIG);
      const args = ["put", "--port", String(server.port), "--one-byte", "--pause", "4", name, from];
      expect(await python(args)).toMatchObject({ code: 0 });
      await until(() => server!.events.some(({ kind }) => kind === "done"), "it is stored");
      expect(readFileSync(join(server.shared, name)).equals(BIG)).toBe(true);
      expect(server.events.at(-1)).toMatchObject({ nameEnd: "quiet" });
    });

    it("name and bytes with one call: the server guesses, and says so", async () => {
      server = await startServer();
      const from = join(scratch(), "sent");
      writeFileSync(from, BIG);
      await python(["put", "--port", String(server.port), "--join", "a.bin", from]);
      await until(() => server!.events.some(({ kind }) => kind === "done"), "it is stored");
      expect(server.events.at(-1)).toMatchObject({ name: "a.bin", nameEnd: "guess", sha256: sha256(BIG) });
    });

    it("and reads to the end: it hears what was stored, and nothing before its own end", async () => {
      server = await startServer();
      const from = join(scratch(), "sent");
      writeFileSync(from, BIG);
      const args = ["put", "--port", String(server.port), "--pause", "0.5", "--shutdown", "a.bin", from];
      const said = `file-stored${sha256(BIG)}a.bin`;
      expect(await python(args)).toMatchObject({ code: 0, lines: [{ said }] });
    });

    it("a reset leaves what came under its temporary name; an end in order can't be told from the file's", async () => {
      server = await startServer();
      const from = join(scratch(), "sent");
      writeFileSync(from, BIG);
      const args = ["put", "--port", String(server.port), "--pause", "0.5"];
      await python([...args, "--reset-after", "50000", "a.bin", from]);
      await until(() => server!.events.some(({ kind }) => kind === "broken"), "it is broken");
      expect(server.events.at(-1)).toMatchObject({
        kind: "broken",
        why: "the connection broke",
        partial: "a.bin.part",
      });
      expect(existsSync(join(server.shared, "a.bin"))).toBe(false);
      const partial = readFileSync(join(server.shared, "a.bin.part"));
      expect(BIG.subarray(0, partial.length).equals(partial)).toBe(true);

      await python([...args, "--cut-after", "50000", "a.bin", from]);
      await until(() => server!.events.some(({ kind }) => kind === "done"), "it is taken for whole");
      expect(readFileSync(join(server.shared, "a.bin")).length).toBe(50_000);
    });
  });

  describe("our client gets from a Python server", () => {
    it.each(CONTENTS)("%s", async (_, content) => {
      const peer = await pythonServer();
      writeFileSync(join(peer.folder, "a.bin"), content);
      const got = await get(peer.port, "a.bin");
      expect(got).toMatchObject({ bytes: content.length, sha256: sha256(content) });
      expect(got.content.equals(content)).toBe(true);
      expect(await peer.result).toMatchObject({ code: 0, stderr: "" });
    });

    it.each(NAMES)("by the name %s, word and bytes with one call, and byte by byte", async (name) => {
      for (const how of ["--join", "--one-byte"]) {
        const peer = await pythonServer([how]);
        const content = BIG.subarray(0, 20_000);
        writeFileSync(join(peer.folder, name), content);
        expect((await get(peer.port, name)).content.equals(content)).toBe(true);
        await peer.result;
      }
    });

    it("that greets as the chat does, has no such file, or says something else", async () => {
      const greeting = "Greetings from the cave! Now type your name and press enter!";
      const greets = await pythonServer(["--greeting", greeting]);
      writeFileSync(join(greets.folder, "a.bin"), BIG);
      const heard: string[] = [];
      const got = await get(greets.port, "a.bin", { onGreeting: (text) => heard.push(text) });
      expect(got.sha256).toBe(sha256(BIG));
      expect(heard).toEqual([greeting]);
      const none = await pythonServer();
      await expect(get(none.port, "a.bin")).rejects.toMatchObject({ code: "FILE_NOT_THERE" });
      const other = await pythonServer(["--say", "HTTP/1.1 400 Bad Request"]);
      await expect(get(other.port, "a.bin")).rejects.toMatchObject({ code: "FILE_BAD_ANSWER" });
      const silent = await pythonServer(["--say", ""]);
      await expect(get(silent.port, "a.bin")).rejects.toThrow("without an answer");
      await Promise.all([greets, none, other, silent].map(({ result }) => result));
    });

    it("a reset is told; an end in order can't be", async () => {
      const resets = await pythonServer(["--reset-after", "50000"]);
      writeFileSync(join(resets.folder, "a.bin"), BIG);
      await expect(get(resets.port, "a.bin")).rejects.toMatchObject({
        code: "FILE_TRANSFER_LOST",
        remedy: expect.stringContaining("kept as got.part") as string,
      });
      const cuts = await pythonServer(["--cut-after", "50000"]);
      writeFileSync(join(cuts.folder, "a.bin"), BIG);
      expect((await get(cuts.port, "a.bin")).bytes).toBe(50_000);
      await Promise.all([resets.result, cuts.result]);
    });

    it("that says nothing is given up", async () => {
      const mute = await pythonServer(["--mute", "--timeout", "1"]);
      await expect(get(mute.port, "a.bin", { idle: 300 })).rejects.toMatchObject({ code: "FILE_TRANSFER_LOST" });
      mute.kill();
      await mute.result;
    });
  });

  describe("our client puts to a Python server", () => {
    it.each(CONTENTS)("%s", async (_, content) => {
      const peer = await pythonServer();
      expect(await put(peer.port, "a.bin", content)).toMatchObject({ end: "closed", sha256: sha256(content) });
      const { lines } = await peer.result;
      expect(lines).toEqual([{ verb: "put", name: "a.bin", bytes: content.length, sha256: sha256(content) }]);
    });

    it.each(NAMES)("by the name %s", async (name) => {
      const peer = await pythonServer(["--greeting", "Greetings!"]);
      expect(await put(peer.port, name, BIG)).toMatchObject({ end: "closed" });
      await peer.result;
      expect(readFileSync(join(peer.folder, name)).equals(BIG)).toBe(true);
    });

    it("a reset is told", async () => {
      const peer = await pythonServer(["--reset-after", "50000"]);
      await expect(put(peer.port, "a.bin", randomBytes(30_000_000))).rejects.toMatchObject({
        code: "FILE_TRANSFER_LOST",
      });
      await peer.result;
    });
  });
});
