/** The server, and clients that behave badly. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FileEvent } from "../../src/share/files/events.ts";
import { hasTool } from "../support/tools.ts";
import { ask, dial, hear, sha256, startServer, until, WRITABLE, type RunningServer } from "./peers.ts";

const HOSTILE = JSON.parse(readFileSync(new URL("hostile-names.json", import.meta.url), "utf8")) as readonly string[];
const BIG = randomBytes(5_000_000);
const EXISTS = Buffer.from("file-exists");

describe("the file server", () => {
  let server!: RunningServer;
  afterEach(async () => {
    await server.stop();
  });
  const told = (kind: FileEvent["kind"]): FileEvent[] => server.events.filter((event) => event.kind === kind);

  describe("hostile names", () => {
    async function hostileServer(): Promise<void> {
      server = await startServer({ "notes.txt": "notes", ".hidden": "hidden", "notes.txt.part": "unfinished" });
      const { outside, shared } = server;
      writeFileSync(join(outside, "secret.txt"), "secret");
      mkdirSync(join(shared, "folder"));
      writeFileSync(join(shared, "folder", "inner.txt"), "inner");
      symlinkSync("../secret.txt", join(shared, "link-out.txt"));
      symlinkSync("notes.txt", join(shared, "link-in.txt"));
      symlinkSync("..", join(shared, "link-folder"));
      if (hasTool("mkfifo")) execFileSync("mkfifo", [join(shared, "fifo")]);
    }

    it("get nothing", async () => {
      await hostileServer();
      for (const name of HOSTILE) {
        const { bytes } = await ask(server.port, `getFile${name}`);
        expect([name, bytes.toString()]).toEqual([name, "file-doesn't-exist"]);
      }
      expect(told("declined").length).toBe(HOSTILE.length);
      expect((await ask(server.port, "getFilenotes.txt")).bytes.toString()).toBe("file-existsnotes");
    });

    it("put nothing outside the folder, and replace nothing in it", async () => {
      await hostileServer();
      const { outside, shared } = server;
      const there = readdirSync(shared);
      for (const name of HOSTILE) {
        const socket = await dial(server.port);
        socket.write(`sendFile${name}`);
        const heard = hear(socket);
        server.events.length = 0;
        // What is not refused by its name waits for bytes, and without a name for one.
        if (name !== "") await until(() => server.events.length > 0, `${JSON.stringify(name)} is answered`);
        socket.end(told("started").length > 0 ? "\0evil" : "");
        await heard;
      }
      expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret");
      expect(readFileSync(join(shared, "notes.txt"), "utf8")).toBe("notes");
      expect(readFileSync(join(shared, ".hidden"), "utf8")).toBe("hidden");
      // A byte that no name holds begins the file behind a known ending, so that "notes.txt\0…" is a file "notes.txt".
      for (const name of readdirSync(shared)) {
        if (!there.includes(name)) expect(name).toMatch(/^[^/\\:\p{Cc}.][^/\\:\p{Cc}]*$/u);
      }
      expect(readdirSync(outside).sort()).toEqual(["secret.txt", "shared"]);
      expect(readdirSync(join(shared, "folder"))).toEqual(["inner.txt"]);
    });
  });

  it.each([
    ["a\0b.txt", "has characters that can't be seen"],
    ["evil\0txthello", "has characters that can't be seen"],
    ["a\x1bb", "has characters that can't be seen"],
    ["a\xff", "is no UTF-8"],
  ])("stores nothing under a part of the name %j, and says why, as for one to get", async (name, why) => {
    server = await startServer();
    const named = (word: string): Buffer => Buffer.from(word + name, "latin1");
    const socket = await dial(server.port);
    socket.write(named("sendFile"));
    await until(() => server.events.length > 0, "it is answered");
    socket.end("BODY");
    expect((await hear(socket)).bytes.toString()).toBe(`file-refused: it ${why}`);
    await ask(server.port, named("getFile"));
    expect(server.events).toMatchObject([
      { kind: "declined", verb: "put", why },
      { kind: "declined", verb: "get", why },
    ]);
    expect(readdirSync(server.shared)).toEqual([]);
  });

  it("refuses bytes that come with a name which nothing tells from them, and says what to do", async () => {
    server = await startServer({}, { timing: { quietPut: 5000 } });
    const { bytes } = await ask(
      server.port,
      Buffer.concat([Buffer.from("sendFilepicture"), Buffer.alloc(10_000, 0xff)]),
    );
    expect(bytes.toString()).toBe(
      "file-refused: it can't be told from its name: pause between them, or use an ending such as .txt",
    );
    await ask(server.port, "sendFileevil\0txthello");
    expect(told("declined")).toMatchObject([{ name: "picture" }, { name: "evil" }]);
    expect(readdirSync(server.shared)).toEqual([]);

    await ask(server.port, Buffer.concat([Buffer.from("sendFilepicture.png"), Buffer.from([0x89, 0x50])]));
    expect(readdirSync(server.shared)).toEqual(["picture.png"]);
  });

  it("tells a request in any split, whatever its pieces are apart", async () => {
    server = await startServer({ "a b.txt": "content" }, { timing: { quietGet: 1000, quietPut: 1000 } });
    const request = Buffer.from("getFilea b.txt");
    const cuts = Array.from({ length: request.length - 1 }, (_, i) => i + 1);
    const heard = await Promise.all(
      cuts.map(async (cut) => {
        const socket = await dial(server.port);
        socket.write(request.subarray(0, cut));
        await new Promise((resolve) => setTimeout(resolve, 20));
        socket.write(request.subarray(cut));
        return (await hear(socket)).bytes.toString();
      }),
    );
    expect(new Set(heard)).toEqual(new Set(["file-existscontent"]));
  });

  it("serves 200 clients at once, each the whole file", async () => {
    server = await startServer({ "a.bin": BIG.subarray(0, 300_000) });
    const whole = Buffer.concat([EXISTS, BIG.subarray(0, 300_000)]);
    const heard = await Promise.all(Array.from({ length: 200 }, () => ask(server.port, "getFilea.bin")));
    expect(heard.every(({ bytes, end }) => end === "fin" && bytes.equals(whole))).toBe(true);
    expect(server.service.counters.sent).toBe(200);
  });

  it("a client that never reads holds up nobody, costs little memory, and is reset in the end", async () => {
    const huge = 400_000_000;
    server = await startServer({}, { timing: { idle: 1500 } });
    const path = join(server.shared, "huge.bin");
    writeFileSync(path, "");
    execFileSync(process.execPath, ["-e", `require("fs").truncateSync(${JSON.stringify(path)}, ${huge})`]);
    writeFileSync(join(server.shared, "a.txt"), "a");
    const before = process.memoryUsage().rss;
    const stuck = await Promise.all(Array.from({ length: 20 }, () => dial(server.port)));
    for (const socket of stuck) socket.write("getFilehuge.bin");
    await until(() => told("started").length === 20, "all are served");
    expect((await ask(server.port, "getFilea.txt")).bytes.toString()).toBe("file-existsa");
    await until(() => told("broken").length === 20, "they are given up");
    expect(told("broken")[0]).toMatchObject({ why: "the client took nothing for too long" });
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
    for (const socket of stuck) socket.destroy();
  });

  it("a client that asks for nothing is turned away, and one that speaks of something else", async () => {
    server = await startServer({}, { timing: { request: 300 } });
    const silent = await dial(server.port);
    expect((await hear(silent)).bytes.length).toBe(0);
    await ask(server.port, "GET / HTTP/1.1\r\n\r\n");
    expect(server.events).toMatchObject([
      { kind: "no-request", why: "silent" },
      { kind: "no-request", why: "unknown" },
    ]);
  });

  it("resets a download that it can't finish: an end in order would look like the file's", async () => {
    server = await startServer({ "a.bin": randomBytes(40_000_000) });
    const socket = await dial(server.port);
    socket.write("getFilea.bin");
    await until(() => told("started").length === 1, "it has begun");
    const heard = hear(socket);
    writeFileSync(join(server.shared, "a.bin"), "shorter now");
    expect((await heard).end).toBe("reset");
    await until(() => told("broken").length === 1, "it says so");
    expect(told("broken")[0]).toMatchObject({ why: "The file has become shorter while it was sent." });
  });

  it("resets all transfers when it is ended", async () => {
    server = await startServer({ "a.bin": randomBytes(40_000_000) });
    const socket = await dial(server.port);
    socket.write("getFilea.bin");
    const up = await dial(server.port);
    up.write("sendFileb.bin");
    await until(() => told("started").length === 2, "both have begun");
    up.write("some bytes\n");
    const { service } = server;
    await until(() => service.counters.bytesReceived > 0 && service.counters.bytesSent > 0, "some have come and gone");
    const heard = Promise.all([hear(socket), hear(up)]);
    await server.stop();
    const [download, upload] = await heard;
    expect(upload.end).toBe("reset");
    expect(download.bytes.length).toBeLessThan(40_000_000);
    expect(readdirSync(server.shared).sort()).toEqual(["a.bin", "b.bin.part"]);
  });

  describe("uploads", () => {
    async function upload(name: string, content: Uint8Array): Promise<string> {
      const socket = await dial(server.port);
      const heard = hear(socket);
      socket.write(`sendFile${name}`);
      const seen = server.events.length;
      await until(() => server.events.length > seen, "the name is known");
      socket.end(content);
      return (await heard).bytes.toString();
    }

    it("are stored, and it is said by which name and digest", async () => {
      server = await startServer();
      expect(await upload("b.bin", BIG)).toBe(`file-stored${sha256(BIG)}b.bin`);
      expect(readFileSync(join(server.shared, "b.bin")).equals(BIG)).toBe(true);
      expect(readdirSync(server.shared)).toEqual(["b.bin"]);
    });

    it("are refused where none are allowed, where one is there, and beyond the limits", async () => {
      server = await startServer({}, { uploads: null });
      expect(await upload("b.bin", BIG)).toBe("file-refused: it can't be sent: uploads are not allowed");
      await server.stop();

      server = await startServer({ "a.txt": "a" }, { uploads: { ...WRITABLE, maxFiles: 1, maxBytes: 1000 } });
      expect(await upload("a.txt", BIG)).toBe("file-refused: it is there already");
      expect(readFileSync(join(server.shared, "a.txt"), "utf8")).toBe("a");
      await upload("b.bin", BIG);
      await until(() => told("broken").length === 1, "it is too large");
      expect(told("broken")[0]).toMatchObject({ why: "it is larger than uploads may be" });
      expect(readdirSync(server.shared)).not.toContain("b.bin");
      expect(await upload("c.bin", BIG)).toBe("file-refused: it is one too many: no more uploads are taken");
      await server.stop();

      server = await startServer({}, { uploads: { ...WRITABLE, keepFree: 1e18 } });
      expect(await upload("b.bin", BIG)).toContain("The disk is too full");
      expect(readdirSync(server.shared)).toEqual([]);
    });

    it("replace a file where that is asked for, and only when they are whole", async () => {
      server = await startServer({ "a.txt": "a" }, { uploads: { ...WRITABLE, overwrite: true } });
      const broken = await dial(server.port);
      broken.write("sendFilea.txt");
      await until(() => told("started").length === 1, "it has begun");
      broken.write("half\n");
      await until(() => server.service.counters.bytesReceived > 0, "some have come");
      broken.resetAndDestroy();
      await until(() => told("broken").length === 1, "it is broken");
      expect(readFileSync(join(server.shared, "a.txt"), "utf8")).toBe("a");
      await upload("a.txt", Buffer.from("new"));
      expect(readFileSync(join(server.shared, "a.txt"), "utf8")).toBe("new");
    });

    it("of one name at once: the second is refused", async () => {
      server = await startServer({}, { uploads: { ...WRITABLE, overwrite: true } });
      const first = await dial(server.port);
      first.write("sendFilea.txt");
      await until(() => told("started").length === 1, "it has begun");
      expect(await upload("A.txt", BIG)).toContain("is being sent by another client");
      first.destroy();
    });

    it("that stand still are given up, and what came is kept", async () => {
      server = await startServer({}, { timing: { idle: 500 } });
      const socket = await dial(server.port);
      socket.write("sendFilea.txt");
      await until(() => told("started").length === 1, "it has begun");
      socket.write("half\n");
      await until(() => told("broken").length === 1, "it is given up");
      expect(told("broken")[0]).toMatchObject({ why: "nothing came for too long", partial: "a.txt.part" });
      expect(readFileSync(join(server.shared, "a.txt.part"), "utf8")).toBe("half\n");
      socket.destroy();
    });
  });

  it("lets in only who is allowed, and no more than it may", async () => {
    server = await startServer({ "a.txt": "a" }, {}, { allow: ["192.0.2.0/24"] });
    expect((await ask(server.port, "getFilea.txt")).end).toBe("reset");
    await server.stop();
    server = await startServer({ "a.txt": "a" }, {}, { maxClients: 1 });
    const first = await dial(server.port);
    await until(() => server.service.counters.clients === 1, "one is in");
    expect((await ask(server.port, "getFilea.txt")).end).toBe("reset");
    expect(told("rejected")).toMatchObject([{ why: "full" }]);
    first.destroy();
  });

  it("takes over a connection of another server, with what that has read of it", async () => {
    server = await startServer({ "a.txt": "content" });
    const chat = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (first) => void server.service.takeOver(socket, first));
    }).listen(0, "127.0.0.1");
    await once(chat, "listening");
    const { port } = chat.address() as AddressInfo;
    expect((await ask(port, "getFilea.txt")).bytes.toString()).toBe("file-existscontent");
    const socket = await dial(port);
    socket.write("getFile");
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write("a.txt");
    expect((await hear(socket)).bytes.toString()).toBe("file-existscontent");
    chat.close();
  });
});
