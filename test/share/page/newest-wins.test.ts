/** A page that is slow gets the newest frame when it has taken the one before, and never a queue. */
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { PageDisplay, type PageOptions } from "../../../src/share/display/page/page-display.ts";
import {
  CLOSE_OVER,
  FRAME_HEADER_BYTES,
  readFrameHeader,
  type ToPage,
} from "../../../src/share/display/page/protocol.ts";
import { eventually } from "./eventually.ts";

const SIZE = { width: 2, height: 1 };
const open: { display: PageDisplay; tabs: Tab[] }[] = [];
afterEach(async () => {
  for (const { display, tabs } of open.splice(0)) {
    for (const tab of tabs) tab.socket.terminate();
    await display.close();
  }
});

/** A page that says only what the test says. */
class Tab {
  readonly socket: WebSocket;
  readonly frames: { number: number; coding: string; body: Buffer }[] = [];
  readonly said: ToPage[] = [];

  constructor(url: string) {
    const { host, origin, pathname } = new URL(url);
    this.socket = new WebSocket(`ws://${host}${pathname}socket`, { origin });
    this.socket.on("message", (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.said.push(JSON.parse(data.toString()) as ToPage);
        return;
      }
      const header = readFrameHeader(new Uint8Array(data).buffer);
      this.frames.push({ number: header.number, coding: header.coding, body: data.subarray(FRAME_HEADER_BYTES) });
    });
  }

  get numbers(): number[] {
    return this.frames.map(({ number }) => number);
  }

  ready(): void {
    this.socket.send('{"type":"ready"}');
  }
}

async function start(tabs: number, options: Partial<PageOptions> = {}): Promise<{ display: PageDisplay; tabs: Tab[] }> {
  const display = await PageDisplay.open({ port: 0, sharer: "x", size: SIZE, ...options });
  const started = { display, tabs: Array.from({ length: tabs }, () => new Tab(display.url)) };
  open.push(started);
  await Promise.all(started.tabs.map(({ socket }) => once(socket, "open")));
  await eventually(() => display.tabs).toBe(tabs);
  return started;
}

/** Frames whose encoded form tells which one it is. */
async function show(display: PageDisplay, count: number, bytes = 1): Promise<void> {
  for (let n = 0; n < count; n++) {
    const encoded = Buffer.alloc(bytes, display.counters.frames + 1);
    await display.show({ number: n + 1, ...SIZE, pixels: Buffer.alloc(6), encoded });
  }
}

describe("a page", () => {
  it("has one frame at a time, each time the newest", async () => {
    const { display, tabs } = await start(1);
    const tab = tabs[0]!;
    await show(display, 1);
    await eventually(() => tab.numbers).toEqual([1]);
    await show(display, 50);
    tab.ready();
    await eventually(() => tab.numbers).toEqual([1, 51]);
    await show(display, 1);
    await show(display, 1);
    tab.ready();
    await eventually(() => tab.numbers).toEqual([1, 51, 53]);
    expect(tab.frames.at(-1)!.body).toEqual(Buffer.of(53));
    // Ready for more than there is: it gets the next at once.
    tab.ready();
    tab.ready();
    await eventually(() => tab.said.some(({ type }) => type === "counters")).toBe(true);
    expect(tab.numbers).toEqual([1, 51, 53]);
    await show(display, 1);
    await eventually(() => tab.numbers).toEqual([1, 51, 53, 54]);
  });

  it("slows no other page", async () => {
    const { display, tabs } = await start(3);
    for (let n = 1; n <= 20; n++) {
      await show(display, 1);
      await eventually(() => tabs[0]!.numbers.at(-1)).toBe(n);
      tabs[0]!.ready();
      if (n % 5 === 0) tabs[1]!.ready();
    }
    expect(tabs[0]!.numbers.length).toBe(20);
    await eventually(() => tabs[1]!.numbers.length).toBe(5);
    expect(tabs[2]!.numbers).toEqual([1]);
  });

  it("that is opened late has the last picture at once", async () => {
    const { display, tabs } = await start(0);
    await show(display, 9);
    tabs.push(new Tab(display.url));
    await eventually(() => tabs[0]!.numbers).toEqual([9]);
    expect(tabs[0]!.said.map(({ type }) => type)).toEqual(["hello", "state", "counters"]);
  });

  it("that never reads costs no more than its one frame", async () => {
    const { display, tabs } = await start(1);
    tabs[0]!.socket.pause();
    const size = 4e6; // more than the kernel takes
    await show(display, 2, size);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 0; n < 200; n++) {
      await show(display, 1, size);
      display.tell({ phase: "connected", address: "x".repeat(10_000), port: n });
      if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    globalThis.gc?.();
    const grown = process.memoryUsage().arrayBuffers - before;
    expect(grown).toBeLessThan(400e6); // of 800 MB, what was not collected yet
    tabs[0]!.socket.resume();
    await eventually(() => tabs[0]!.numbers).toEqual([1]);
    await eventually(() => tabs[0]!.said.filter(({ type }) => type === "state").length).toBeGreaterThan(0);
    // Of 200 states the page missed it has the last.
    await eventually(() => tabs[0]!.said.findLast(({ type }) => type === "state")).toMatchObject({
      state: { port: 199 },
    });
    expect(tabs[0]!.said.filter(({ type }) => type === "state").length).toBeLessThan(10);
  });

  it("gets pixels where the format has no zlib stream", async () => {
    const { display, tabs } = await start(1);
    await display.show({ number: 1, ...SIZE, pixels: Buffer.from([1, 2, 3, 4, 5, 6]), encoded: null });
    await eventually(() => tabs[0]!.frames).toEqual([
      { number: 1, coding: "rgb", body: Buffer.from([1, 2, 3, 4, 5, 6]) },
    ]);
    expect(display.counters.ratio).toBeNull();
  });

  it("has the last frame and the last word when the viewer ends", async () => {
    const { display, tabs } = await start(1);
    await show(display, 5);
    await eventually(() => tabs[0]!.numbers).toEqual([1]);
    display.tell({ phase: "over", trouble: null });
    const closed = once(tabs[0]!.socket, "close");
    await display.close();
    expect((await closed)[0]).toBe(CLOSE_OVER);
    expect(tabs[0]!.numbers).toEqual([1, 5]);
    expect(tabs[0]!.said.at(-1)).toEqual({ type: "state", state: { phase: "over", trouble: null } });
  });

  it("tells what somebody chose, and that it was closed", async () => {
    const heard: unknown[] = [];
    const { tabs } = await start(1, {
      onRetry: () => heard.push("retry"),
      onSize: (size) => heard.push(size),
      onTabs: (count) => heard.push(count),
    });
    for (const message of [
      { type: "retry" },
      { type: "size", size: "800x600" },
      { type: "size", size: "0x600" },
      { type: "size", size: "99999x99999" },
      { type: "size", size: "800x600; rm" },
    ]) {
      tabs[0]!.socket.send(JSON.stringify(message));
    }
    tabs[0]!.socket.close();
    await eventually(() => heard).toEqual([1, "retry", { width: 800, height: 600 }, 0]);
  });
});
