/** The four uses of pickle-q, each with the Python program at the other end: every pixel arrives as it was sent. */
import { readdirSync } from "node:fs";
import { createServer, connect, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { Call } from "../../../src/share/call/call.ts";
import type { Display, ViewedFrame } from "../../../src/share/display/types.ts";
import { IMAGE_KINDS } from "../../../src/share/display/image-kinds.ts";
import { SaveDisplay } from "../../../src/share/display/save.ts";
import { Sharer } from "../../../src/share/sharer/sharer.ts";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { Pattern } from "../../../src/share/source/pattern/pattern.ts";
import { LastingView } from "../../../src/share/viewer/lasting-view.ts";
import { PushListener } from "../../../src/share/viewer/push-listener.ts";
import { view } from "../../../src/share/viewer/viewer.ts";
import { pickleQ } from "../../../src/share/wire/pickle-q/format.ts";
import { freePort } from "../../support/capturing.ts";
import { requireTools } from "../../support/tools.ts";
import { sha256, startSharer, temporaryFolder, until } from "../peers.ts";
import { PicklePeer } from "./python-peers.ts";

const SIZE = { width: 52, height: 39 };
const HASHES = Array.from({ length: 400 }, (_, n) => sha256(new Pattern(SIZE, 1).frame(n)));
/** A picture as Python's camera has it, but small. */
const SMALL = ["--camera", "60x45", "--width", "48"];

class Seen implements Display {
  readonly hashes: string[] = [];
  readonly sizes = new Set<string>();

  show({ pixels, width, height }: ViewedFrame): Promise<void> {
    this.hashes.push(sha256(pixels));
    this.sizes.add(`${width}x${height}`);
    return Promise.resolve();
  }
}

/** Passes bytes on one at a time. */
async function oneByOne(port: number): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    const other = connect(port, "127.0.0.1").setNoDelay(true);
    socket.setNoDelay(true).on("data", (data) => other.write(data));
    other.on("data", (data) => {
      for (const byte of data) socket.write(Uint8Array.of(byte));
    });
    other.on("end", () => socket.end()).on("error", () => socket.destroy());
    socket.on("close", () => other.destroy()).on("error", () => other.destroy());
  }).listen(0, "127.0.0.1");
  await until(() => server.listening, "the relay listens");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe.skipIf(!requireTools("python3"))("video share", () => {
  it.each([
    ["as it is", []],
    ["with protocol 2", ["--protocol", "2"]],
    ["with protocol 5 and numpy 2", ["--protocol", "5", "--numpy", "2"]],
    ["with size field >Q", ["--field", ">Q"]],
    ["with size field L", ["--field", "L"]],
    ["with size field >L", ["--field", ">L", "--protocol", "3"]],
    ["one byte at a time", ["--one-byte", "--camera", "10x8", "--width", "7"]],
  ])("of a Python server %s is viewed", async (_how, args) => {
    const server = new PicklePeer(
      "video_server",
      ...["--bind", "127.0.0.1", "--port", "0", "--connections", "1"],
      ...SMALL,
      ...["--frames", "6", "--fps", "0"],
      ...args,
    );
    const seen = new Seen();
    const port = await server.port();
    const viewed = await view({ host: "127.0.0.1", port, size: SIZE, format: pickleQ }, seen);
    expect(viewed).toMatchObject({ frames: 6, end: "ended", error: null });
    const { frames, bytes } = await server.connection();
    expect(seen.hashes).toEqual(frames.map((frame) => frame.sha256));
    expect(viewed.bytes).toBe(bytes);
  });

  it.each([
    ["as it is", {}, []],
    ["with protocol 5", { protocol: 5 }, []],
    ["with protocol 2", { protocol: 2 }, []],
    ["for numpy 2", {}, ["--numpy", "2"]],
    ["with size field >Q", { sizeField: ">Q" }, ["--field", ">Q"]],
    ["with size field L", { sizeField: "L" }, ["--field", "L"]],
    ["with size field >L", { sizeField: ">L" }, ["--field", ">L"]],
  ])("is viewed by a Python client %s", async (_how, variant, args) => {
    const { port, ended, sharer } = await startSharer(new PatternSource(SIZE), {
      format: pickleQ.variant!(variant),
      frames: 6,
      fps: 100,
    });
    const client = new PicklePeer("video_client", "127.0.0.1", "--port", String(port), ...args);
    const { frames, end, bytes } = await client.connection();
    await ended;
    expect(end).toBe("eof");
    expect(frames.length).toBe(sharer.counters.sent + sharer.counters.repeated);
    expect(bytes).toBe(sharer.counters.bytes);
    expect(frames.length).toBeGreaterThan(0);
    for (const { sha256, shape } of frames) {
      expect(HASHES).toContain(sha256);
      expect(shape).toEqual([39, 52, 3]);
    }
  });

  it("goes through a network that gives one byte at a time", async () => {
    const tiny = { width: 7, height: 5 };
    const { port, ended } = await startSharer(new PatternSource(tiny), { format: pickleQ, frames: 3 });
    const relay = await oneByOne(port);
    const client = new PicklePeer("video_client", "127.0.0.1", "--port", String(relay.port));
    const { frames, end } = await client.connection();
    await ended;
    relay.close();
    expect(end).toBe("eof");
    const made = Array.from({ length: 3 }, (_, n) => sha256(new Pattern(tiny, 1).frame(n)));
    for (const frame of frames) expect(made).toContain(frame.sha256);
  });

  it("needs not be told the size of its pictures", async () => {
    const server = new PicklePeer(
      "video_server",
      ...["--bind", "127.0.0.1", "--port", "0", "--connections", "2"],
      "--camera",
      "30x20",
      ...["--frames", "2", "--fps", "0"],
    );
    const seen = new Seen();
    const port = await server.port();
    for (let n = 0; n < 2; n++)
      await view({ host: "127.0.0.1", port, size: { width: 1, height: 1 }, format: pickleQ }, seen);
    expect([...seen.sizes]).toEqual(["320x213"]);
    expect((await server.connections()).length).toBe(2);
  });
});

describe.skipIf(!requireTools("python3"))("two-way call", () => {
  const start = (port: number, peerPort: number, seen: Display, frames: number): Call =>
    new Call(
      new PatternSource(SIZE),
      {
        own: { format: pickleQ },
        port,
        other: { host: "127.0.0.1", size: SIZE, format: pickleQ, frames },
        peerPort,
        sameMachine: true,
        signal: new AbortController().signal,
      },
      seen,
    );

  it("with a Python peer that comes later: both see every pixel of the other", async () => {
    const [own, other] = [await freePort(), await freePort()];
    const seen = new Seen();
    const call = start(own, other, seen, 8);
    await call.listen();
    const ended = call.run();
    const args = ["--bind", "127.0.0.1", "--port", String(other), "--peer-port", String(own)];
    const peer = new PicklePeer("call_peer", "127.0.0.1", ...args, ...SMALL, "--frames", "8", "--fps", "20");
    expect(await ended).toMatchObject({ frames: 8, end: "enough", error: null });
    const connections = await peer.connections();
    const sent = connections.find(({ direction }) => direction === "sent")!;
    const received = connections.find(({ direction }) => direction === "received")!;
    expect(seen.hashes).toEqual(sent.frames.map((frame) => frame.sha256));
    expect(received.end).toBe("eof");
    for (const { sha256 } of received.frames) expect(HASHES).toContain(sha256);
    expect(received.bytes).toBe(call.sharer.counters.bytes);
  });

  it("ends at both ends when a Python peer that was there first hangs up", async () => {
    const [own, other] = [await freePort(), await freePort()];
    const args = ["--bind", "127.0.0.1", "--port", String(other), "--peer-port", String(own), "--view-frames", "5"];
    // It looks for this side now and then only, and must have found it before it hangs up.
    const peer = new PicklePeer("call_peer", "127.0.0.1", ...args, ...SMALL, "--frames", "80", "--fps", "50");
    expect(await peer.port()).toBe(other);
    const seen = new Seen();
    const call = start(own, other, seen, 100);
    await call.listen();
    expect(await call.run()).toMatchObject({ frames: 80, end: "ended", error: null });
    const received = (await peer.connections()).find(({ direction }) => direction === "received")!;
    for (const { sha256 } of received.frames) expect(HASHES).toContain(sha256);
  });

  it("is over when the other end has looked and gone before it could be reached", async () => {
    const [own, other] = [await freePort(), await freePort()];
    const call = start(own, other, new Seen(), 4);
    await call.listen();
    const ended = call.run();
    const port = own;
    await view({ host: "127.0.0.1", port, size: SIZE, format: pickleQ, frames: 2 }, new Seen());
    expect(await ended).toMatchObject({ frames: 0, end: "ended", error: null });
  });
});

describe.skipIf(!requireTools("python3"))("pushed screen capture", () => {
  it("to a Python server, until q is pressed there", async () => {
    const folder = temporaryFolder();
    const server = new PicklePeer("push_server", "--bind", "127.0.0.1", "--port", "0", "--save", folder);
    const push = [{ host: "127.0.0.1", port: await server.port() }];
    const sharer = new Sharer(new PatternSource(SIZE), { format: pickleQ, push, fps: 50 });
    const ended = sharer.run();
    await until(() => readdirSync(folder).length > 3, "files");
    server.press("q");
    const { frames, end } = await server.connection();
    sharer.stop();
    await ended;
    expect(end).toBe("stopped");
    for (const { sha256 } of frames) expect(HASHES).toContain(sha256);
    const files = Array.from(frames, (_, n) => `frame_${String(n + 1).padStart(4, "0")}.jpg`);
    expect(readdirSync(folder).sort()).toEqual(files);
  });

  it.each([["Q"], [">Q"], ["L"], [">L"]])("of a Python client with size field %s is saved", async (field) => {
    const folder = temporaryFolder();
    const listener = new PushListener({ host: "127.0.0.1", port: 0, allow: [], onRefused: () => undefined });
    const { port } = await listener.open();
    const seen = new Seen();
    const saving = await SaveDisplay.open(
      folder,
      IMAGE_KINDS.find(({ name }) => name === "jpg"),
    );
    const display = {
      show: async (frame: ViewedFrame): Promise<void> => {
        await seen.show(frame);
        await saving.show(frame);
      },
    };
    const { accept } = listener;
    const viewed = new LastingView({ host: "", port, size: SIZE, format: pickleQ, accept, frames: 4 }, display).run();
    const args = ["--port", String(port), "--camera", "64x48", "--frames", "4", "--fps", "0", "--field", field];
    const { frames } = await new PicklePeer("push_client", "127.0.0.1", ...args).connection();
    expect(await viewed).toMatchObject({ frames: 4, end: "enough", error: null });
    listener.close();
    expect(seen.hashes).toEqual(frames.map((frame) => frame.sha256));
    expect(readdirSync(folder).sort()).toEqual([1, 2, 3, 4].map((n) => `frame_000${n}.jpg`));
  });
});
