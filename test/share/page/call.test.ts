/** `sharelab call` as a program: with its page in a real browser, and without. */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Pattern } from "../../../src/share/source/pattern/pattern.ts";
import { freePort } from "../../support/capturing.ts";
import { requireTools } from "../../support/tools.ts";
import { hashOf, launch, openPage } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "../peers.ts";
import { PicklePeer } from "../pickle/python-peers.ts";

const SIZE = { width: 64, height: 48 };
const OWN = Array.from({ length: 3000 }, (_, n) => hashOf(new Pattern(SIZE, 1).frame(n)));
const PROGRAM = fileURLToPath(new URL("../../../dist/cli/sharelab.js", import.meta.url));
const running = new Set<ChildProcess>();

class Calling {
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  said = "";

  constructor(...args: readonly string[]) {
    const all = [PROGRAM, "call", ...args, "--source", "pattern", "--size", "64x48"];
    this.child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stderr!.on("data", (piece: Buffer) => (this.said += piece.toString()));
    running.add(this.child);
    this.code = new Promise((resolve) => this.child.on("close", resolve));
    void this.code.then(() => running.delete(this.child));
  }

  async url(): Promise<string> {
    await eventually(() => this.said).toContain("the page: http");
    return /the page: (\S+)\n/.exec(this.said)![1]!;
  }
}

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** @returns what is on a canvas; null: nothing so far */
async function drawn(page: Page, id: string): Promise<string | null> {
  return page.evaluate(async (canvasId) => {
    const canvas = document.getElementById(canvasId) as HTMLCanvasElement;
    if (canvas.hidden) return null;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const rgb = data.filter((_, index) => index % 4 !== 3);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(rgb)));
    return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }, id);
}

const text = async (page: Page, id: string): Promise<string> => (await page.locator(`#${id}`).textContent()) ?? "";

describe.skipIf(!requireTools("chromium", "python3"))("the page of a call", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it("shows the own picture while it waits, then both, and says when either hangs up", async () => {
    const [own, other] = [await freePort(), await freePort()];
    const calling = new Calling("127.0.0.1", "--page", "--port", String(own), "--peer-port", String(other));
    const { page, complaints } = await openPage(browser, await calling.url());
    await eventually(() => drawn(page, "own-picture")).not.toBeNull();
    await eventually(() => text(page, "notice-title")).toBe("Waiting for 127.0.0.1");
    expect(await text(page, "own-phase")).toBe("Nobody looks yet");
    expect(OWN).toContain(await drawn(page, "own-picture"));

    const ports = ["--bind", "127.0.0.1", "--port", String(other), "--peer-port", String(own)];
    const peer = new PicklePeer("call_peer", "127.0.0.1", ...ports, "--camera", "60x45", "--width", "48", "--fps", "5");
    await eventually(() => text(page, "phase")).toBe("Live");
    await eventually(() => text(page, "own-phase")).toBe("Seen by 127.0.0.1");
    await eventually(() => text(page, "dimensions")).toBe("48 × 36");
    await eventually(() => page.locator("#notice").isHidden()).toBe(true);
    const shown = [await drawn(page, "picture"), await drawn(page, "own-picture")];
    peer.child.kill("SIGTERM");
    const connections = await peer.connections();
    const sent = connections.find(({ direction }) => direction === "sent")!;
    expect(sent.frames.map(({ sha256 }) => sha256)).toContain(shown[0]);
    expect(OWN).toContain(shown[1]);

    await eventually(() => text(page, "notice-title")).toMatch(/^The other side has hung up|^Waiting for/);
    await eventually(() => text(page, "own-phase")).toBe("Nobody looks yet");
    calling.child.kill("SIGINT");
    expect(await calling.code).toBe(130);
    await eventually(() => text(page, "notice-title")).toBe("The call has ended");
    expect(complaints).toEqual([]);
    expect(calling.said).toMatch(/\d+ frames, \d+ bytes came; \d+ frames, \d+ bytes sent; hung up\n$/);
  });

  it.each([
    ["dark", 1280, 800],
    ["light", 320, 640],
  ] as const)("fits a %s window of %d pixels, and can be used by keys", async (colorScheme, width, height) => {
    const calling = new Calling("127.0.0.1", "--page", "--port", String(await freePort()), "--peer-port", "9");
    const { page } = await openPage(browser, await calling.url(), { colorScheme, viewport: { width, height } });
    await eventually(() => drawn(page, "own-picture")).not.toBeNull();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.keyboard.press("?");
    expect(await page.locator("#guide").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.keyboard.press("i");
    expect(await page.locator("#own-rate").isVisible()).toBe(false);
    expect(await page.locator("#own-picture").isVisible()).toBe(true);
  });

  it("is for this browser only: no other address, host or origin gets anything", async () => {
    const calling = new Calling("127.0.0.1", "--page", "--port", String(await freePort()), "--peer-port", "9");
    const url = await calling.url();
    const response = await fetch(url);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await fetch(new URL("/", url))).status).toBe(403);
    expect((await fetch(new URL("/wrong/", url))).status).toBe(403);
    for (const socket of ["own", "other"]) {
      const { page } = await openPage(browser, "about:blank");
      const opened = await page.evaluate(
        (address) =>
          new Promise((resolve) => {
            const it = new WebSocket(address);
            it.onopen = () => {
              resolve(true);
            };
            it.onerror = () => {
              resolve(false);
            };
          }),
        `${url.replace("http", "ws")}${socket}`,
      );
      expect(opened).toBe(false);
    }
  });
});

describe("a call without a page", () => {
  it("of two programs on one machine finds its ports by itself, saves frames, and ends at both ends", async () => {
    const folders = [temporaryFolder(), temporaryFolder()];
    const [first, second] = folders.map((folder) => new Calling("127.0.0.1", "--save", folder, "--frames", "4"));
    expect(await first!.code).toBe(0);
    expect(await second!.code).toBe(0);
    const counts = folders.map((folder) => readdirSync(folder).length);
    expect(Math.max(...counts)).toBe(4);
    expect(first!.said + second!.said).toContain("listening on 127.0.0.1 port 1235");
  });

  it("says that there is no such host", async () => {
    const calling = new Calling("no-such-host.invalid");
    expect(await calling.code).toBe(3);
    expect(calling.said).toContain("Can't find no-such-host.invalid");
  });

  it("gives up after --retry", async () => {
    const calling = new Calling(
      "127.0.0.1",
      "--no-open",
      "--retry",
      "0.5",
      "--peer-port",
      "9",
      "--port",
      String(await freePort()),
    );
    expect(await calling.code).toBe(3);
    expect(calling.said).toContain("Can't reach 127.0.0.1 port 9");
  });
});
