/** What the page is to the eye, to axe and to the keyboard. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSource } from "../../src/share/source/open.ts";
import { SOURCE_DEFAULTS } from "../../src/share/source/types.ts";
import { launch } from "../share/page/browser.ts";
import { eventually } from "../share/page/eventually.ts";
import { ScriptedSource } from "../share/peers.ts";
import { requireTools } from "../support/tools.ts";
import {
  drawn,
  enter,
  freePorts,
  guestOptions,
  hostOptions,
  said,
  say,
  startRoom,
  violations,
  type RunningRoom,
} from "./rooms.ts";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

/** Somebody in front of a wall, in place of a camera. */
function portrait(wall: readonly number[], skin: readonly number[]): ScriptedSource {
  const size = { width: 320, height: 240 };
  const pixels = Buffer.alloc(size.width * size.height * 3);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const head = ((x - 160) / 46) ** 2 + ((y - 100) / 58) ** 2 < 1;
      const body = ((x - 160) / 105) ** 2 + ((y - 250) / 85) ** 2 < 1;
      const colour = head ? skin : body ? [40, 52, 66] : wall;
      pixels.set(colour, (y * size.width + x) * 3);
    }
  }
  return new ScriptedSource(size, () => pixels);
}

describe.skipIf(!requireTools("chromium"))("the page of a room", () => {
  let browser: Browser;
  let host: RunningRoom;
  let guest: RunningRoom;
  beforeAll(async () => {
    browser = await launch();
    const ports = await freePorts();
    // What a class would look at: a lab report.
    const { source } = await openSource(`${docs}images/report-top.png`, { ...SOURCE_DEFAULTS, fps: 5 });
    const [options, joining] = [hostOptions(ports), guestOptions(ports)];
    host = await startRoom({
      ...options,
      screen: { ...options.screen!, size: source, fps: 5, source },
      video: { ...options.video!, fps: 5, source: portrait([70, 105, 140], [236, 190, 150]) },
    });
    guest = await startRoom({
      ...joining,
      screen: { ...joining.screen!, size: source },
      video: { ...joining.video!, fps: 5, source: portrait([120, 90, 110], [150, 100, 70]) },
    });
    const [one, other] = [await enter(browser, host.room), await enter(browser, guest.room)];
    await say(one.page, "Good morning! Can you see my screen?");
    await one.page.locator(".line.own").first().waitFor();
    await say(other.page, "Yes, and I have sent you my capture. Which filter shows the retransmissions?");
    await other.page.locator(".line.own").first().waitFor();
    await say(one.page, "tcp.analysis.retransmission");
    await one.page.locator(".line.own").nth(1).waitFor();
    await other.page.locator("#chosen").setInputFiles({
      ...{ name: "session.pcapng", mimeType: "application/octet-stream" },
      buffer: Buffer.alloc(123_456, 7),
    });
    await other.page.locator('.transfer[data-state="done"]').waitFor({ state: "attached" });
    for (const { page } of [one, other]) await page.context().close();
  });
  afterAll(async () => {
    await guest.stop();
    await host.stop();
    await browser.close();
  });

  async function seen(options: Parameters<typeof enter>[2] = {}): Promise<Page> {
    const { page } = await enter(browser, host.room, options);
    for (const id of ["picture", "own-picture", "other-picture"])
      await eventually(() => drawn(page, id)).not.toBeNull();
    await eventually(async () => (await said(page)).length).toBeGreaterThan(3);
    return page;
  }

  it.each([
    ["dark", 1280, 800],
    ["light", 1280, 800],
    ["dark", 320, 640],
    ["light", 320, 640],
  ] as const)(
    "has nothing that axe objects to (%s, %i x %i), and fits the window's width",
    async (colorScheme, width, height) => {
      const page = await seen({ colorScheme, viewport: { width, height } });
      const shots = process.env["SHARELAB_SHOTS"];
      const shoot = async (name: string): Promise<void> => {
        if (shots === undefined) return;
        await page.screenshot({ path: `${shots}/${colorScheme}-${width}-${name}.png`, fullPage: true });
      };
      await shoot("chat");
      expect(await violations(page)).toEqual([]);
      await page.locator("#files-tab").click();
      await shoot("files");
      expect(await violations(page)).toEqual([]);
      await page.locator("#help").click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(overflow).toBe(0);
      await page.context().close();
    },
  );

  it("has its picture in the guide, a small one", async () => {
    const page = await seen({ colorScheme: "light", viewport: { width: 960, height: 620 } });
    const picture = await page.screenshot();
    await page.context().close();
    expect(picture.length).toBeGreaterThan(10_000);
    expect(readFileSync(`${docs}room.md`, "utf8")).toContain("](images/room.png)");
    if (process.env["SHARELAB_PICTURES"] === "1") {
      mkdirSync(`${docs}images`, { recursive: true });
      writeFileSync(`${docs}images/room.png`, picture);
    }
    expect(statSync(`${docs}images/room.png`).size).toBeLessThan(150_000);
  });
});
