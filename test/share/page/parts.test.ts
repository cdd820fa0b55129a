/** What the page is made of, without a browser: messages, words, colours; and how long a view lasts. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rgbToRgba } from "../../../src/share/display/page/client/rgba.ts";
import * as words from "../../../src/share/display/page/client/words.ts";
import {
  MAX_PIXELS,
  readFrameHeader,
  readFromPage,
  readSize,
  writeFrameHeader,
} from "../../../src/share/display/page/protocol.ts";
import { NO_DISPLAY } from "../../../src/share/display/nothing.ts";
import { DisplayError, ShareOptionError } from "../../../src/share/errors.ts";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { LastingView, type LastingViewOptions } from "../../../src/share/viewer/lasting-view.ts";
import { RateMeter } from "../../../src/share/viewer/rates.ts";
import type { ViewerState } from "../../../src/share/viewer/state.ts";
import { BYTES_PER_PIXEL, MAX_PICTURE_BYTES } from "../../../src/share/wire/picture-sizes.ts";
import { startSharer } from "../peers.ts";
import { message } from "../streams.ts";
import { eventually } from "./eventually.ts";

describe("messages", () => {
  it("a frame's header comes out as it went in", () => {
    const side = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(
        fc.record({
          coding: fc.constantFrom("deflate" as const, "rgb" as const),
          width: side,
          height: side,
          number: fc.maxSafeNat(),
          held: fc.double({ min: 0, max: 1e9, noNaN: true }),
        }),
        (header) => {
          expect(readFrameHeader(writeFrameHeader(header).buffer)).toEqual(header);
        },
      ),
    );
  });

  it("of a page are taken as it sends them, and nothing else is", () => {
    expect(readFromPage('{"type":"ready","more":1}')).toEqual({ type: "ready" });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readFromPage(text)?.type ?? null).toBeOneOf([null, "ready", "retry", "size"]);
      }),
    );
  });

  it("a size is one that a picture can have", () => {
    expect(readSize(" 1366 × 768 ")).toEqual({ width: 1366, height: 768 });
    expect(readSize("99999X1")).toEqual({ width: 99_999, height: 1 });
    for (const text of ["", "0x5", "5x0", "1366", "-1x5", "1e3x5", "100000x1", "1.5x2", "99999x99999"]) {
      expect([text, readSize(text)]).toEqual([text, null]);
    }
    expect(MAX_PIXELS).toBe(Math.floor(MAX_PICTURE_BYTES / BYTES_PER_PIXEL));
  });
});

describe("words", () => {
  it.each([
    [0, "0 kbit/s"],
    [950, "0.95 kbit/s"],
    [31_700_000, "31.7 Mbit/s"],
    [999_999, "1,000 kbit/s"],
    [2.5e9, "2.50 Gbit/s"],
  ])("%f bits a second are %s", (bits, text) => {
    expect(words.bitRate(bits)).toBe(text);
  });

  it("what is not known is said to be so", () => {
    expect([words.ratio(null), words.duration(null), words.since(null)]).toEqual(["–", "–", "–"]);
  });

  it("times are in steps that a person cares about", () => {
    expect([0, 400, 1000, 59_000, 61_000, 7_300_000].map(words.since)).toEqual([
      "now",
      "now",
      "1 s ago",
      "59 s ago",
      "1 min ago",
      "2 h ago",
    ]);
    expect([0.4, 12, 1500].map(words.duration)).toEqual(["0 ms", "12 ms", "2 s"]);
    expect([words.ratio(70.53), words.ratio(1029), words.count(12_345)]).toEqual(["70.5 : 1", "1,029 : 1", "12,345"]);
  });

  it("every state has a title but the one in which all is well", () => {
    const trouble = { kind: "lost", code: "VIEW_CONNECTION_LOST", message: "m.", remedy: "r.", sizes: [] } as const;
    const from = { address: "192.0.2.1", port: 9000 };
    const states: ViewerState[] = [
      { phase: "connecting", listening: false, trouble: null },
      { phase: "connecting", listening: true, trouble: null },
      { phase: "connecting", listening: false, trouble },
      { phase: "connected", ...from },
      { phase: "live", ...from },
      { phase: "waiting", trouble, retryIn: 500 },
      { phase: "stuck", trouble: { ...trouble, kind: "bad", code: "WIRE_BAD_HEADER" } },
      { phase: "over", trouble: null },
      { phase: "over", trouble },
    ];
    expect(states.map((state) => words.say(state, "192.0.2.1 port 9000").title)).toEqual([
      "Connecting to 192.0.2.1 port 9000",
      "Waiting for a sharer to connect",
      "The connection broke",
      "Connected. Waiting for the first picture.",
      null,
      "The connection broke",
      "What the sharer sends can't be shown",
      "The viewer has ended",
      "The connection broke",
    ]);
  });
});

describe("colours", () => {
  it("get an opacity and keep what they are", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), { maxLength: 50 }), (pixels) => {
        const rgba = new Uint32Array(pixels.length);
        rgbToRgba(Uint8Array.from(pixels.flat()), rgba);
        expect([...new Uint8Array(rgba.buffer)]).toEqual(pixels.flatMap((pixel) => [...pixel, 255]));
      }),
    );
  });
});

describe("rates", () => {
  it("are those of the last two seconds, or of less at the beginning", () => {
    const meter = new RateMeter(1000);
    expect(meter.rates(1000)).toEqual({ framesPerSecond: 0, bitsPerSecond: 0 });
    meter.add(1001, 100);
    expect(meter.rates(1001)).toEqual({ framesPerSecond: 2, bitsPerSecond: 1600 }); // not 1000 in a millisecond
    for (let at = 1100; at <= 5000; at += 100) meter.add(at, 1000);
    expect(meter.rates(5000)).toEqual({ framesPerSecond: 10, bitsPerSecond: 80_000 });
    expect(meter.rates(6000)).toEqual({ framesPerSecond: 5, bitsPerSecond: 40_000 });
    expect(meter.rates(9000)).toEqual({ framesPerSecond: 0, bitsPerSecond: 0 });
  });
});

describe("a view that lasts", () => {
  const SIZE = { width: 16, height: 12 };
  const GOOD = message(deflateSync(Buffer.alloc(16 * 12 * 3, 7)));

  /** A sharer that sends each viewer what is next in the list, and nothing after it. */
  async function scripted(...streams: Uint8Array[]): Promise<{ port: number; server: Server }> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end((streams.length > 1 ? streams.shift() : streams[0])!);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port, server };
  }

  function start(options: Partial<LastingViewOptions> & { port: number }, display = NO_DISPLAY) {
    const states: ViewerState[] = [];
    const stop = new AbortController();
    const view = new LastingView(
      { host: "127.0.0.1", size: SIZE, signal: stop.signal, onState: (state) => states.push(state), ...options },
      display,
    );
    return { view, states, stop, ended: view.run() };
  }
  const phases = (states: readonly ViewerState[]): string[] => states.map(({ phase }) => phase);

  it("connects again where the sharer ended, and counts on", async () => {
    const { port, server } = await scripted(
      GOOD,
      Buffer.concat([GOOD, GOOD]),
      Buffer.concat([GOOD, GOOD.subarray(0, 9)]),
    );
    const frames: number[] = [];
    const { view, states, stop, ended } = start({ port, onFrame: (progress) => frames.push(progress.frames) });
    await eventually(() => {
      if (view.state.phase === "waiting") view.retry();
      return frames.length;
    }).toBeGreaterThan(3);
    stop.abort();
    const result = await ended;
    expect(frames.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(result).toMatchObject({ end: "stopped", error: null, frames: frames.length });
    expect(phases(states).slice(0, 9)).toEqual([
      ...["connecting", "connected", "live", "waiting"],
      ...["connecting", "connected", "live", "waiting"],
      "connecting",
    ]);
    expect(states.at(-1)).toEqual({ phase: "over", trouble: null });
    server.close();
  });

  it("tries again by itself where the stream was cut, and waits for a person where it is no share", async () => {
    const { port, server } = await scripted(GOOD.subarray(0, 9), Buffer.from("SSH-2.0-OpenSSH\r\n"));
    const { view, states, stop, ended } = start({ port });
    await eventually(() => view.state.phase).toBe("stuck");
    expect(states.find(({ phase }) => phase === "waiting")).toMatchObject({ trouble: { code: "WIRE_CUT" } });
    expect(view.state).toMatchObject({ trouble: { kind: "bad", code: "WIRE_BAD_HEADER", sizes: [] } });
    const before = states.length;
    view.retry();
    await eventually(() => states.length).toBeGreaterThan(before);
    await eventually(() => view.state.phase).toBe("stuck");
    stop.abort();
    expect(await ended).toMatchObject({ end: "stopped", error: null });
    server.close();
  });

  it("takes another size, if it is one", async () => {
    const sharer = await startSharer(new PatternSource({ width: 40, height: 30 }));
    const { view, stop, ended } = start({ port: sharer.port });
    await eventually(() => view.state.phase).toBe("stuck");
    for (const size of [
      { width: 0, height: 1 },
      { width: 1.5, height: 2 },
      { width: 1e5, height: 1e5 },
    ]) {
      expect(() => {
        view.useSize(size);
      }).toThrow(ShareOptionError);
    }
    expect(view.state.phase).toBe("stuck");
    view.useSize({ width: 40, height: 30 });
    await eventually(() => view.state.phase).toBe("live");
    stop.abort();
    await ended;
    await sharer.stop();
  });

  it("ends as any view does when it is told how many frames or seconds it lasts", async () => {
    const sharer = await startSharer(new PatternSource(SIZE));
    expect(await start({ port: sharer.port, frames: 4 }).ended).toMatchObject({ end: "enough", frames: 4 });
    expect(await start({ port: sharer.port, seconds: 0.3 }).ended).toMatchObject({ end: "enough", error: null });
    await sharer.stop();
    const { port, server } = await scripted(GOOD, Buffer.from("garbage"));
    const short = start({ port, frames: 9 });
    expect(await short.ended).toMatchObject({ end: "ended", frames: 1, error: null });
    expect(short.states.at(-1)).toMatchObject({ phase: "over", trouble: { kind: "ended" } });
    expect(await start({ port, frames: 9 }).ended).toMatchObject({ end: "failed", error: { code: "WIRE_BAD_HEADER" } });
    server.close();
  });

  it("gives up after --retry seconds without a sharer", async () => {
    const { port, server } = await scripted(GOOD);
    const { states, ended } = start({ port, retryFor: 0.4 });
    await eventually(() => phases(states)).toContain("live");
    server.close();
    expect(await ended).toMatchObject({ end: "failed", error: { code: "VIEW_CONNECT_FAILED" }, frames: 1 });
    expect(states.at(-1)).toMatchObject({ phase: "over" });
  });

  it("ends where the display fails: that is not the sharer's doing", async () => {
    const sharer = await startSharer(new PatternSource(SIZE));
    const { ended } = start(
      { port: sharer.port },
      { show: () => Promise.reject(new DisplayError("full", "make room")) },
    );
    expect(await ended).toMatchObject({ end: "failed", error: { code: "VIEW_DISPLAY_FAILED" } });
    await sharer.stop();
  });
});
