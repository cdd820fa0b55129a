/** The page in a real Chromium, and what it shows. */
import { createHash } from "node:crypto";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { PageDisplay } from "../../../src/share/display/page/page-display.ts";
import { LastingView } from "../../../src/share/viewer/lasting-view.ts";
import type { ViewerState } from "../../../src/share/viewer/state.ts";
import type { ViewOptions, ViewSummary } from "../../../src/share/viewer/viewer.ts";
import type { PictureSize } from "../../../src/share/wire/types.ts";

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface RunningViewer {
  readonly display: PageDisplay;
  readonly viewer: LastingView;
  readonly states: ViewerState[];
  readonly ended: Promise<ViewSummary>;
  stop(): Promise<ViewSummary>;
}

/** A viewer with its page, as `sharelab view` runs it. */
export async function startViewer(
  options: Partial<ViewOptions> & { port: number; size: PictureSize },
): Promise<RunningViewer> {
  const stop = new AbortController();
  const states: ViewerState[] = [];
  const display = await PageDisplay.open({
    port: 0,
    sharer: `127.0.0.1 port ${options.port}`,
    size: options.size,
    sizeOnWire: options.format?.sizeOnWire ?? false,
    onRetry: () => {
      viewer.retry();
    },
    onSize: (size) => {
      viewer.useSize(size);
    },
  });
  const viewer = new LastingView(
    {
      host: "127.0.0.1",
      signal: stop.signal,
      ...options,
      onState: (state) => {
        states.push(state);
        display.tell(state);
      },
      onFrame: ({ bytes }) => {
        display.received(bytes);
      },
    },
    display,
  );
  const ended = viewer.run().finally(() => display.close());
  return {
    display,
    viewer,
    states,
    ended,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and what the Content-Security-Policy forbade. */
  readonly complaints: string[];
}

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // What the tests do, not the page.
    if (!message.text().includes("willReadFrequently")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

/** @returns what a hash of the canvas's RGB is, and that nothing of it is transparent; null: nothing was drawn yet */
export async function canvasHash(page: Page): Promise<{ sha256: string; size: string; opaque: boolean } | null> {
  return page.evaluate(async () => {
    const canvas = document.querySelector("canvas")!;
    if (canvas.hidden) return null;
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
    const rgb = new Uint8Array(width * height * 3);
    let opaque = true;
    for (let pixel = 0; pixel < width * height; pixel++) {
      rgb[pixel * 3] = data[pixel * 4]!;
      rgb[pixel * 3 + 1] = data[pixel * 4 + 1]!;
      rgb[pixel * 3 + 2] = data[pixel * 4 + 2]!;
      opaque &&= data[pixel * 4 + 3] === 255;
    }
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", rgb));
    const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { sha256, size: `${width}x${height}`, opaque };
  });
}

export async function phase(page: Page): Promise<string> {
  return (await page.locator("#phase").textContent()) ?? "";
}

export const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
