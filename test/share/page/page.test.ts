/** The page as a person uses it: what it says, keys, sizes, what comes and goes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Pattern } from "../../../src/share/source/pattern/pattern.ts";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { pickleQ } from "../../../src/share/wire/pickle-q/format.ts";
import { requireTools } from "../../support/tools.ts";
import { ScriptedSource, startSharer, type RunningSharer } from "../peers.ts";
import { canvasHash, hashOf, launch, openPage, phase, type RunningViewer, startViewer } from "./browser.ts";
import { eventually } from "./eventually.ts";

const SIZE = { width: 320, height: 200 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @returns what axe-core finds wrong with the page as it is now */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
  });
}

const title = (page: Page): Promise<string | null> => page.locator("#notice-title").textContent();
const value = async (page: Page, id: string): Promise<number> =>
  Number.parseFloat(((await page.locator(`#${id}`).textContent()) ?? "").replaceAll(",", ""));

describe.skipIf(!requireTools("chromium"))("the page", () => {
  let browser: Browser;
  let sharer: RunningSharer;
  let viewer: RunningViewer;
  beforeAll(async () => {
    browser = await launch();
    sharer = await startSharer(new PatternSource(SIZE));
    viewer = await startViewer({ port: sharer.port, size: SIZE });
  });
  afterAll(async () => {
    await browser.close();
    await viewer.stop();
    await sharer.stop();
  });

  async function livePage(options = {}): Promise<Awaited<ReturnType<typeof openPage>>> {
    const opened = await openPage(browser, viewer.display.url, options);
    await eventually(() => phase(opened.page)).toBe("Live");
    await eventually(() => canvasHash(opened.page)).not.toBeNull();
    return opened;
  }

  it("says what it shows, in numbers that hold together", async () => {
    const { page, complaints } = await livePage();
    expect(await page.title()).toBe(`Live · 127.0.0.1 port ${sharer.port} · sharelab`);
    expect(await page.locator("h1").textContent()).toBe(`127.0.0.1 port ${sharer.port}`);
    expect(await page.locator("#notice").isVisible()).toBe(false);
    await eventually(() => value(page, "shown")).toBeGreaterThan(30);
    const [rate, ratio, received, shown, skipped] = await Promise.all(
      ["rate", "ratio", "received", "shown", "skipped"].map((id) => value(page, id)),
    );
    expect(rate).toBeGreaterThan(5);
    expect(rate).toBeLessThan(40); // the sharer's 30, and what rounding a window adds
    expect(ratio).toBeGreaterThan(5);
    expect(shown! + skipped!).toBeLessThanOrEqual(received! + 30);
    expect(await page.locator("#bits").textContent()).toMatch(/^[\d.]+ [kM]bit\/s$/);
    expect(await page.locator("#delay").textContent()).toMatch(/^\d+ ms$/);
    expect(await page.locator("#last").textContent()).toBe("now");
    expect(await page.locator("#dimensions").textContent()).toBe("320 × 200");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["dark", 1280, 800],
    ["light", 1280, 800],
    ["dark", 400, 700],
    ["light", 400, 700],
  ] as const)(
    "has nothing that axe objects to (%s, %i x %i), and fits the window",
    async (colorScheme, width, height) => {
      const { page } = await livePage({ colorScheme, viewport: { width, height } });
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("1");
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("?");
      expect(await violations(page)).toEqual([]);
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
        return [scrollWidth - clientWidth, scrollHeight - clientHeight];
      });
      expect(overflow).toEqual([0, 0]);
      await page.context().close();
    },
  );

  it("fits the picture, and shows it dot by dot, by key and by button", async () => {
    const { page } = await livePage({ deviceScaleFactor: 2 });
    const shown = (): Promise<{ width: number; height: number }> =>
      page.evaluate(() => {
        const { width, height } = document.querySelector("canvas")!.getBoundingClientRect();
        return { width, height };
      });
    const pressed = (): Promise<(string | null)[]> =>
      Promise.all(["fit", "exact"].map((id) => page.locator(`#${id}`).getAttribute("aria-pressed")));
    const room = await page.evaluate(() => document.getElementById("stage")!.clientHeight - 24);
    const fitted = await shown();
    expect(fitted.height).toBeCloseTo(room, 0);
    expect(fitted.width / fitted.height).toBeCloseTo(1.6, 2);
    expect(await pressed()).toEqual(["true", "false"]);
    await page.keyboard.press("1");
    expect(await shown()).toEqual({ width: 160, height: 100 }); // on a screen with two dots a pixel of CSS
    expect(await pressed()).toEqual(["false", "true"]);
    await page.keyboard.press("0");
    expect(await shown()).toEqual(fitted);
    await page.locator("#exact").click();
    expect(await shown()).toEqual({ width: 160, height: 100 });
    await page.setViewportSize({ width: 140, height: 500 });
    await page.locator("#stage").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await eventually(() => page.evaluate(() => document.getElementById("stage")!.scrollLeft)).toBeGreaterThan(0);
    await page.context().close();
  });

  it("goes full screen and comes back", async () => {
    const { page } = await livePage();
    const full = (): Promise<boolean> => page.evaluate(() => document.fullscreenElement !== null);
    await page.keyboard.press("f");
    await eventually(full).toBe(true);
    await eventually(() => page.locator("header").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("stage");
    await page.keyboard.press("i");
    expect(await page.locator("#full").textContent()).toContain("Leave full screen");
    await page.locator("#full").click();
    await eventually(full).toBe(false);
    await eventually(() => page.locator("footer").isVisible()).toBe(true);
    await page.keyboard.press("i");
    expect(await page.locator("footer").isVisible()).toBe(false);
    await page.keyboard.press("i");
    expect(await page.locator("footer").isVisible()).toBe(true);
    await page.context().close();
  });

  it("is all reached by Tab, with a focus that is seen; and explains its keys, which can be switched off", async () => {
    const { page } = await livePage();
    const reached: (string | undefined)[] = [];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("Tab");
      const { id, outline } = await page.evaluate(() => {
        const active = document.activeElement as HTMLElement;
        return { id: active.id, outline: getComputedStyle(active).outlineStyle };
      });
      expect([id, outline]).toEqual([id, "solid"]);
      reached.push(id);
    }
    expect(reached).toEqual(["fit", "exact", "size", "full", "help", "stage"]);
    await page.keyboard.press("?");
    expect(await page.locator("#guide").isVisible()).toBe(true);
    await page.keyboard.press("1"); // the picture is behind the help
    expect(await page.locator("#fit").getAttribute("aria-pressed")).toBe("true");
    await page.locator("#shortcuts").uncheck();
    await page.keyboard.press("Escape");
    expect(await page.locator("#guide").isVisible()).toBe(false);
    await page.keyboard.press("1");
    expect(await page.locator("#fit").getAttribute("aria-pressed")).toBe("true");
    await page.context().close();
  });

  it("that was busy goes on with the newest frame", async () => {
    const { page } = await livePage();
    await page.evaluate(() => {
      const until = performance.now() + 1500;
      while (performance.now() < until);
    });
    // Of some 45 frames that came while it was busy it has skipped all but two or so.
    await eventually(() => value(page, "skipped")).toBeGreaterThan(20);
    const before = await value(page, "shown");
    await eventually(() => value(page, "shown")).toBeGreaterThan(before);
    expect(await value(page, "skipped")).toBeLessThan(viewer.display.counters.frames);
    await page.context().close();
  });

  it("that is hidden asks for nothing, and goes on with the newest frame when it is seen again", async () => {
    const { page } = await livePage();
    const hide = (hidden: boolean): Promise<void> =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await hide(true);
    const received = viewer.display.counters.frames;
    await eventually(() => viewer.display.counters.frames).toBeGreaterThan(received + 30); // a second: the page has counted what it drew
    const before = await value(page, "shown");
    await eventually(() => viewer.display.counters.frames).toBeGreaterThan(received + 75);
    expect(await value(page, "shown")).toBe(before);
    await hide(false);
    await eventually(() => value(page, "shown")).toBeGreaterThan(before + 5);
    expect(await value(page, "skipped")).toBeGreaterThan(20);
    await page.context().close();
  });

  it("comes back when its connection to the viewer breaks, and says so meanwhile", async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    let attempts = 0;
    await page.routeWebSocket(/socket$/, (socket) => {
      attempts++;
      if (attempts <= 2) void socket.close({ code: 1011 });
      else socket.connectToServer();
    });
    await page.goto(viewer.display.url);
    await eventually(() => title(page)).toBe("The viewer does not answer");
    expect(await phase(page)).toBe("No viewer");
    expect(await page.locator("#notice-wait").textContent()).toMatch(/^Tries again in \d+ s\.$|^Trying now …$/);
    await eventually(() => phase(page)).toBe("Live");
    expect(attempts).toBe(3);
    await context.close();
  });

  it("two pages of one viewer, one closed: the other goes on", async () => {
    const [one, other] = [await livePage(), await livePage()];
    await one.page.context().close();
    const before = await value(other.page, "shown");
    await eventually(() => value(other.page, "shown")).toBeGreaterThan(before);
    await other.page.context().close();
  });
});

describe.skipIf(!requireTools("chromium"))("the page when something is wrong", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it("the sharer ends and is started again", async () => {
    const pattern = new Pattern(SIZE, 1);
    const first = await startSharer(new ScriptedSource(SIZE, (n) => pattern.frame(Math.min(n, 5))));
    const { port } = first;
    const viewer = await startViewer({ port, size: SIZE });
    const { page, complaints } = await openPage(browser, viewer.display.url);
    await eventually(async () => (await canvasHash(page))?.sha256).toBe(hashOf(pattern.frame(5)));
    await first.stop();
    await eventually(() => title(page)).toBe("The sharer has ended");
    expect(await page.locator("#notice-remedy").textContent()).toBe("The pictures go on when it shares again.");
    // That nobody listens there, which it finds next, is no news; the last picture stays.
    await eventually(() => viewer.states.filter(({ phase }) => phase === "connecting").length).toBeGreaterThan(1);
    expect(await title(page)).toBe("The sharer has ended");
    expect((await canvasHash(page))?.sha256).toBe(hashOf(pattern.frame(5)));
    expect(await page.locator("#announcer").textContent()).toContain("The sharer has ended");
    expect(await violations(page)).toEqual([]);
    const second = await startSharer(new ScriptedSource(SIZE, () => pattern.frame(77)), { port });
    await page.keyboard.press("r");
    await eventually(async () => (await canvasHash(page))?.sha256).toBe(hashOf(pattern.frame(77)));
    expect(await phase(page)).toBe("Live");
    expect(await page.locator("#notice").isVisible()).toBe(false);
    await second.stop();
    await viewer.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("nobody shares there yet", async () => {
    const running = await startSharer(new PatternSource(SIZE));
    await running.stop();
    const viewer = await startViewer({ port: running.port, size: SIZE });
    const { page } = await openPage(browser, viewer.display.url);
    await eventually(() => title(page)).toBe("The sharer can't be reached");
    expect(await page.locator("#notice-text").textContent()).toContain("ECONNREFUSED");
    expect(await page.locator("#notice-remedy").textContent()).toContain("start the sharer first");
    // The pauses grow: the button is for who doesn't want to wait.
    await eventually(() => page.locator("#notice-wait").textContent()).toMatch(/^Tries again in [3-9] s\.$/);
    const again = await startSharer(new PatternSource(SIZE), { port: running.port });
    await page.locator("#retry").click();
    await eventually(() => phase(page)).toBe("Live");
    await viewer.stop();
    await again.stop();
    await page.context().close();
  });

  it("the size is another: it says which fits, and takes it", async () => {
    const pattern = new Pattern(SIZE, 1);
    const sharer = await startSharer(new ScriptedSource(SIZE, () => pattern.frame(3)));
    const viewer = await startViewer({ port: sharer.port, size: { width: 160, height: 120 } });
    const { page, complaints } = await openPage(browser, viewer.display.url, { colorScheme: "light" });
    await eventually(() => title(page)).toBe("The pictures have another size");
    expect(await page.locator("#notice-text").textContent()).toContain("192000 bytes, not the 57600 of 160x120");
    expect(await page.locator("#notice-remedy").textContent()).toBe("This size fits:");
    expect(await violations(page)).toEqual([]);
    await page.locator("#other-size").fill("huge");
    await page.keyboard.press("Enter");
    expect(await page.locator("#other-size-problem").textContent()).toContain("such as 1366x768");
    expect(await violations(page)).toEqual([]);
    // A size that is none that fits is tried, and found wrong.
    await page.locator("#other-size").fill("100 x 100");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("#notice-text").textContent()).toContain("not the 30000 of 100x100");
    await page.getByRole("button", { name: "320 × 200" }).click();
    await eventually(async () => (await canvasHash(page))?.sha256).toBe(hashOf(pattern.frame(3)));
    expect(viewer.viewer.size).toEqual(SIZE);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("stage");
    await viewer.stop();
    await sharer.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a size that was chosen wrongly can be corrected, by key and by button, without another connection", async () => {
    const size = { width: 400, height: 240 };
    const pattern = new Pattern(size, 1);
    const sharer = await startSharer(new ScriptedSource(size, () => pattern.frame(3)));
    const viewer = await startViewer({ port: sharer.port, size: { width: 320, height: 240 } });
    const { page, complaints } = await openPage(browser, viewer.display.url);
    await eventually(() => title(page)).toBe("The pictures have another size");
    expect(await page.locator("#size").isVisible()).toBe(false); // the card has the sizes
    await page.getByRole("button", { name: "320 × 300" }).click();
    await eventually(async () => (await canvasHash(page))?.size).toBe("320x300");
    await page.keyboard.press("s");
    const dialog = page.locator("#size-dialog");
    const sizes = dialog.locator("#choice-sizes button");
    expect(await sizes.allTextContents()).toEqual(["320 × 300", "400 × 240"]);
    expect(await sizes.nth(0).getAttribute("aria-pressed")).toBe("true");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("1"); // the picture is behind it
    expect(await page.locator("#fit").getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("s");
    expect(await dialog.isVisible()).toBe(false);
    await page.locator("#size").click();
    await page.locator("#choice-other-size").fill("100x100");
    await page.keyboard.press("Enter");
    expect(await page.locator("#choice-other-size-problem").textContent()).toBe(
      "The sharer's pictures have 96000 pixels, 100 × 100 are 10000.",
    );
    expect(await violations(page)).toEqual([]);
    await sizes.nth(1).click();
    await eventually(async () => (await canvasHash(page))?.size).toBe("400x240");
    expect((await canvasHash(page))?.sha256).toBe(hashOf(pattern.frame(3)));
    expect(await dialog.isVisible()).toBe(false);
    expect(await page.locator("#dimensions").textContent()).toBe("400 × 240");
    expect(sharer.sharer.counters.joined).toBe(2); // the one before any size was chosen, and this one
    // Another tab has the choice, too.
    await page.reload();
    await eventually(() => page.locator("#size").isVisible()).toBe(true);
    await page.keyboard.press("s");
    expect((await sizes.allTextContents()).toSorted()).toEqual(["320 × 300", "400 × 240"]);
    await viewer.stop();
    await sharer.stop();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("offers no size where the format says it", async () => {
    const sharer = await startSharer(new PatternSource(SIZE), { format: pickleQ });
    const viewer = await startViewer({ port: sharer.port, size: SIZE, format: pickleQ });
    const { page } = await openPage(browser, viewer.display.url);
    await eventually(() => phase(page)).toBe("Live");
    await eventually(() => canvasHash(page)).not.toBeNull();
    expect(await page.locator("#size").isVisible()).toBe(false);
    await page.keyboard.press("s");
    expect(await page.locator("#size-dialog").isVisible()).toBe(false);
    await viewer.stop();
    await sharer.stop();
    await page.context().close();
  });

  it("what comes is no share: the last picture stays, with the error over it", async () => {
    const pattern = new Pattern(SIZE, 1);
    const { zlibRgb } = await import("../../../src/share/wire/zlib-rgb/format.ts");
    const good = zlibRgb.encode(SIZE, pattern.frame(0), 6);
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(Buffer.concat([good, Buffer.from('<script>alert("x")</script>')]));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const viewer = await startViewer({ port: (server.address() as AddressInfo).port, size: SIZE });
    const { page, complaints } = await openPage(browser, viewer.display.url);
    await eventually(() => title(page)).toBe("What the sharer sends can't be shown");
    expect(await page.locator("#notice-text").textContent()).toContain(`At stream offset ${good.length} (frame 2)`);
    await eventually(async () => (await canvasHash(page))?.sha256).toBe(hashOf(pattern.frame(0)));
    expect(await phase(page)).toBe("Bad input");
    expect(await page.locator("#retry").textContent()).toBe("Try again");
    await viewer.stop();
    await eventually(() => title(page)).toBe("The viewer has ended");
    expect(await page.title()).toMatch(/^Over · /);
    expect(await page.locator("#retry").isVisible()).toBe(false);
    server.close();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
