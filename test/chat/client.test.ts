/** The client, with the Python server, with ours, and with servers that misbehave. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ChatClient, type ChatClientOptions, type ChatEnd } from "../../src/share/chat/client.ts";
import { ShareError, ShareOptionError } from "../../src/share/errors.ts";
import type { ChatLine } from "../../src/share/wire/chat/transcript.ts";
import { requireTools } from "../support/tools.ts";
import { endPrograms, pythonClient, pythonServer, received, startServer, until } from "./support.ts";

const servers: Server[] = [];
const joined: Joined[] = [];
afterEach(() => {
  for (const one of joined.splice(0)) one.stop.abort();
  for (const server of servers.splice(0)) server.close();
  endPrograms();
});

class Joined {
  readonly stop = new AbortController();
  readonly lines: ChatLine[] = [];
  readonly client: ChatClient;
  readonly end: Promise<ChatEnd | ShareError>;
  name = "";

  constructor(port: number, name: string | null = "Me", options: Partial<ChatClientOptions> = {}) {
    this.client = new ChatClient({
      ...{ host: "127.0.0.1", port, name, signal: this.stop.signal, onConnected: () => undefined },
      onLines: (lines) => this.lines.push(...lines),
      onName: (given) => (this.name = given),
      ...options,
    });
    this.end = this.client.run().catch((error: unknown) => {
      if (error instanceof ShareError) return error;
      throw error;
    });
    joined.push(this);
  }

  get text(): string {
    return this.lines.map(({ name, text }) => (name === null ? text : `<${name}> ${text}`)).join("\n");
  }

  async sees(words: string): Promise<void> {
    await until(
      () => this.text.includes(words),
      () => `${words}: ${this.text}`,
    );
  }
}

/** A server that does as it is told. */
async function serving(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onSocket(socket);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe.skipIf(!requireTools("python3"))("with the Python server", () => {
  it("chats with a Python client", async () => {
    const { program, port } = await pythonServer();
    const alice = pythonClient(port);
    await alice.prints("!");
    alice.type("Alice");
    await program.prints("joined Alice");
    const me = new Joined(port, "Mé");
    await program.prints("joined Mé");
    // Nothing waits here: each goes out when the one before has come back.
    const said = ["one", "two", "naïve 日本語 👍", "four"].map((text) => me.client.say(text));
    expect(await Promise.all(said)).toEqual(["echoed", "echoed", "echoed", "echoed"]);
    await alice.prints("four");
    alice.type("hello");
    await me.sees("hello");
    alice.type("{quit}");
    expect(await alice.code).toBe(0);
    await program.prints("left Alice");
    me.client.leaveAfterwards();
    expect(await me.end).toBe("left");
    await program.prints("left Mé");
    // On a busy machine a Python client may read two at once.
    expect(received(alice).join("")).toContain("Mé: oneMé: twoMé: naïve 日本語 👍Mé: four");
    expect(me.lines.filter(({ name }) => name !== null).map(({ name, text }) => [name, text])).toEqual([
      ["Mé", "one"],
      ["Mé", "two"],
      ["Mé", "naïve 日本語 👍"],
      ["Mé", "four"],
      ["Alice", "hello"],
    ]);
  });

  it("loses nothing and breaks no character when every byte comes on its own", async () => {
    const { program, port } = await pythonServer("--one-byte", "--nodelay");
    const [one, two] = [new Joined(port, "Öne"), new Joined(port, "Two")];
    await program.prints("joined Two");
    await program.prints("joined Öne");
    for (const text of ["one", "naïve 日本語 👍"]) await one.client.say(text);
    const squeezed = (): string => two.text.replace(/[\s<>:]/gu, "");
    await until(
      () => squeezed().includes("Öneone") && squeezed().includes("Önenaïve日本語👍"),
      () => two.text,
    );
    for (const { client, end } of [one, two]) {
      client.leaveAfterwards();
      expect(await end).toBe("left");
    }
  });

  it("says a long text in pieces that no recv(1024) cuts inside a character", async () => {
    const { program, port } = await pythonServer();
    const alice = pythonClient(port);
    await alice.prints("!");
    alice.type("Alice");
    await program.prints("joined Alice");
    const me = new Joined(port);
    const text = "日本語のチャット ".repeat(200).trimEnd();
    expect(await me.client.say(text)).toBe("echoed");
    const said = (): string => (received(alice).join("").split("Me is here now.")[1] ?? "").replaceAll("Me: ", "");
    await until(
      () => said() === text,
      () => said(),
    );
    me.stop.abort();
    await me.end;
  });

  it("leaves at once, in order", async () => {
    const { program, port } = await pythonServer();
    const me = new Joined(port);
    await program.prints("joined Me");
    await me.client.say("hi");
    me.stop.abort();
    expect(await me.end).toBe("left");
    await program.prints("left Me");
  });

  it("joins where nobody greets", async () => {
    const { program, port } = await pythonServer("--silent");
    const me = new Joined(port);
    expect(await me.client.say("hi")).toBe("echoed");
    me.client.leaveAfterwards();
    expect(await me.end).toBe("left");
    await program.prints("left Me");
  });

  it.each([
    ["--garbage", "CHAT_NOT_TEXT"],
    ["--reset", "CHAT_TURNED_AWAY"],
  ])("one error for %s", async (option, code) => {
    const { port } = await pythonServer(option);
    expect(await new Joined(port).end).toMatchObject({ code, remedy: expect.stringMatching(/\.$/) as string });
  });
});

describe("with our server", () => {
  it("knows the name that it was given, and the names of the others", async () => {
    const { port, server } = await startServer();
    const bob = new Joined(port, "Bob");
    await bob.sees("Welcome");
    const other = new Joined(port, "Bob");
    await other.sees("Welcome");
    expect([bob.name, other.name]).toEqual(["Bob", "Bob (2)"]);
    await bob.sees("has joined");
    expect(await other.client.say("  two spaces  ")).toBe("echoed");
    await bob.sees("<Bob (2)>   two spaces");
    expect([...bob.client.names].sort()).toEqual(["Bob", "Bob (2)"]);
    await Promise.all([server.close(), bob.end, other.end]);
    expect(await bob.end).toBe("ended");
  });

  it("takes the first thing that is said for the name where there is none", async () => {
    const { port, server } = await startServer();
    const me = new Joined(port, null);
    expect(await Promise.all([me.client.say("Carol"), me.client.say("hello")])).toEqual(["echoed", "echoed"]);
    expect(me.text).toContain("<Carol> hello");
    me.client.leaveAfterwards();
    expect(await me.end).toBe("left");
    await server.close();
  });

  it("leaves before it has given a name", async () => {
    const { port, server, events } = await startServer();
    const me = new Joined(port, null);
    await me.sees("Hello");
    me.client.leaveAfterwards();
    expect(await me.end).toBe("left");
    await until(
      () => events.length > 0,
      () => "it has gone",
    );
    expect(events).toMatchObject([{ kind: "withdrew" }]);
    await server.close();
  });

  it("is told when the chat is full", async () => {
    const { port, server } = await startServer({ maxClients: 1 });
    const one = new Joined(port, "One");
    await one.sees("Welcome");
    const two = new Joined(port, "Two");
    expect(await two.end).toMatchObject({ code: "CHAT_TURNED_AWAY" });
    expect(two.text).toContain("The chat is full.");
    one.stop.abort();
    await one.end;
    await server.close();
  });

  it("has no name that a server would take for a file's", () => {
    expect(() => new Joined(1, "getFileBob")).toThrow(ShareOptionError);
  });
});

describe("servers that misbehave", () => {
  it("nobody listens", async () => {
    const port = await serving(() => undefined);
    servers[0]!.close();
    await once(servers[0]!, "close");
    const error = await new Joined(port).end;
    expect(error).toMatchObject({ code: "CHAT_CONNECT_FAILED" });
    expect((error as ShareError).remedy).toContain("start the server first (chat serve)");
  });

  it("closes at once, and resets later", async () => {
    const closing = await serving((socket) => socket.end());
    expect(await new Joined(closing).end).toMatchObject({ code: "CHAT_TURNED_AWAY" });
    const resetting = await serving((socket) => {
      socket.write("Hi");
      socket.once("data", () => {
        socket.write("Welcome, Me! Write {quit} to leave.");
        socket.once("data", () => socket.resetAndDestroy());
      });
    });
    const me = new Joined(resetting);
    expect(await me.client.say("hi")).toBe("not-echoed");
    expect(await me.end).toMatchObject({ code: "CHAT_CONNECTION_LOST" });
  });

  it("ends while lines wait to be sent: they are counted", async () => {
    const port = await serving((socket) => {
      socket.write("Hi");
      socket.once("data", () => {
        socket.write("Welcome, Me! Write {quit} to leave.");
        socket.once("data", () => socket.end("Me: hi"));
      });
    });
    const me = new Joined(port);
    const said = [me.client.say("hi"), me.client.say("there"), me.client.say("you")];
    expect(await me.end).toMatchObject({
      code: "CHAT_CONNECTION_LOST",
      message: "The server has ended the chat; 2 lines did not get through.",
    });
    expect(await Promise.all(said)).toEqual(["echoed", "not-echoed", "not-sent"]);
  });

  it("does not send things back: they are said all the same", async () => {
    const heard: string[] = [];
    const port = await serving((socket) => {
      socket.write("Hi");
      socket.on("data", (bytes: Buffer) => {
        heard.push(bytes.toString());
        if (heard.length === 1) socket.write("Welcome, Me! Write {quit} to leave.");
      });
    });
    const me = new Joined(port);
    expect(await Promise.all([me.client.say("one"), me.client.say("two")])).toEqual(["not-echoed", "not-echoed"]);
    me.client.leaveAfterwards();
    expect(await me.end).toBe("left"); // though the server does not close either
    expect(heard).toEqual(["Me", "one", "two", "{quit}"]);
  });

  it("cuts characters, and sends what is no text later on: all is shown", async () => {
    const port = await serving((socket) => {
      socket.setNoDelay(true).write("Hi");
      socket.once("data", () => {
        const bytes = Buffer.from("Bob: 日本");
        socket.write(bytes.subarray(0, 6));
        setTimeout(() => socket.write(bytes.subarray(6)), 30);
        setTimeout(() => socket.end(Buffer.from("Bob: \x1b[2J caf\xe9", "latin1")), 60);
      });
    });
    const me = new Joined(port);
    await me.end;
    expect(me.text).toContain("<Bob> 日本");
    expect(me.text).toContain("\\x1b[2J caf\\xe9");
  });

  it("never stops talking: what can't be shown in time waits on the wire", async () => {
    let written = 0;
    const port = await serving((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write("Bob: and so on. ".repeat(1000))) written += 16_000;
      };
      socket.on("drain", more);
      more();
    });
    let isBusy = true;
    const me: Joined = new Joined(port, "Me", {
      onLines: () => {
        if (isBusy) me.client.pause();
      },
    });
    await until(
      () => written > 0,
      () => "it talks",
    );
    let before = -1;
    while (written > before) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    isBusy = false;
    me.client.resume();
    await until(
      () => written > before,
      () => "it goes on",
    );
    me.stop.abort();
    await me.end;
  });

  it("never stops talking, before the name and after it: it is told the name, and left", async () => {
    const heard: string[] = [];
    const port = await serving((socket) => {
      const talking = setInterval(() => socket.write("Bob: and so on. "), 20);
      socket.on("close", () => {
        clearInterval(talking);
      });
      socket.on("data", (bytes: Buffer) => heard.push(bytes.toString()));
    });
    const me = new Joined(port);
    await until(
      () => heard.length > 0,
      () => "the name comes",
    );
    me.stop.abort();
    await me.end;
    expect(heard).toEqual(["Me", "{quit}"]);
  });
});
