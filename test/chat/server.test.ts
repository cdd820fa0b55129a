/** The server, with clients that do as they are told and with the Python one. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ListenError, ShareOptionError } from "../../src/share/errors.ts";
import type { ChatServerOptions } from "../../src/share/chat/options.ts";
import { ChatServer } from "../../src/share/chat/server.ts";
import { unfinishedBytes } from "../../src/share/wire/chat/utf8.ts";
import { requireTools } from "../support/tools.ts";
import { endPrograms, pythonClient, RawClient, received, startServer, until, type RunningServer } from "./support.ts";

const started: ChatServer[] = [];
const clients: RawClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of started.splice(0)) await server.close();
  endPrograms();
});

async function start(options: Partial<ChatServerOptions> = {}): Promise<RunningServer> {
  const running = await startServer(options);
  started.push(running.server);
  return running;
}

async function open(...args: Parameters<typeof RawClient.open>): Promise<RawClient> {
  const client = await RawClient.open(...args);
  clients.push(client);
  return client;
}

describe("a chat", () => {
  it("greets, welcomes by name, tells who came and who left, and sends everything to everybody", async () => {
    const { port, events, server } = await start();
    const alice = await open(port, "Alice");
    const bob = await open(port, "Bob");
    await alice.sees("Bob has joined the chat.");
    await bob.say("hello, Alice", "how are you?");
    await alice.say("fine");
    await bob.sees("Alice: fine");
    bob.send("{quit}");
    await bob.ended();
    await alice.sees("Bob has left the chat.");
    expect(alice.reads).toEqual([
      "Hello! Write your name, and press Enter.",
      "Welcome, Alice! Write {quit} to leave.",
      "Bob has joined the chat.",
      "Bob: hello, Alice",
      "Bob: how are you?",
      "Alice: fine",
      "Bob has left the chat.",
    ]);
    expect(bob.reads.slice(1)).toEqual([
      "Welcome, Bob! Write {quit} to leave.",
      "Bob: hello, Alice",
      "Bob: how are you?",
      "Alice: fine",
      "{quit}",
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(["joined", "joined", "left"]);
    expect(events[2]).toMatchObject({ name: "Bob", how: "quit", people: 1, address: "127.0.0.1" });
    expect(server.counters).toEqual({ people: 1, joined: 2, messages: 3, refused: 0 });
  });

  it("is told of those who leave without a word, too", async () => {
    const { port, events } = await start();
    const alice = await open(port, "Alice");
    const bob = await open(port, "Bob");
    bob.socket.end();
    await alice.sees("Bob has left the chat.");
    await bob.ended();
    const carol = await open(port, "Carol");
    carol.socket.resetAndDestroy();
    await alice.sees("Carol has left the chat.");
    const nobody = await open(port);
    nobody.close();
    await until(
      () => events.at(-1)?.kind === "withdrew",
      () => JSON.stringify(events),
    );
    expect(events.flatMap((event) => (event.kind === "left" ? event.how : []))).toEqual(["closed", "reset"]);
  });

  it("hears to its end what a client said that closed its side, and sends it the rest", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const script = await open(port);
    script.socket.end("Script\none\ntwo\nthree\n");
    await script.ended();
    await alice.sees("Script has left the chat.");
    for (const client of [alice, script]) {
      expect(client.text).toMatch(/Script: one.*Script: two.*Script: three/);
    }
  });

  it("keeps names apart, and makes them what names are", async () => {
    const { port } = await start();
    const names = ["Bob", "bob", "Bob (2)", " ", "\n", "a:b", "\x1b[31mred", "x".repeat(900), "日本"];
    for (const name of names) await open(port, name);
    await clients[0]!.sees("日本 has joined");
    const welcomes = clients.map(({ text }) => /Welcome, (.+?)! (.*)Write/.exec(text)!.slice(1, 3));
    expect(welcomes).toEqual([
      ["Bob", ""],
      ["bob (2)", "bob is taken, so your name is bob (2). "],
      ["Bob (2) (2)", "Bob (2) is taken, so your name is Bob (2) (2). "],
      ["guest", ""],
      ["guest (2)", "guest is taken, so your name is guest (2). "],
      ["a b", ""],
      ["\\x1b[31mred", ""],
      ["x".repeat(32), ""],
      ["日本", ""],
    ]);
  });

  it("gives a name back when its owner has left", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const first = await open(port, "Bob");
    first.send("{quit}");
    await alice.sees("Bob has left");
    expect((await open(port, "Bob")).text).toContain("Welcome, Bob!");
  });

  it("lets somebody leave who has given no name", async () => {
    const { port, events } = await start();
    const one = await open(port);
    await one.sees("Hello");
    one.send("{quit}");
    await one.ended();
    expect(one.reads).toEqual(["Hello! Write your name, and press Enter.", "{quit}"]);
    expect(events.map(({ kind }) => kind)).toEqual(["withdrew"]);
  });

  it("never breaks a character, wherever the segments do", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const text = "né日👍!";
    const bytes = Buffer.from(text);
    for (let cut = 1; cut < bytes.length; cut++) {
      const seen = alice.text.length;
      alice.send(bytes.subarray(0, cut));
      if (unfinishedBytes(bytes.subarray(0, cut)) === 0) continue; // two messages, for all that anybody can know
      await new Promise((resolve) => setTimeout(resolve, 20));
      alice.send(bytes.subarray(cut));
      await until(
        () => alice.text.slice(seen).includes(text),
        () => `cut at ${cut}: ${alice.text}`,
      );
    }
    expect(alice.text).not.toContain("\ufffd");
  });

  it("loses nothing of what comes one byte at a time", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const text = "né日👍: 12345";
    for (const byte of Buffer.from(text)) {
      alice.send(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await alice.sees("5");
    const said = alice.text.split("leave.")[1]!.replaceAll("Alice: ", "");
    expect(said.replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });

  it("does not wait for ever for the rest of a character", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    alice.send(Buffer.from("caf\xe9", "latin1"));
    await alice.sees("Alice: caf\\xe9");
  });

  it("sends a long message in pieces that a Python client reads at once, with nothing lost", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const bob = await open(port, "Bob");
    const text = "日本語 ".repeat(1000).trimEnd();
    alice.send(text);
    const said = (): string => bob.text.split("leave.")[1]!;
    await until(
      () => said().replaceAll("Alice: ", "").replaceAll(" ", "") === text.replaceAll(" ", ""),
      () => said(),
    );
    for (const read of bob.reads) expect(read).not.toContain("\ufffd");
    for (const piece of said().split(/(?=Alice: )/)) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(1024);
  });

  it("makes what could harm a terminal harmless, and lets nobody speak in another's name", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const bob = await open(port, "Bob");
    bob.send("\x1b]0;title\x07\x1b[2J\0 \u202ehi\nAlice: I am a fool");
    await alice.sees("fool");
    expect(alice.text).toContain("Bob: \\x1b]0;title\\x07\\x1b[2J\\x00 \\u202ehi");
    expect(alice.text).toContain("Bob: Alice: I am a fool");
  });

  it("ends in order: everybody is told, and gets FIN", async () => {
    const { port, server } = await startServer();
    const alice = await open(port, "Alice");
    const nameless = await open(port);
    await nameless.sees("Hello");
    await Promise.all([server.close(), alice.ended(), nameless.ended()]);
    for (const one of [alice, nameless]) expect(one.reads.at(-1)).toBe("The server is closing. Bye!");
  });
});

describe("who may join", () => {
  it("goes by address, and by number", async () => {
    const { port, events, server } = await start({ allow: ["127.0.0.1"], maxClients: 1 });
    const alice = await open(port, "Alice");
    const full = await open(port);
    await full.ended();
    expect(full.text).toContain("The chat is full.");
    const stranger = await open(port, undefined, "127.0.0.2");
    await stranger.ended();
    expect(stranger.text).toBe("");
    alice.send("{quit}");
    await alice.ended();
    expect((await open(port, "Bob")).text).toContain("Welcome, Bob!");
    expect(events.flatMap((event) => (event.kind === "refused" ? event.why : []))).toEqual(["full", "not-allowed"]);
    expect(server.counters.refused).toBe(2);
  });

  it("is whoever gives a name in time", async () => {
    const { port, events } = await start({ nameTimeout: 50 });
    const late = await open(port);
    await late.ended();
    expect(late.text).toContain("No name came in time.");
    expect(events).toMatchObject([{ kind: "refused", why: "too-late" }]);
  });

  it.each([
    [{ port: 70_000 }, "port is 70000"],
    [{ maxClients: 0 }, "max-clients is 0"],
    [{ maxWaiting: 0.5 }, "maxWaiting is 0.5"],
    [{ allow: ["10.0.0.0/33"] }, "no CIDR block"],
  ] as const)("options %j are none", (options, words) => {
    expect(() => new ChatServer(options)).toThrow(ShareOptionError);
    expect(() => new ChatServer(options)).toThrow(words);
  });

  it("says so when the port is taken", async () => {
    const { port } = await start();
    await expect(new ChatServer({ port }).listen()).rejects.toThrow(ListenError);
  });
});

describe("first messages that are no names", () => {
  it.each([
    ["getFilenotes.txt", "file-doesn't-exist"],
    ["sendFilenotes.txt", "No files are served here."],
  ])("%s, where no files are served", async (request, answer) => {
    const { port, events, server } = await start();
    const client = await open(port);
    await client.sees("Hello");
    client.send(request);
    await client.ended();
    expect(client.text).toMatch(new RegExp(`Enter\\.${answer}$`));
    expect(events).toMatchObject([{ kind: "refused", why: "no-files" }]);
    expect(server.counters.joined).toBe(0);
  });

  it("are taken over by a handler, with the connection; other first messages are names", async () => {
    const handed: { bytes: string; socket: Socket }[] = [];
    const { port, events, server } = await start({
      firstMessage: (bytes) =>
        bytes.toString().startsWith("getFile")
          ? (socket) => {
              handed.push({ bytes: bytes.toString(), socket });
              socket.on("data", (more: Buffer) => socket.write(`got ${more.toString()}`));
              socket.on("end", () => socket.end("bye")).resume();
              socket.write("file-exists");
            }
          : null,
    });
    const alice = await open(port, "Alice");
    const client = await open(port);
    client.send("getFilenotes.txt");
    await client.sees("file-exists");
    client.send("more");
    await client.sees("got more");
    await alice.say("hello");
    client.socket.end();
    await client.ended();
    expect(client.text).toBe("Hello! Write your name, and press Enter.file-existsgot morebye");
    expect(handed.map(({ bytes }) => bytes)).toEqual(["getFilenotes.txt"]);
    expect(events.map(({ kind }) => kind)).toEqual(["joined", "taken"]);
    expect(server.counters.people).toBe(1);
    const declined = await open(port);
    declined.send("sendFilex");
    await declined.ended();
    expect(declined.text).toContain("No files are served here.");
    if (!handed[0]!.socket.closed) await once(handed[0]!.socket, "close");
  });
});

describe.skipIf(!requireTools("python3"))("with Python clients", () => {
  it("is a chat as they know it", async () => {
    const { port } = await start();
    const [alice, bob] = [pythonClient(port), pythonClient(port)];
    for (const [client, name] of [
      [alice, "Alice"],
      [bob, "Böb"],
    ] as const) {
      await client.prints("Hello");
      client.type(name);
      await client.prints("Welcome");
    }
    await alice.prints("has joined");
    for (const text of ["hi", "naïve 日本語 👍", "{quit} is how to leave"]) {
      bob.type(text);
      await bob.prints(`: ${text.slice(0, 2)}`);
      await alice.prints(`: ${text.slice(0, 2)}`);
    }
    bob.type("{quit}");
    expect(await bob.code).toBe(0);
    await alice.prints("has left");
    expect(received(bob)).toEqual([
      "Hello! Write your name, and press Enter.",
      "Welcome, Böb! Write {quit} to leave.",
      "Böb: hi",
      "Böb: naïve 日本語 👍",
      "Böb: {quit} is how to leave",
      "{quit}",
    ]);
    expect(received(alice).slice(2)).toEqual([
      "Böb has joined the chat.",
      "Böb: hi",
      "Böb: naïve 日本語 👍",
      "Böb: {quit} is how to leave",
      "Böb has left the chat.",
    ]);
    alice.child.kill("SIGKILL");
    await alice.code;
  });

  it("loses nothing of a client that sends one byte at a time", async () => {
    const { port } = await start();
    const alice = await open(port, "Alice");
    const bob = pythonClient(port, "--one-byte");
    await bob.prints("Hello");
    bob.type("B"); // a longer name would be the first byte, or as many as came together
    await bob.prints("Welcome");
    bob.type("né日👍");
    const said = (): string => (alice.text.split("joined the chat.")[1] ?? "").replaceAll("B: ", "");
    await until(
      () => said() === "né日👍",
      () => said(),
    );
  });
});
