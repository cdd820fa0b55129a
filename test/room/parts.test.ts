/** A room of which parts are missing, come later, or are Python programs; and one that is used by keyboard alone. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { endPrograms, Program } from "../chat/support.ts";
import { launch, openPage } from "../share/page/browser.ts";
import { eventually } from "../share/page/eventually.ts";
import { pythonViewer } from "../share/peers.ts";
import { PicklePeer, PYTHON } from "../share/pickle/python-peers.ts";
import { requireTools } from "../support/tools.ts";
import {
  drawn,
  enter,
  freePorts,
  guestOptions,
  hostOptions,
  is,
  picture,
  said,
  say,
  SCREEN,
  startRoom,
  temporaryFolder,
  VIDEO,
  violations,
} from "./rooms.ts";

const run = promisify(execFile);
const FILE_PEER = fileURLToPath(new URL("../peers/file_peer.py", import.meta.url));
const CHAT_CLIENT = fileURLToPath(new URL("../peers/chat_client.py", import.meta.url));

describe.skipIf(!requireTools("chromium"))("a room", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(endPrograms);
  afterAll(() => browser.close());

  it("shows what is not there, goes on with the rest, and takes it up when it comes", async () => {
    const ports = await freePorts();
    const shown = picture(SCREEN, 4);
    const chatOnly = await startRoom({ ...hostOptions(ports), screen: null, video: null });
    const guest = await startRoom(guestOptions(ports));
    const { page } = await enter(browser, guest.room);
    await eventually(() => page.locator("#notice-title").textContent()).toBe("127.0.0.1 shares no screen");
    await eventually(() => is(page, "video")).toBe("not there");
    await eventually(() => page.locator("#other-phase").textContent()).toBe("No video there");
    await say(page, "I see nothing yet");
    await eventually(() => said(page)).toEqual(["You: I see nothing yet"]);
    expect(await violations(page)).toEqual([]);
    await chatOnly.stop();
    await eventually(() => page.locator("#chat-state").textContent()).toContain("The chat is not there.");
    expect(await is(page, "chat")).toBe("not there");
    expect(await page.locator("#say button").isDisabled()).toBe(true);
    await page.locator("#files-tab").click();
    expect(await page.locator("#choose").isDisabled()).toBe(true);
    const whole = await startRoom(hostOptions(ports, { screenSource: shown.source }));
    await page.keyboard.press("Escape");
    await page.locator("#stage").focus();
    await page.keyboard.press("r");
    await eventually(() => drawn(page, "picture")).toBe(shown.last);
    for (const part of ["screen", "video"]) await eventually(() => is(page, part)).toBe("live");
    await eventually(() => is(page, "chat")).toBe("as Ben");
    expect(await page.locator("#choose").isDisabled()).toBe(false);
    await guest.stop();
    await whole.stop();
    await page.context().close();
  });

  it("lets a guest correct a size of the screen that was chosen wrongly", async () => {
    const ports = await freePorts();
    const shown = picture(SCREEN, 4); // 320 x 200
    const host = await startRoom({ ...hostOptions(ports, { screenSource: shown.source }), video: null });
    const guest = await startRoom(
      guestOptions(ports, {
        screen: { port: ports.screen, source: null, size: { width: 100, height: 100 }, fps: 30 },
        video: null,
      }),
    );
    const { page, complaints } = await enter(browser, guest.room);
    const size = (): Promise<string | null> => page.locator("#picture").getAttribute("data-size");
    await page.locator("#other-size").fill("200x320");
    await page.keyboard.press("Enter");
    await eventually(size).toBe("200x320");
    await page.locator("#stage").focus();
    await page.keyboard.press("s");
    expect(await violations(page)).toEqual([]);
    await page.locator("#choice-other-size").fill("320x200");
    await page.keyboard.press("Enter");
    await eventually(size).toBe("320x200");
    await eventually(() => drawn(page, "picture")).toBe(shown.last);
    expect(await page.locator("#size-dialog").isVisible()).toBe(false);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    // The host knows the size of its own screen.
    const own = await enter(browser, host.room);
    await eventually(() => is(own.page, "screen")).toBe("live");
    expect(await own.page.locator("#size").isVisible()).toBe(false);
    await guest.stop();
    await host.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
    await own.page.context().close();
  });

  it("says where the camera is missing, and what was switched off", async () => {
    const ports = await freePorts();
    const trouble = {
      kind: "bad",
      code: "X",
      message: "There is no camera.",
      remedy: "Plug one in.",
      sizes: [],
    } as const;
    const options = hostOptions(ports);
    const host = await startRoom({
      ...{ ...options, screen: null, files: null },
      video: { ...options.video!, source: null, sourceTrouble: trouble },
    });
    const { page } = await enter(browser, host.room);
    expect(await page.locator("#own-phase").textContent()).toBe("There is no camera.");
    expect(await is(page, "screen")).toBe("off");
    expect(await is(page, "files")).toBe("off");
    await page.locator("#files-tab").click();
    expect(await page.locator("#files-state").textContent()).toContain("--files FOLDER");
    await host.stop();
    await page.context().close();
  });

  it.skipIf(!requireTools("python3"))("has Python programs in it as well", async () => {
    const ports = await freePorts();
    const shown = picture(SCREEN, 5);
    const host = await startRoom(hostOptions(ports, { screenSource: shown.source }));
    const { page } = await enter(browser, host.room);
    const python = new Program("python3", [CHAT_CLIENT, "127.0.0.1", "--port", String(ports.chat)]);
    await python.prints("Enter.");
    python.type("Guido");
    await python.prints("Welcome");
    python.type("hello from Python");
    await eventually(() => said(page)).toContain("Guido: hello from Python");
    await say(page, "hello from the page");
    await python.prints("Ada: hello from the page");
    const viewed = await pythonViewer(ports.screen, ["--frames", "3", "--size", `${SCREEN.width}x${SCREEN.height}`]);
    expect(viewed.frames.length).toBe(3);
    await host.stop();
    await page.context().close();
  });

  it.skipIf(!requireTools("python3"))(
    "takes a Python peer's call, and its files over the chat's connection",
    async () => {
      const ports = await freePorts();
      const shown = picture(VIDEO, 6);
      const options = hostOptions(ports);
      const folder = temporaryFolder();
      writeFileSync(join(folder, "handout.txt"), "read this first");
      const host = await startRoom({
        ...options,
        video: { ...options.video!, source: shown.source },
        files: { folder, takes: true },
      });
      const { page } = await enter(browser, host.room);
      const where = ["--bind", "127.0.0.1", "--port", String(ports.guestVideo), "--peer-port", String(ports.hostVideo)];
      const peer = new PicklePeer(
        "call_peer",
        "127.0.0.1",
        ...where,
        "--camera",
        "60x45",
        "--width",
        "48",
        "--fps",
        "5",
      );
      await eventually(() => is(page, "video")).toBe("live");
      await eventually(() => drawn(page, "other-picture")).not.toBeNull();
      const seen = await drawn(page, "other-picture");

      const server = ["--host", "127.0.0.1", "--port", String(ports.chat), "--greeted"];
      const [here, there] = [join(temporaryFolder(), "mine.txt"), join(temporaryFolder(), "got.txt")];
      writeFileSync(here, "an answer");
      await run(PYTHON, [FILE_PEER, "put", ...server, "answer.txt", here]);
      await eventually(() => readdirSync(folder)).toContain("answer.txt");
      expect(readFileSync(join(folder, "answer.txt"), "utf8")).toBe("an answer");
      await run(PYTHON, [FILE_PEER, "get", ...server, "handout.txt", there]);
      expect(readFileSync(there, "utf8")).toBe("read this first");

      peer.child.kill("SIGTERM");
      const connections = await peer.connections();
      const hashes = (direction: string): (string | undefined)[] =>
        connections
          .filter((one) => one.direction === direction)
          .flatMap(({ frames }) => frames.map((one) => one.sha256));
      expect(hashes("sent")).toContain(seen);
      expect(hashes("received")).toContain(shown.last);
      await host.stop();
      await page.context().close();
    },
  );

  it("is used by keyboard alone, with a focus that is seen", async () => {
    const ports = await freePorts();
    const folder = temporaryFolder();
    writeFileSync(join(folder, "keys.txt"), "by keyboard");
    const host = await startRoom(hostOptions(ports, { files: { folder, takes: true } }));
    const { page, complaints } = await enter(browser, host.room);
    await eventually(() => is(page, "screen")).toBe("live");
    const reached: string[] = [];
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press("Tab");
      const { id, outline } = await page.evaluate(() => {
        const active = document.activeElement as HTMLElement;
        return { id: active.id, outline: getComputedStyle(active).outlineStyle };
      });
      expect([id, outline]).toEqual([id, "solid"]);
      reached.push(id);
    }
    expect(reached).toEqual(["fit", "exact", "full", "help", "stage", "chat-tab", "log", "text"]);
    await page.keyboard.type("typed: 1 f i c t r ?");
    await page.keyboard.press("Enter");
    await eventually(() => said(page)).toEqual(["You: typed: 1 f i c t r ?"]);
    expect(await page.locator("#exact").getAttribute("aria-pressed")).toBe("false");
    await page.locator("#chat-tab").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("files-tab");
    await page.keyboard.press("t");
    await page.keyboard.type("keys.txt");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator(".transfer .is").first().textContent()).toBe("✓ Got");
    await page.locator("#files-tab").focus();
    await page.keyboard.press("c");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("text");
    await page.locator("#stage").focus();
    await page.keyboard.press("1");
    expect(await page.locator("#exact").getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("i");
    expect(await page.locator(".side").isVisible()).toBe(false);
    await page.keyboard.press("i");
    await page.keyboard.press("?");
    expect(await page.locator("#guide").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.locator("#log").getAttribute("aria-live")).toBe("polite");
    await host.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("says in the page when the program has gone without a word", async () => {
    const host = await startRoom({ ...hostOptions(await freePorts()), screen: null, video: null });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.routeWebSocket(/room$/, (socket) => {
      void socket.close({ code: 1011 });
    });
    await page.goto(host.room.page.url);
    await eventually(() => page.locator("#away").textContent()).toContain("The room does not answer");
    await context.close();
    await host.stop();
    await expect(openPage(browser, host.room.page.url)).rejects.toThrow();
  });
});
