/** A room of two, in a real browser: what each page shows of the other end. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "../share/page/browser.ts";
import { eventually } from "../share/page/eventually.ts";
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
  type RunningRoom,
} from "./rooms.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
/** Of any byte value, and more than one read of a socket takes. */
const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * n + (n >> 7)) & 0xff));

describe.skipIf(!requireTools("chromium"))("a room of two", () => {
  let browser: Browser;
  let host: RunningRoom;
  let guest: RunningRoom;
  let hostPage: Page;
  let guestPage: Page;
  const complaints: string[] = [];
  const folder = temporaryFolder();
  const [screen, hostVideo, guestVideo] = [picture(SCREEN, 1), picture(VIDEO, 2), picture(VIDEO, 3)];

  beforeAll(async () => {
    browser = await launch();
    const ports = await freePorts();
    const [options, joining] = [hostOptions(ports), guestOptions(ports)];
    host = await startRoom({
      ...options,
      screen: { ...options.screen!, source: screen.source },
      video: { ...options.video!, source: hostVideo.source },
      files: { folder, takes: true },
    });
    guest = await startRoom({ ...joining, video: { ...joining.video!, source: guestVideo.source } });
    const pages = [await enter(browser, host.room), await enter(browser, guest.room)] as const;
    [hostPage, guestPage] = [pages[0].page, pages[1].page];
    for (const { complaints: some, page } of pages) {
      page.on("close", () => complaints.push(...some));
    }
  });
  afterAll(async () => {
    await guest.stop();
    await host.stop();
    await browser.close();
  });

  it("shows the host's screen at both ends, and each end's pictures at the other, pixel for pixel", async () => {
    for (const page of [hostPage, guestPage]) {
      await eventually(() => drawn(page, "picture")).toBe(screen.last);
      await eventually(() => is(page, "screen")).toBe("live");
      await eventually(() => is(page, "video")).toBe("live");
    }
    await eventually(() => drawn(hostPage, "own-picture")).toBe(hostVideo.last);
    await eventually(() => drawn(hostPage, "other-picture")).toBe(guestVideo.last);
    await eventually(() => drawn(guestPage, "own-picture")).toBe(guestVideo.last);
    await eventually(() => drawn(guestPage, "other-picture")).toBe(hostVideo.last);
    expect(await hostPage.locator("#own-phase").textContent()).toBe("Seen by 127.0.0.1");
    await eventually(() => hostPage.locator("#ratio").textContent()).toMatch(/^[\d.]+ : 1$/);
    expect(await hostPage.locator("#dimensions").textContent()).toBe("320 × 200");
  });

  it("sends what is written with Enter to both, as text and nothing else", async () => {
    const hostile = [
      "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
      "\u202Eevil\u202C \u2066txt.exe",
      "\x1b[31mred\x07",
    ];
    await say(hostPage, "hello from the host");
    await eventually(() => said(guestPage)).toContain("Ada: hello from the host");
    for (const text of hostile) await say(guestPage, text);
    await eventually(() => said(hostPage)).toContain(`Ben: ${hostile[0]}`);
    await eventually(async () => (await said(hostPage)).length).toBe(4);
    expect(await said(hostPage)).toEqual([
      "You: hello from the host",
      `Ben: ${hostile[0]}`,
      String.raw`Ben: \u202eevil\u202c \u2066txt.exe`,
      String.raw`Ben: \x1b[31mred\x07`,
    ]);
    for (const page of [hostPage, guestPage]) {
      expect(await page.title()).not.toContain("owned");
      expect(await page.locator("#log script, #log img").count()).toBe(0);
    }
    expect(await hostPage.locator("#log time").last().getAttribute("datetime")).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it("marks what was not seen, until it is", async () => {
    await guestPage.locator("#files-tab").click();
    await say(hostPage, "are you there?");
    await eventually(() => guestPage.locator("#unread").textContent()).toBe("1");
    expect(await guestPage.title()).toMatch(/^\(1\) /);
    await guestPage.locator("#chat-tab").click();
    await eventually(() => guestPage.locator("#unread").isVisible()).toBe(false);
    expect(await guestPage.title()).not.toMatch(/^\(/);
    expect(await guestPage.locator(".fresh").count()).toBe(1);
  });

  it("sends a guest's file to the host's folder, with its digest at both ends, and says so in the chat", async () => {
    const name = "Übung 1.bin";
    await guestPage.locator("#files-tab").click();
    await guestPage.locator("#chosen").setInputFiles({ name, mimeType: "application/octet-stream", buffer: BYTES });
    const mine = guestPage.locator(".transfer", { hasText: name });
    await eventually(() => mine.locator(".is").textContent()).toBe("✓ Sent");
    expect(await mine.locator("code").textContent()).toBe(`SHA-256 ${sha256(BYTES)}`);
    expect(await mine.locator(".how").textContent()).toContain("Stored there, with the same SHA-256.");
    expect(readFileSync(join(folder, name)).equals(BYTES)).toBe(true);
    const theirs = hostPage.locator(".transfer", { hasText: name });
    await hostPage.locator("#files-tab").click();
    await eventually(() => theirs.locator(".is").textContent()).toBe("✓ Received");
    expect(await theirs.locator("code").textContent()).toBe(`SHA-256 ${sha256(BYTES)}`);
    await eventually(() => said(hostPage)).toContain(
      `Ben: I have sent the file ${name} (300000 bytes). It can be got by this name.`,
    );
  });

  it("gets a file by its name, at either end, to be saved as what it was", async () => {
    writeFileSync(join(folder, "notes.txt"), BYTES);
    for (const page of [guestPage, hostPage]) {
      await page.locator("#files-tab").click();
      await page.locator("#file-name").fill("notes.txt");
      await page.locator("#file-name").press("Enter");
      const item = page.locator(".transfer", { hasText: "notes.txt" }).filter({ has: page.locator("a[href]") });
      await eventually(() => item.locator(".is").textContent()).toBe("✓ Got");
      expect(await item.locator("code").textContent()).toBe(`SHA-256 ${sha256(BYTES)}`);
      const [download] = await Promise.all([page.waitForEvent("download"), item.locator("a").click()]);
      expect(download.suggestedFilename()).toBe("notes.txt");
      expect(readFileSync(await download.path()).equals(BYTES)).toBe(true);
    }
    // What the host's own page did is not told to it a second time, as if somebody else had done it.
    expect(await hostPage.locator(".transfer", { hasText: "Fetched" }).count()).toBe(1);
  });

  it("takes files that are dropped on it", async () => {
    await guestPage.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(["dropped"], "dropped.txt"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await eventually(() => readdirSync(folder)).toContain("dropped.txt");
    expect(readFileSync(join(folder, "dropped.txt"), "utf8")).toBe("dropped");
  });

  it("says what is wrong with a file", async () => {
    const item = (name: string): ReturnType<Page["locator"]> => guestPage.locator(".transfer", { hasText: name });
    await guestPage.locator("#file-name").fill("nowhere.txt");
    await guestPage.locator("#file-name").press("Enter");
    await eventually(() => item("nowhere.txt").locator(".is").textContent()).toBe("✗ Failed");
    expect(await item("nowhere.txt").locator(".how").textContent()).toContain("The server has no file nowhere.txt.");
    await guestPage
      .locator("#chosen")
      .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    const refused = guestPage.locator('.transfer[data-state="failed"]', { hasText: "notes.txt" });
    await eventually(() => refused.count()).toBe(1);
    expect(await refused.locator(".how").textContent()).toContain("is there already");
    expect(readFileSync(join(folder, "notes.txt")).equals(BYTES)).toBe(true);
  });

  it("shows a page that is opened later what was said before, and ends in order", async () => {
    const { page } = await enter(browser, host.room);
    expect(await said(page)).toEqual(await said(hostPage));
    await guest.stop();
    await eventually(() => guestPage.locator("#away").textContent()).toContain("The room has ended.");
    await eventually(() => is(hostPage, "video")).toBe("nobody there yet");
    await host.stop();
    await eventually(() => hostPage.locator("#away").isVisible()).toBe(true);
    for (const one of [hostPage, guestPage, page]) await one.context().close();
    expect(complaints).toEqual([]);
  });
});
