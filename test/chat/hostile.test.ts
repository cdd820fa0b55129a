/** Clients that mean no good, and very many that do: the others lose nothing. */
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ChatServerOptions } from "../../src/share/chat/options.ts";
import type { ChatServer } from "../../src/share/chat/server.ts";
import { RawClient, startServer, until, type RunningServer } from "./support.ts";

const started: ChatServer[] = [];
const clients: RawClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of started.splice(0)) await server.close();
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

/** Two who go on talking, whatever happens. */
async function talk(alice: RawClient, bob: RawClient): Promise<void> {
  for (let n = 0; n < 5; n++) {
    await alice.say(`alice ${n}`);
    await bob.say(`bob ${n}`);
    await Promise.all([alice.sees(`Bob: bob ${n}`), bob.sees(`Alice: alice ${n}`)]);
  }
}

describe("clients that mean no good", () => {
  it("a name of 10 MB, and a message without an end instead of a name", async () => {
    const { port, events } = await start();
    const [alice, bob] = [await open(port, "Alice"), await open(port, "Bob")];
    const large = await open(port);
    large.send(Buffer.alloc(10_000_000, "x"));
    const endless = await open(port);
    const more = (): void => {
      if (!endless.socket.destroyed) endless.socket.write(Buffer.alloc(65_536, "y"), more);
    };
    more();
    await Promise.all([large.ended(), endless.ended(), talk(alice, bob)]);
    expect(events.flatMap((event) => (event.kind === "refused" ? event.why : []))).toEqual(["no-name", "no-name"]);
    expect(alice.text).not.toContain("xxx");
  });

  it("a flood of lines is let through a little at a time; nobody is dropped for it", async () => {
    const { port, server } = await start();
    const [alice, bob] = [await open(port, "Alice"), await open(port, "Bob")];
    const flood = await open(port, "Flood");
    let isOver = false;
    const more = (): void => {
      if (!isOver && !flood.socket.destroyed) flood.socket.write("a\n".repeat(30_000), more);
    };
    more();
    await talk(alice, bob);
    expect(server.counters.people).toBe(3);
    isOver = true;
    flood.close();
    await talk(alice, bob);
  });

  it("bytes that are no text, NULs and escape sequences", async () => {
    const { port } = await start();
    const [alice, bob] = [await open(port, "Alice"), await open(port, "Bob")];
    for (let first = 0; first < 256; first += 16) {
      bob.send(Buffer.from(Array.from({ length: 256 }, (_, n) => (first + n * 7) & 0xff)));
      bob.send("\x1b[31m\0\x1b]52;c;AAAA\x07\x9b2J\u202e\u2066");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await bob.say("the end");
    await alice.sees("Bob: the end");
    expect(alice.text).not.toMatch(/[\p{Cc}\u202e\u2066\ufffd]/u);
  });

  it("one that never reads is dropped when too much waits for it; others get everything", async () => {
    const { port, events, server } = await start({ maxWaiting: 1024 * 1024 });
    const [alice, bob] = [await open(port, "Alice"), await open(port, "Bob")];
    const stuck = await open(port, "Stuck");
    stuck.socket.pause();
    const isDropped = (): boolean => events.some((event) => event.kind === "left" && event.name === "Stuck");
    let said = 0;
    while (!isDropped()) {
      // The kernel takes megabytes, and one client may not say as much.
      const others = await Promise.all(Array.from({ length: 10 }, () => open(port, "Other")));
      for (const other of others) other.send(`${"x".repeat(900)}\n`.repeat(60));
      said += 600;
      await until(
        () => server.counters.messages >= said,
        () => `${said} messages: ${server.counters.messages}`,
      );
      for (const other of others) other.close();
    }
    await alice.sees("Stuck has left the chat, reading too slowly.");
    await until(
      () => alice.text.length > said * 900 && alice.text.split("x".repeat(900)).length - 1 === said,
      () => `Alice has all of ${said}`,
    );
    expect(events.filter((event) => event.kind === "left" && event.how === "stuck").length).toBe(1);
    await talk(alice, bob);
  });

  it("connections that are reset at every moment", async () => {
    const { port, server } = await start();
    const [alice, bob] = [await open(port, "Alice"), await open(port, "Bob")];
    for (const first of [null, "R", "R\nhello", "{quit}", "getFilex", Buffer.of(0xe2)]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      await once(socket, "connect");
      if (first !== null) await new Promise((resolve) => socket.write(first, resolve));
      socket.resetAndDestroy();
    }
    await talk(alice, bob);
    await until(
      () => server.counters.people === 2,
      () => "only two are left",
    );
  });
});

describe("a thousand clients", () => {
  const CLIENTS = 1000;
  const SENDERS = 20;
  const EACH = 5;

  it("all get every message, in order per sender", { timeout: 600_000 }, async () => {
    const { port, server } = await start();
    const everybody: RawClient[] = [];
    while (everybody.length < CLIENTS) {
      everybody.push(...(await Promise.all(Array.from({ length: 200 }, () => open(port, "someone")))));
    }
    expect(server.counters.people).toBe(CLIENTS);
    const names = everybody.map(({ text }) => /Welcome, (.*?)!/.exec(text)![1]!);
    expect(new Set(names).size).toBe(CLIENTS);
    await Promise.all(
      everybody.slice(0, SENDERS).map(async (client, sender) => {
        for (let n = 0; n < EACH; n++) await client.say(`<${sender}.${n}>`);
      }),
    );
    const heard = ({ text }: RawClient): string[] => [...text.matchAll(/: <(\d+\.\d+)>/g)].map((found) => found[1]!);
    for (const client of everybody) {
      await until(
        () => heard(client).length === SENDERS * EACH,
        () => `all messages: ${heard(client).length}`,
      );
      const said = heard(client);
      for (let sender = 0; sender < SENDERS; sender++) {
        const own = said.filter((one) => one.startsWith(`${sender}.`));
        expect(own).toEqual(Array.from({ length: EACH }, (_, n) => `${sender}.${n}`));
      }
    }
    expect(server.counters).toMatchObject({ people: CLIENTS, messages: SENDERS * EACH, refused: 0 });
  });
});
