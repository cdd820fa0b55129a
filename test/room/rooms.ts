/** A host's and a guest's room in this process, each with its page in a real browser. */
import { mkdtempSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { RoomEvent } from "../../src/share/room/events.ts";
import type { RoomOptions } from "../../src/share/room/options.ts";
import { Room } from "../../src/share/room/room.ts";
import type { FrameSource } from "../../src/share/source/types.ts";
import { Pattern } from "../../src/share/source/pattern/pattern.ts";
import type { PictureSize } from "../../src/share/wire/types.ts";
import { ScriptedSource } from "../share/peers.ts";
import { hashOf, openPage, type OpenPage } from "../share/page/browser.ts";

export const SCREEN: PictureSize = { width: 320, height: 200 };
export const VIDEO: PictureSize = { width: 160, height: 120 };

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "sharelab-room-test-"));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A picture that moves, and stands still in the end, so that what is drawn can be told. */
export function picture(size: PictureSize, seed: number): { readonly source: FrameSource; readonly last: string } {
  const pattern = new Pattern(size, seed);
  const LAST = 5;
  const source = new ScriptedSource(size, (n) => pattern.frame(Math.min(n, LAST)));
  return { source, last: hashOf(pattern.frame(LAST)) };
}

export interface RunningRoom {
  readonly room: Room;
  readonly events: RoomEvent[];
  /** Done when it has ended in order. */
  stop(): Promise<void>;
}

export async function startRoom(options: RoomOptions): Promise<RunningRoom> {
  const events: RoomEvent[] = [];
  const abort = new AbortController();
  const room = await Room.open(options, abort.signal, (event) => events.push(event));
  const ended = room.run();
  return {
    room,
    events,
    stop: () => {
      abort.abort();
      return ended;
    },
  };
}

export interface Ports {
  readonly screen: number;
  readonly chat: number;
  readonly hostVideo: number;
  readonly guestVideo: number;
}

export async function freePorts(): Promise<Ports> {
  const [screen = 0, chat = 0, hostVideo = 0, guestVideo = 0] = await Promise.all([1, 2, 3, 4].map(freePort));
  return { screen, chat, hostVideo, guestVideo };
}

const COMMON = { allow: [], host: null, maxBytes: 50_000_000, pagePort: 0 };

export function hostOptions(
  ports: Ports,
  more: Partial<RoomOptions> & { screenSource?: FrameSource } = {},
): RoomOptions {
  const { screenSource, ...rest } = more;
  return {
    ...{ ...COMMON, peer: null, name: "Ada" },
    screen: { port: ports.screen, source: screenSource ?? picture(SCREEN, 1).source, size: SCREEN, fps: 30 },
    video: {
      ...{ port: ports.hostVideo, peerPort: ports.guestVideo, fps: 30 },
      ...{ source: picture(VIDEO, 2).source, sourceTrouble: null },
    },
    chat: { port: ports.chat },
    files: { folder: temporaryFolder(), takes: true },
    ...rest,
  };
}

export function guestOptions(ports: Ports, more: Partial<RoomOptions> = {}): RoomOptions {
  return {
    ...{ ...COMMON, peer: { host: "127.0.0.1", addresses: ["127.0.0.1"] }, name: "Ben" },
    screen: { port: ports.screen, source: null, size: SCREEN, fps: 30 },
    video: {
      ...{ port: ports.guestVideo, peerPort: ports.hostVideo, fps: 30 },
      ...{ source: picture(VIDEO, 3).source, sourceTrouble: null },
    },
    chat: { port: ports.chat },
    files: { folder: null, takes: false },
    ...more,
  };
}

/** The page, with its chat joined. */
export async function enter(browser: Browser, room: Room, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const opened = await openPage(browser, room.page.url, options);
  opened.page.setDefaultTimeout(90_000); // a busy machine needs them
  await opened.page.locator('#part-chat[data-phase="live"]').waitFor();
  return opened;
}

/** How a part of the room stands, in a word. */
export async function is(page: Page, part: string): Promise<string | null> {
  return page.locator(`#part-${part}-is`).textContent();
}

/** @returns a hash of a canvas's RGB; null: nothing was drawn yet */
export async function drawn(page: Page, id: string): Promise<string | null> {
  return page.evaluate(async (canvasId) => {
    const canvas = document.getElementById(canvasId) as HTMLCanvasElement;
    if (canvas.hidden) return null;
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
    const rgb = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel++) rgb.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", rgb));
    return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }, id);
}

/** @returns what is said, as it stands there: "Ben: hello" */
export async function said(page: Page): Promise<string[]> {
  return page
    .locator(".line.said, .line.unsent, .line.unconfirmed")
    .evaluateAll((lines) =>
      lines.map((line) => `${line.querySelector("b")!.textContent}: ${line.querySelector(".body")!.textContent}`),
    );
}

export async function say(page: Page, text: string): Promise<void> {
  await page.locator("#text").fill(text);
  await page.locator("#text").press("Enter");
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @returns what axe-core finds wrong with the page as it is now, WCAG 2.2 AA and its own best practices */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations: found } = await axe.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
  });
}
