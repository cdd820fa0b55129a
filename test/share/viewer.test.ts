/** The viewer, fed by independent sharers: Python's, ours, and hostile ones. */
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { NO_DISPLAY } from "../../src/share/display/nothing.ts";
import { SaveDisplay } from "../../src/share/display/save.ts";
import type { Display } from "../../src/share/display/types.ts";
import { DisplayError, ShareOptionError } from "../../src/share/errors.ts";
import { Pattern } from "../../src/share/source/pattern/pattern.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { view, type ViewOptions, type ViewSummary } from "../../src/share/viewer/viewer.ts";
import { requireTools } from "../support/tools.ts";
import { pythonSharer, sha256, startSharer, temporaryFolder, until } from "./peers.ts";
import { message, zlibBomb } from "./streams.ts";

const SIZE = { width: 160, height: 120 };
const BYTES = SIZE.width * SIZE.height * 3;
const GOOD = message(deflateSync(Buffer.alloc(BYTES, 7)));

interface Viewed extends ViewSummary {
  readonly hashes: readonly string[];
}

async function viewed(options: Partial<ViewOptions> & { port: number }, display = NO_DISPLAY): Promise<Viewed> {
  const hashes: string[] = [];
  const recording: Display = {
    show: async (frame) => {
      await display.show(frame);
      hashes.push(sha256(frame.pixels));
    },
  };
  return { ...(await view({ host: "127.0.0.1", size: SIZE, ...options }, recording)), hashes };
}

/** A sharer that treats its first viewer like this. */
async function badSharer(treat: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    treat(socket);
    server.close();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, server };
}

async function viewBytes(bytes: Uint8Array, options: Partial<ViewOptions> = {}): Promise<Viewed> {
  const { port } = await badSharer((socket) => socket.end(bytes));
  return viewed({ port, ...options });
}

/** Reads a PNG as simple as ours: 8 bits of RGB, no filter, every checksum checked. */
function readPng(path: string): { width: number; height: number; pixels: Buffer } {
  const file = readFileSync(path);
  expect(file.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    const typed = file.subarray(at + 4, at + 8 + file.readUInt32BE(at));
    expect(file.readUInt32BE(at + 4 + typed.length)).toBe(crc32(typed));
    chunks.push({ type: typed.subarray(0, 4).toString("latin1"), data: typed.subarray(4) });
  }
  const header = chunks[0]!.data;
  expect([...header.subarray(8)]).toEqual([8, 2, 0, 0, 0]);
  expect(chunks.at(-1)!.type).toBe("IEND");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  expect(rows.length).toBe(height * (1 + width * 3));
  const pixels = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row++) {
    expect(rows[row * (1 + width * 3)]).toBe(0);
    rows.copy(pixels, row * width * 3, row * (1 + width * 3) + 1, (row + 1) * (1 + width * 3));
  }
  return { width, height, pixels };
}

describe.skipIf(!requireTools("python3"))("a Python sharer", () => {
  it.each([
    ["as it is", []],
    ["without Nagle's algorithm", ["--nodelay"]],
    ["of noise", ["--content", "noise"]],
    ["of flat pictures, at level 0", ["--content", "flat", "--level", "0"]],
    ["that half-closes", ["--half-close"]],
  ])("%s", async (_, args) => {
    const { peer, port } = await pythonSharer(["--frames", "6", "--fps", "50", ...args]);
    const result = await viewed({ port });
    const sent = await peer.result();
    expect(result).toMatchObject({ end: "ended", frames: 6, error: null });
    expect(result.hashes).toEqual(sent.frames.map((frame) => frame.sha256));
  });

  it("that sends one byte at a time", async () => {
    const args = ["--one-byte", "--frames", "4", "--fps", "0", "--size", "40x30"];
    const { peer, port } = await pythonSharer(args);
    const result = await viewed({ port, size: { width: 40, height: 30 } });
    expect(result.hashes).toEqual((await peer.result()).frames.map((frame) => frame.sha256));
    expect(result).toMatchObject({ end: "ended", frames: 4 });
  });

  it("that resets the connection after its last frame", async () => {
    const { peer, port } = await pythonSharer(["--frames", "5", "--fps", "30", "--rst"]);
    const result = await viewed({ port });
    await peer.result();
    // Where a reset comes together with the last bytes, libuv reads the end of the stream, not ECONNRESET.
    expect(["ended", "failed"]).toContain(result.end);
    expect(result.frames).toBe(5);
  });

  it("with pictures of another size", async () => {
    const { peer, port } = await pythonSharer(["--frames", "1", "--size", "320x240"]);
    const result = await viewed({ port });
    await peer.result();
    expect(result).toMatchObject({ end: "failed", frames: 0, error: { code: "WIRE_WRONG_SIZE" } });
    expect(result.error!.message).toMatch(/: the picture has 230400 bytes, not the 57600 of 160x120\.$/);
    expect(result.error!.remedy).toBe("This size fits: --size 320x240.");
    expect(result.error).toMatchObject({ sizes: ["320x240"] });
  });

  it("is viewed to the number of frames asked for", async () => {
    const { peer, port } = await pythonSharer(["--frames", "0", "--fps", "50"]);
    expect(await viewed({ port, frames: 3 })).toMatchObject({ end: "enough", frames: 3 });
    await peer.result();
  });
});

describe("our own sharer", () => {
  it("eight viewers at once", async () => {
    const size = { width: 320, height: 200 };
    const running = await startSharer(new PatternSource(size), { fps: 40 });
    const viewers = Array.from({ length: 8 }, () => viewed({ port: running.port, size, frames: 15 }));
    const pattern = new Pattern(size, 1);
    const known = new Set(Array.from({ length: 400 }, (_, n) => sha256(pattern.frame(n))));
    for (const { frames, end, hashes } of await Promise.all(viewers)) {
      expect({ frames, end }).toEqual({ frames: 15, end: "enough" });
      expect(hashes.every((hash) => known.has(hash))).toBe(true);
    }
    await running.stop();
  });

  it("is viewed for so many seconds, or until stopped", async () => {
    const running = await startSharer(new PatternSource(SIZE), { fps: 30 });
    const start = Date.now();
    expect(await viewed({ port: running.port, seconds: 0.6 })).toMatchObject({ end: "enough", error: null });
    expect(Date.now() - start).toBeLessThan(3000);
    const stop = new AbortController();
    const result = viewed({
      port: running.port,
      signal: stop.signal,
      onFrame: ({ frames }) => {
        if (frames === 4) stop.abort();
      },
    });
    expect(await result).toMatchObject({ end: "stopped", frames: 4, error: null });
    await running.stop();
  });
});

describe("hostile sharers: an error that says what and where, and nothing lost", () => {
  const after = (bytes: Uint8Array): Buffer => Buffer.concat([GOOD, GOOD, bytes]);

  it.each([
    ["a length of 2^60", Buffer.from("081000000000000000", "hex"), "WIRE_LENGTH_OVER_LIMIT", 1],
    ["garbage", Buffer.from("SSH-2.0-OpenSSH_9.6\r\n"), "WIRE_BAD_HEADER", 0],
    ["a damaged frame", message(Buffer.from("789c00112233445566778899", "hex")), "WIRE_DOES_NOT_INFLATE", 2],
    ["a stream cut in a header", GOOD.subarray(0, 1), "WIRE_CUT", 1],
    ["a stream cut in a frame", GOOD.subarray(0, 20), "WIRE_CUT", 20],
  ])("%s", async (_, bytes, code, within) => {
    const result = await viewBytes(after(bytes));
    expect(result).toMatchObject({ end: "failed", frames: 2, error: { code } });
    expect(result.error!.message).toContain(`At stream offset ${GOOD.length * 2 + within} (frame 3)`);
    expect(result.error!.remedy).not.toBe("");
    expect(result.hashes.length).toBe(2);
  });

  it("a reset in mid-frame", async () => {
    const { port } = await badSharer((socket) => {
      socket.write(after(GOOD.subarray(0, 20)));
      setTimeout(() => socket.resetAndDestroy(), 200);
    });
    const result = await viewed({ port });
    expect(result).toMatchObject({ end: "failed", frames: 2, error: { code: "VIEW_CONNECTION_LOST" } });
    expect(result.error!.message).toMatch(/^The connection was lost at stream offset \d+ \(frame 3\): .*ECONNRESET/);
    expect(result.error!.message).toContain(` ${GOOD.length * 2 + 20} `);
  });

  it("a zlib bomb", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const result = await viewBytes(after(message(zlibBomb(600e6))));
    expect(result).toMatchObject({ end: "failed", frames: 2, error: { code: "WIRE_WRONG_SIZE" } });
    expect(result.error!.message).toContain("more than 536870912 bytes");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300e6);
  });

  it("a size that is none of the common ones, and none at all", async () => {
    const odd = await viewBytes(message(deflateSync(Buffer.alloc(160 * 77 * 3))));
    expect(odd.error!.remedy).toBe("This size fits: --size 160x77.");
    const none = await viewBytes(message(deflateSync(Buffer.alloc(1001))));
    expect(none.error!.remedy).toContain("ask the sharer");
  });

  it("a connection that ends before the first picture is told from one that ends after it", async () => {
    const turnedAway = await viewBytes(Buffer.alloc(0));
    expect(turnedAway).toMatchObject({ end: "failed", frames: 0, bytes: 0, error: { code: "VIEW_TURNED_AWAY" } });
    expect(turnedAway.error!.remedy).toBe("It may be full, or not allow this address.");
    expect(await viewBytes(GOOD)).toMatchObject({ end: "ended", frames: 1, error: null });
  });

  it("a sharer that never sends is left after the seconds asked for", async () => {
    const { port } = await badSharer((socket) => socket.resume());
    expect(await viewed({ port, seconds: 0.2 })).toMatchObject({ end: "enough", frames: 0 });
  });
});

describe("connecting", () => {
  /** A port on which nobody listens. */
  async function freePort(): Promise<number> {
    const { port, server } = await badSharer(() => undefined);
    server.close();
    await once(server, "close");
    return port;
  }

  it("fails once, at once, unless told to go on trying", async () => {
    const result = await viewed({ port: await freePort() });
    expect(result).toMatchObject({ end: "failed", error: { code: "VIEW_CONNECT_FAILED" } });
    expect(result.error!.message).toMatch(/^Can't reach 127\.0\.0\.1 port \d+: .*ECONNREFUSED/);
  });

  it("tries again until the sharer is there", async () => {
    const port = await freePort();
    const result = viewed({ port, retryFor: 10, frames: 1 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const running = await startSharer(new PatternSource(SIZE), { port });
    expect(await result).toMatchObject({ end: "enough", frames: 1 });
    await running.stop();
  });

  it("gives up in the end, and says how often it tried", async () => {
    const result = await viewed({ port: await freePort(), retryFor: 0.5 });
    expect(result.error!.message).toMatch(/after [2-9] attempts: /);
  });

  it("stops trying when told to", async () => {
    const signal = AbortSignal.timeout(100);
    expect(await viewed({ port: await freePort(), retryFor: 60, signal })).toMatchObject({
      end: "stopped",
      error: null,
    });
  });

  it("refuses options that can't be", async () => {
    await expect(viewed({ port: 1, frames: 0 })).rejects.toThrow(ShareOptionError);
    await expect(viewed({ port: 1, seconds: -1 })).rejects.toThrow(ShareOptionError);
    await expect(viewed({ port: 1, size: { width: 1e6, height: 1e6 } })).rejects.toThrow(ShareOptionError);
  });
});

describe("saving", () => {
  it("writes every frame as a numbered PNG of exactly its pixels", async () => {
    const folder = join(temporaryFolder(), "new", "folder");
    const running = await startSharer(new PatternSource(SIZE));
    const result = await viewed({ port: running.port, frames: 12 }, await SaveDisplay.open(folder));
    await running.stop();
    expect(readdirSync(folder).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `frame_${String(i + 1).padStart(4, "0")}.png`),
    );
    const saved = readdirSync(folder)
      .sort()
      .map((name) => readPng(join(folder, name)));
    expect(saved.map(({ pixels }) => sha256(pixels))).toEqual(result.hashes);
    expect(saved[0]).toMatchObject(SIZE);
  });

  it("keeps what was saved before a sharer went bad", async () => {
    const folder = temporaryFolder();
    const { port } = await badSharer((socket) => socket.end(Buffer.concat([GOOD, GOOD, Buffer.from("garbage")])));
    const result = await viewed({ port }, await SaveDisplay.open(folder));
    expect(result).toMatchObject({ end: "failed", frames: 2 });
    expect(readdirSync(folder).sort()).toEqual(["frame_0001.png", "frame_0002.png"]);
    expect(readPng(join(folder, "frame_0002.png")).pixels.equals(Buffer.alloc(BYTES, 7))).toBe(true);
  });

  it("reads no faster than it saves", async () => {
    let sent = 0;
    const { port } = await badSharer((socket) => {
      const more = (): void => {
        while (sent < 200e6 && socket.write(Buffer.alloc(65_536, GOOD))) sent += 65_536;
      };
      socket.on("drain", more);
      more();
    });
    const stop = new AbortController();
    const slow: Display = { show: () => new Promise((resolve) => setTimeout(resolve, 50)) };
    const result = viewed({ port, signal: stop.signal }, slow);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(sent).toBeLessThan(50e6);
    stop.abort();
    expect(await result).toMatchObject({ end: "stopped" });
  });

  it("does not mix with frames of an earlier session, and says where it can't write", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "frame_0007.png"), "");
    await expect(SaveDisplay.open(folder)).rejects.toThrow(DisplayError);
    await expect(SaveDisplay.open(join(folder, "frame_0007.png"))).rejects.toMatchObject({
      code: "VIEW_DISPLAY_FAILED",
    });

    const inTheWay = temporaryFolder();
    const display = await SaveDisplay.open(inTheWay);
    mkdirSync(join(inTheWay, "frame_0002.png"));
    const running = await startSharer(new PatternSource(SIZE));
    const result = await viewed({ port: running.port }, display);
    expect(result).toMatchObject({ end: "failed", frames: 1, error: { code: "VIEW_DISPLAY_FAILED" } });
    expect(existsSync(join(inTheWay, ".frame_0002.png.part"))).toBe(false);
    await until(() => running.sharer.counters.viewers === 0, "the viewer has left");
    await running.stop();
  });
});
