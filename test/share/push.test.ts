/** Sharers that connect to a viewer that listens. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { ViewedFrame } from "../../src/share/display/types.ts";
import { PushError } from "../../src/share/errors.ts";
import { Sharer } from "../../src/share/sharer/sharer.ts";
import type { SharerEvent } from "../../src/share/sharer/events.ts";
import type { SharerOptions } from "../../src/share/sharer/options.ts";
import { Pattern } from "../../src/share/source/pattern/pattern.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { LastingView } from "../../src/share/viewer/lasting-view.ts";
import { PushListener } from "../../src/share/viewer/push-listener.ts";
import type { ViewOptions } from "../../src/share/viewer/viewer.ts";
import { requireTools } from "../support/tools.ts";
import { Peer, sha256, until } from "./peers.ts";

const SIZE = { width: 160, height: 120 };

interface Pushing {
  readonly sharer: Sharer;
  readonly events: SharerEvent[];
  readonly ended: Promise<void>;
}

function push(port: number, options: Partial<SharerOptions> = {}): Pushing {
  const events: SharerEvent[] = [];
  const target = { host: "127.0.0.1", port };
  const sharer = new Sharer(new PatternSource(SIZE), { fps: 60, push: [target], ...options }, (e) => events.push(e));
  const ended = sharer.run();
  return { sharer, events, ended };
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = await listening(() => undefined);
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(onSocket: (socket: Socket) => void, port = 0): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onSocket(socket);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

describe.skipIf(!requireTools("python3"))("with Python peers", () => {
  it("pushes whole frames to a viewer that listens, and FIN after the last", async () => {
    const viewer = new Peer("view_peer", ["127.0.0.1", "--listen", "--port", "0", "--size", "160x120"]);
    const port = Number((await viewer.ready).split(" ")[2]);
    const { sharer, ended, events } = push(port, { frames: 15 });
    await ended;
    const result = await viewer.result();
    expect(result).toMatchObject({ code: 0, end: "eof", stderr: "" });
    const pattern = new Pattern(SIZE, 1);
    const made = Array.from({ length: 15 }, (_, n) => sha256(pattern.frame(n)));
    expect(result.frames.length).toBe(sharer.counters.sent);
    for (const frame of result.frames) expect(made).toContain(frame.sha256);
    expect(events.map(({ kind }) => kind)).toEqual(["joined", "left"]);
    expect(events[0]).toMatchObject({ pushed: true, port });
  });

  it("views one pushing sharer after another, and counts frames on", async () => {
    const { listener, port, viewed, numbers } = await listeningView({ frames: 12 });
    for (const seed of ["1", "2"]) {
      const args = ["--push", "127.0.0.1", "--port", String(port), "--frames", "6", "--fps", "0", "--seed", seed];
      expect(await new Peer("share_peer", args).result()).toMatchObject({ code: 0 });
    }
    expect(await viewed).toMatchObject({ frames: 12, end: "enough", error: null });
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    listener.close();
  });
});

async function listeningView(
  options: Partial<ViewOptions> = {},
  allow: readonly string[] = [],
): Promise<{
  readonly listener: PushListener;
  readonly port: number;
  readonly viewed: ReturnType<LastingView["run"]>;
  readonly numbers: number[];
  readonly refused: string[];
}> {
  const refused: string[] = [];
  const numbers: number[] = [];
  const onRefused = (_: string, _port: number, why: string): void => {
    refused.push(why);
  };
  const listener = new PushListener({ host: "127.0.0.1", port: 0, allow, onRefused });
  const { port, address } = await listener.open();
  expect(address).toBe("127.0.0.1");
  const display = {
    show: ({ number }: ViewedFrame): Promise<void> => {
      numbers.push(number);
      return Promise.resolve();
    },
  };
  const { accept } = listener;
  const viewed = new LastingView({ host: "", port, size: SIZE, accept, ...options }, display).run();
  return { listener, port, viewed, numbers, refused };
}

describe("a sharer that pushes", () => {
  it("goes on trying until the viewer listens, and says once that it does", async () => {
    const port = await freePort();
    const { sharer, events, ended } = push(port, { frames: 2 });
    await until(() => events.length > 0, "it can't be reached");
    expect(events).toEqual([
      { kind: "unreachable", host: "127.0.0.1", port, problem: expect.stringContaining("ECONNREFUSED") as string },
    ]);
    const server = await listening((socket) => socket.resume(), port);
    await ended;
    expect(sharer.counters).toMatchObject({ taken: 2, joined: 1 });
    expect(events.filter(({ kind }) => kind === "unreachable").length).toBe(1);
    server.close();
  });

  it("connects again when the viewer goes away, however it does", async () => {
    let connections = 0;
    const server = await listening((socket) => {
      connections++;
      if (connections === 1) socket.destroy();
      else if (connections === 2) socket.once("data", () => socket.resetAndDestroy());
      else socket.resume();
    });
    const { sharer, events, ended } = push((server.address() as AddressInfo).port);
    await until(() => sharer.viewers.length === 1 && connections === 3, "the third connection");
    await until(() => (sharer.viewers[0]?.counters.sent ?? 0) > 3, "frames");
    expect(sharer.viewers[0]).toMatchObject({ pushed: true });
    sharer.stop();
    await ended;
    expect(events.filter(({ kind }) => kind === "left").length).toBe(3);
    server.close();
  });

  it("pushes to several viewers at once", async () => {
    const servers = [await listening((socket) => socket.resume()), await listening((socket) => socket.resume())];
    const targets = servers.map((server) => ({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }));
    const { sharer, ended } = push(1, { push: targets });
    await until(() => sharer.viewers.filter(({ counters }) => counters.sent > 3).length === 2, "frames to both");
    sharer.stop();
    await ended;
    for (const server of servers) server.close();
  });

  it("ends when there is no such host", async () => {
    const { ended } = push(9, { push: [{ host: "no-such-host.invalid", port: 9 }] });
    await expect(ended).rejects.toThrow(PushError);
    await expect(ended).rejects.toMatchObject({ code: "SHARE_PUSH_FAILED" });
  });

  it("stops while it waits to try again", async () => {
    const { sharer, events, ended } = push(await freePort());
    await until(() => events.length > 0, "it can't be reached");
    sharer.stop();
    await ended;
    expect(sharer.counters).toMatchObject({ taken: 0, joined: 0 });
  });
});

describe("a viewer that listens", () => {
  it("takes one sharer at a time, and the next one when that has gone", async () => {
    const { listener, port, viewed, numbers, refused } = await listeningView({ frames: 40 });
    const first = push(port);
    await until(() => numbers.length > 5, "frames");
    const second = connect(port, "127.0.0.1").resume();
    await once(second, "close");
    expect(refused).toEqual(["busy"]);
    first.sharer.stop();
    await first.ended;
    const third = push(port);
    expect(await viewed).toMatchObject({ frames: 40, end: "enough" });
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    third.sharer.stop();
    await third.ended;
    listener.close();
  });

  it("waits for the next one when a sharer comes and goes without a picture", async () => {
    const { listener, port, viewed } = await listeningView({ frames: 2 });
    const idle = connect(port, "127.0.0.1").resume();
    await once(idle, "connect");
    idle.end();
    await once(idle, "close");
    const { sharer, ended } = push(port, { frames: 20 });
    expect(await viewed).toMatchObject({ frames: 2, end: "enough", error: null });
    sharer.stop();
    await ended;
    listener.close();
  });

  it("lets in who is allowed", async () => {
    const controller = new AbortController();
    const { listener, port, viewed, refused } = await listeningView({ signal: controller.signal }, ["127.0.0.2"]);
    await once(connect(port, "127.0.0.1").resume(), "close");
    expect(refused).toEqual(["not-allowed"]);
    controller.abort();
    expect(await viewed).toMatchObject({ frames: 0, end: "stopped", error: null });
    listener.close();
  });

  it("ends so many seconds after the first sharer came, whoever shares then", async () => {
    const { listener, port, viewed } = await listeningView({ seconds: 0.6 });
    const { ended } = push(port, { frames: 5 });
    await ended;
    expect(await viewed).toMatchObject({ end: "enough", error: null });
    listener.close();
  });
});
