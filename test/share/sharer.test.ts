/** The sharer, seen by independent viewers: Python's, raw sockets, and viewers that behave badly. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ListenError, ShareOptionError, SourceError } from "../../src/share/errors.ts";
import { Sharer } from "../../src/share/sharer/sharer.ts";
import { Pattern } from "../../src/share/source/pattern/pattern.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { XorShift } from "../../src/share/source/pattern/random.ts";
import { requireTools } from "../support/tools.ts";
import { pythonViewer, ScriptedSource, sha256, startSharer, until, type PeerResult } from "./peers.ts";

const SMALL = { width: 160, height: 120 };
const LARGE = { width: 640, height: 360 };
const noise = (size: { width: number; height: number }, n: number): Buffer => {
  const dice = new XorShift(n);
  const words = Uint32Array.from({ length: Math.ceil((size.width * size.height * 3) / 4) }, () => dice.next());
  return Buffer.from(words.buffer).subarray(0, size.width * size.height * 3);
};
const still = (): ScriptedSource => new ScriptedSource(SMALL, () => noise(SMALL, 1));

/** A viewer that does nothing of its own: it doesn't even read. */
async function rawViewer(port: number, localAddress?: string): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", ...(localAddress === undefined ? {} : { localAddress }) }).pause();
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Which frames of the pattern a viewer has got; of the first 200. */
function frameNumbers(results: readonly PeerResult[], size: { width: number; height: number }): number[][] {
  const pattern = new Pattern(size, 1);
  const numbers = new Map(Array.from({ length: 200 }, (_, n) => [sha256(pattern.frame(n)), n]));
  return results.map(({ frames }) => frames.map((frame) => numbers.get(frame.sha256) ?? Number.NaN));
}

const increasing = (numbers: readonly number[]): boolean => numbers.every((n, i) => i === 0 || n > numbers[i - 1]!);

describe.skipIf(!requireTools("python3"))("Python viewers", () => {
  it("get whole frames of the source, in order, and FIN after the last", async () => {
    const running = await startSharer(new PatternSource(SMALL), { frames: 20, fps: 60 });
    const result = await pythonViewer(running.port, ["--size", "160x120"]);
    await running.ended;
    expect(result).toMatchObject({ code: 0, end: "eof", stderr: "" });
    const [numbers = []] = frameNumbers([result], SMALL);
    expect(numbers[0]).toBe(0);
    expect(increasing(numbers)).toBe(true);
    expect(numbers.length).toBeGreaterThan(10);
    expect(running.sharer.counters).toMatchObject({ taken: 20, sent: numbers.length, joined: 1, viewers: 0 });
  });

  it("eight at once", async () => {
    const running = await startSharer(new PatternSource(LARGE), { fps: 20 });
    const viewers = Array.from({ length: 8 }, () =>
      pythonViewer(running.port, ["--frames", "10", "--size", "640x360"]),
    );
    const results = await Promise.all(viewers);
    await running.stop();
    for (const result of results) expect(result).toMatchObject({ code: 0, end: "enough" });
    for (const numbers of frameNumbers(results, LARGE)) expect(increasing(numbers)).toBe(true);
    expect(running.sharer.counters).toMatchObject({ joined: 8, viewers: 0 });
  });

  it.each([0, 1, 9])("at level %i", async (level) => {
    const running = await startSharer(new PatternSource(SMALL), { level });
    expect(await pythonViewer(running.port, ["--frames", "3", "--size", "160x120"])).toMatchObject({ code: 0 });
    await running.stop();
  });

  it.each([
    [1, 1],
    [1, 40],
    [341, 17],
  ])("with a picture of %i x %i", async (width, height) => {
    const running = await startSharer(new PatternSource({ width, height }), { frames: 8 });
    expect(await pythonViewer(running.port, ["--size", `${width}x${height}`])).toMatchObject({ code: 0, end: "eof" });
    await running.ended;
  });

  it("over IPv6", async () => {
    const running = await startSharer(new PatternSource(SMALL), { host: "::1" });
    expect(await pythonViewer(running.port, ["--frames", "2"], "::1")).toMatchObject({ code: 0 });
    await running.stop();
  });

  it("a slow one gets few frames, whole and fresh, and slows nobody", async () => {
    // 691 kB each, so the slow viewer takes 0.35 s for a frame, and the kernel's buffers could hold seconds of them.
    const source = new ScriptedSource(LARGE, (n) => noise(LARGE, n));
    const running = await startSharer(source, { fps: 10, level: 0 });
    const slow = pythonViewer(running.port, ["--slow", "2000000", "--rcvbuf", "65536", "--frames", "9"]);
    const fast = pythonViewer(running.port, ["--size", "640x360"]);
    const slowly = await slow;
    const { taken } = running.sharer.counters;
    await running.stop();
    const quickly = await fast;
    expect([slowly.code, quickly.code]).toEqual([0, 0]);
    // However busy this machine is: what the one can't take, the other gets.
    expect(quickly.frames.length).toBeGreaterThan(1.5 * slowly.frames.length);
    expect(quickly.frames.length).toBeGreaterThan(0.6 * taken);
    const ages = slowly.frames.map((frame) => frame.receivedAt * 1000 - source.takenAt.get(frame.sha256)!);
    ages.sort((a, b) => a - b);
    expect(ages[ages.length >> 1]).toBeLessThan(900);
    const status = running.events.flatMap((event) => (event.kind === "left" ? [event.status] : []));
    expect(status.map(({ counters }) => counters.sent)).toEqual([slowly.frames.length, quickly.frames.length]);
    expect(status[0]!.counters.skipped).toBeGreaterThan(5);
  });

  it("a slow one has its last frame whole when the sharer ends", async () => {
    const running = await startSharer(new ScriptedSource(LARGE, (n) => noise(LARGE, n)), { level: 0 });
    const result = pythonViewer(running.port, ["--slow", "1500000", "--rcvbuf", "65536"]);
    await until(() => running.sharer.counters.sent >= 2, "a second frame");
    await running.stop();
    expect(await result).toMatchObject({ code: 0, end: "eof", stderr: "" });
    expect((await result).frames.length).toBe(running.sharer.counters.sent);
  });
});

describe("a sharer", () => {
  it("is on 127.0.0.1 unless told otherwise", async () => {
    const running = await startSharer(still());
    expect(running.address).toMatchObject({ address: "127.0.0.1", family: "IPv4" });
    await running.stop();
  });

  it("takes no frames while nobody looks", async () => {
    const source = still();
    const running = await startSharer(source, { fps: 240 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(source.hashes).toEqual([]);
    const viewer = await rawViewer(running.port);
    await until(() => source.hashes.length > 0, "a frame");
    viewer.destroy();
    await until(() => running.sharer.counters.viewers === 0, "the viewer has left");
    await new Promise((resolve) => setTimeout(resolve, 20));
    const taken = source.hashes.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(source.hashes.length).toBe(taken);
    await running.stop();
  });

  it("sends the last frame again once or twice a second when nothing changes", async () => {
    const running = await startSharer(still(), { fps: 60 });
    const viewer = await rawViewer(running.port);
    viewer.resume();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { sent, repeated } = running.sharer.counters;
    expect(sent).toBe(1);
    expect(repeated).toBeGreaterThanOrEqual(3);
    expect(repeated).toBeLessThanOrEqual(6);
    await running.stop();
  });

  it("writes header and body in one piece", async () => {
    const running = await startSharer(new ScriptedSource({ width: 4, height: 4 }, () => Buffer.alloc(48)));
    const viewer = await rawViewer(running.port);
    const [first] = (await once(viewer.resume(), "data")) as [Buffer];
    expect(first.length).toBe(2 + first[1]!);
    viewer.destroy();
    await running.stop();
  });

  it("goes on when viewers leave, reset or never read", async () => {
    const running = await startSharer(new ScriptedSource(LARGE, (n) => noise(LARGE, n)), { fps: 60, level: 0 });
    const never = await Promise.all([rawViewer(running.port), rawViewer(running.port)]);
    for (let i = 0; i < 5; i++) {
      const viewer = await rawViewer(running.port);
      viewer.resume();
      await once(viewer, "data");
      if (i % 2 === 0) viewer.resetAndDestroy();
      else viewer.end(Buffer.from("viewers never send a byte"));
    }
    await until(() => running.sharer.counters.viewers === 2, "five have left");
    const reader = await rawViewer(running.port);
    let bytes = 0;
    reader.on("data", (piece: Buffer) => (bytes += piece.length));
    reader.resume();
    const before = process.memoryUsage().arrayBuffers;
    await until(() => bytes > 40e6, "40 MB of frames beside viewers that never read");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6);
    reader.destroy();
    for (const viewer of never) viewer.destroy();
    await until(() => running.sharer.counters.viewers === 0, "all have left");
    expect(running.events.filter(({ kind }) => kind === "left").length).toBe(8);
    await running.stop();
  });

  it("keeps nothing of 200 viewers that came and went, however they did", async () => {
    const running = await startSharer(new ScriptedSource(SMALL, (n) => noise(SMALL, n % 7)), { fps: 240, level: 1 });
    const stayed = await rawViewer(running.port);
    stayed.resume();
    const round = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const viewer = await rawViewer(running.port);
        if (i % 4 === 0) viewer.resetAndDestroy();
        else if (i % 4 === 1) viewer.resume().end();
        else if (i % 4 === 2) viewer.destroy();
        else {
          viewer.resume();
          await once(viewer, "data");
          viewer.resetAndDestroy();
        }
      }
      await until(() => running.sharer.counters.viewers === 1, "all but one have left");
    };
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((name) => name.startsWith("TCPSocket")).length;
    await round(40);
    const [before, handles] = [process.memoryUsage(), sockets()];
    await round(160);
    await until(() => sockets() <= handles, "no sockets are left over");
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(20e6);
    expect(running.sharer.counters).toMatchObject({ joined: 201, viewers: 1 });
    const { sent } = running.sharer.counters;
    await until(() => running.sharer.counters.sent > sent + 5, "the one that stayed goes on");
    stayed.destroy();
    await running.stop();
  });

  it("does not wait for ever, at its end, for a viewer that never reads", async () => {
    const huge = { width: 2800, height: 2400 }; // 20 MB, more than the kernel's buffers take
    const running = await startSharer(new ScriptedSource(huge, (n) => noise(huge, n)), { level: 0 });
    const never = await rawViewer(running.port);
    await until(() => running.sharer.counters.sent === 1, "a frame");
    const start = Date.now();
    await running.stop();
    expect(Date.now() - start).toBeGreaterThan(4000);
    expect(Date.now() - start).toBeLessThan(8000);
    never.destroy();
  });

  it("lets in who is allowed, and no more viewers than asked for", async () => {
    const running = await startSharer(still(), { allow: ["127.0.0.2", "127.0.1.0/24"], maxViewers: 2 });
    const viewers = [await rawViewer(running.port, "127.0.0.2"), await rawViewer(running.port, "127.0.1.9")];
    await until(() => running.sharer.counters.joined === 2, "both have joined");
    const stranger = await rawViewer(running.port);
    const third = await rawViewer(running.port, "127.0.0.2");
    await Promise.all([once(stranger.resume(), "close"), once(third.resume(), "close")]);
    expect([stranger.bytesRead, third.bytesRead]).toEqual([0, 0]);
    const refused = running.events.flatMap((event) =>
      event.kind === "refused" ? [`${event.address} ${event.why}`] : [],
    );
    expect(refused.sort()).toEqual(["127.0.0.1 not-allowed", "127.0.0.2 full"]);
    expect(running.sharer.counters).toMatchObject({ viewers: 2, refused: 2 });
    for (const viewer of viewers) viewer.destroy();
    await running.stop();
  });

  it("ends when its source does, or fails", async () => {
    const ending = await startSharer(new ScriptedSource(SMALL, (n) => (n < 3 ? noise(SMALL, n) : null)));
    (await rawViewer(ending.port)).resume();
    await ending.ended;
    expect(ending.sharer.counters.sent).toBe(3);

    const failing = await startSharer(
      new ScriptedSource(SMALL, () => {
        throw new SourceError("The screen is gone.", "Look for it.");
      }),
    );
    const viewer = await rawViewer(failing.port);
    const fin = once(viewer.resume(), "end");
    await expect(failing.ended).rejects.toThrow("The screen is gone.");
    await fin; // in order

    const broken = await startSharer(
      new ScriptedSource(SMALL, () => {
        throw new TypeError("no such thing");
      }),
    );
    (await rawViewer(broken.port)).resume();
    await expect(broken.ended).rejects.toThrow(SourceError);
    await expect(broken.ended).rejects.toThrow("script failed: no such thing.");
  });

  it("stops while its source makes it wait", async () => {
    const source = still();
    source.next = () => new Promise(() => undefined);
    const running = await startSharer(source);
    const viewer = await rawViewer(running.port);
    const fin = once(viewer.resume(), "end");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await running.stop();
    await fin;
  });

  it("says why it can't listen", async () => {
    const running = await startSharer(still());
    const second = new Sharer(still(), { port: running.port });
    await expect(second.listen()).rejects.toThrow(ListenError);
    await expect(second.listen()).rejects.toMatchObject({
      code: "SHARE_LISTEN_FAILED",
      remedy: expect.stringContaining("Another program") as string,
    });
    await expect(new Sharer(still(), { host: "192.0.2.1", port: 0 }).listen()).rejects.toThrow(ListenError);
    await running.stop();
  });

  it("refuses options that can't be", () => {
    for (const wrong of [
      { port: -1 },
      { port: 65_536 },
      { fps: 0 },
      { fps: 1.5 },
      { level: 10 },
      { frames: 0 },
      { maxViewers: 0 },
      { allow: ["x"] },
    ]) {
      expect(() => new Sharer(still(), wrong)).toThrow(ShareOptionError);
    }
  });
});
