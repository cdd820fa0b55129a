/** `sharelab view` with its page, as a program: what it prints and opens, how it ends. */
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { requireTools } from "../../support/tools.ts";
import { startSharer, temporaryFolder, type RunningSharer } from "../peers.ts";
import { canvasHash, launch, openPage, phase } from "./browser.ts";
import { eventually } from "./eventually.ts";

const SIZE = { width: 160, height: 120 };
const PROGRAM = fileURLToPath(new URL("../../../dist/cli/sharelab.js", import.meta.url));
const running = new Set<ChildProcess>();

/** A desktop that has no browser of its own, so that xdg-open takes the one in BROWSER. */
function desktopOf(folder: string): Readonly<Record<string, string>> {
  const nothing = { HOME: folder, XDG_DATA_HOME: folder, XDG_DATA_DIRS: folder, XDG_CONFIG_HOME: folder };
  return { ...nothing, XDG_CONFIG_DIRS: folder, XDG_CURRENT_DESKTOP: "", DISPLAY: ":none" };
}

class Viewing {
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  said = "";

  constructor(port: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const clean = { ...process.env };
    for (const name of ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "SSH_CONNECTION", "BROWSER"]) {
      Reflect.deleteProperty(clean, name);
    }
    const all = [PROGRAM, "view", "127.0.0.1", "--port", String(port), "--size", "160x120", ...args];
    this.child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"], env: { ...clean, ...env } });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on("data", (piece: Buffer) => (this.said += piece.toString()));
    }
    running.add(this.child);
    this.code = new Promise((resolve) => this.child.on("close", resolve));
    void this.code.then(() => running.delete(this.child));
  }

  async url(): Promise<string> {
    await eventually(() => this.said).toContain("the page: http");
    return /the page: (\S+)\n/.exec(this.said)![1]!;
  }
}

describe.skipIf(!requireTools("chromium"))("sharelab view", () => {
  let browser: Browser;
  let sharer: RunningSharer;
  beforeAll(async () => {
    browser = await launch();
    sharer = await startSharer(new PatternSource(SIZE));
  });
  afterEach(() => {
    for (const child of running) child.kill("SIGKILL");
  });
  afterAll(async () => {
    await browser.close();
    await sharer.stop();
  });

  it("serves the page until Ctrl-C, says when it is closed, and tells it when it ends", async () => {
    const viewing = new Viewing(sharer.port, ["--page"]);
    const url = await viewing.url();
    const one = await openPage(browser, url);
    await eventually(() => phase(one.page)).toBe("Live");
    await one.page.context().close();
    await eventually(() => viewing.said).toContain("the page was closed; viewing goes on");
    expect(viewing.child.exitCode).toBeNull();
    const { page } = await openPage(browser, url);
    await eventually(() => canvasHash(page)).not.toBeNull();
    viewing.child.kill("SIGINT");
    expect(await viewing.code).toBe(130);
    expect(viewing.said).toMatch(/connected to 127\.0\.0\.1 port \d+\n/);
    expect(viewing.said).toMatch(/\d+ frames, \d+ bytes; stopped\n$/);
    await eventually(() => page.locator("#notice-title").textContent()).toBe("The viewer has ended");
    expect(await canvasHash(page)).not.toBeNull();
    await page.context().close();
  });

  it("ends after --frames, with the last of them in the page; and saves them as well", async () => {
    const folder = temporaryFolder();
    const viewing = new Viewing(sharer.port, ["--page", "--frames", "60", "--save", folder]);
    const { page } = await openPage(browser, await viewing.url());
    expect(await viewing.code).toBe(0);
    expect(viewing.said).toContain(`60 frames, `);
    expect(readdirSync(folder).length).toBe(60);
    await eventually(() => phase(page)).toBe("Over");
    expect(await page.locator("#notice-title").textContent()).toBe("The viewer has ended");
    await page.context().close();
  });

  it("ends after --seconds, whether anybody looks or not", async () => {
    const viewing = new Viewing(sharer.port, ["--page", "--seconds", "0.5", "--page-port", "0"]);
    expect(await viewing.code).toBe(0);
  });

  it.skipIf(process.platform !== "linux")("opens a browser with an address that works once", async () => {
    const folder = temporaryFolder();
    const [script, opened] = [join(folder, "browser"), join(folder, "opened")];
    writeFileSync(script, `#!/bin/sh\nprintf %s "$1" >"${opened}.part" && mv "${opened}.part" "${opened}"\n`);
    chmodSync(script, 0o755);
    const viewing = new Viewing(sharer.port, [], { ...desktopOf(folder), BROWSER: script });
    const url = await viewing.url();
    await eventually(() => existsSync(opened)).toBe(true);
    const address = readFileSync(opened, "utf8");
    expect(address).not.toContain(new URL(url).pathname);
    const { page } = await openPage(browser, address);
    expect(page.url()).toBe(url);
    await eventually(() => phase(page)).toBe("Live");
    expect((await page.request.get(address)).status()).toBe(403);
    viewing.child.kill("SIGTERM");
    expect(await viewing.code).toBe(130);
    await page.context().close();
  });

  it.skipIf(process.platform !== "linux")("says so where the browser does not open", async () => {
    const folder = temporaryFolder();
    const script = join(folder, "browser");
    writeFileSync(script, "#!/bin/sh\nexit 7\n");
    chmodSync(script, 0o755);
    const viewing = new Viewing(sharer.port, [], { ...desktopOf(folder), BROWSER: script });
    await eventually(() => viewing.said).toMatch(
      /no browser could be opened \(its opener ended with \d\): open the page yourself/,
    );
    viewing.child.kill("SIGINT");
    expect(await viewing.code).toBe(130);
  });

  it.skipIf(process.platform !== "linux")("says so where there is no display", async () => {
    const viewing = new Viewing(sharer.port, [], { SSH_CONNECTION: "192.0.2.7 50000 192.0.2.8 22" });
    const { port } = new URL(await viewing.url());
    await eventually(() => viewing.said).toContain(
      `there is no display: open the page in a browser yourself, here or through ssh -L ${port}:127.0.0.1:${port}`,
    );
    viewing.child.kill("SIGINT");
    expect(await viewing.code).toBe(130);
  });

  it("a script with --frames gets the error and its exit code", async () => {
    const other = await startSharer(new PatternSource({ width: 320, height: 240 }));
    const viewing = new Viewing(other.port, ["--page", "--frames", "3"]);
    expect(await viewing.code).toBe(3);
    expect(viewing.said).toContain("This size fits: --size 320x240. [WIRE_WRONG_SIZE]");
    await other.stop();
  });

  it("tells each trouble once, however often it tries", async () => {
    const other = await startSharer(new PatternSource(SIZE));
    const viewing = new Viewing(other.port, ["--page", "--retry", "3"]);
    await eventually(() => viewing.said).toContain("connected to");
    await other.stop();
    expect(await viewing.code).toBe(3);
    expect(viewing.said.match(/The sharer has ended\./g)?.length).toBe(1);
    expect(viewing.said).toContain("[VIEW_CONNECT_FAILED]");
  });

  it("a port of the page that is taken", async () => {
    const viewing = new Viewing(sharer.port, ["--page", "--page-port", String(sharer.port)]);
    expect(await viewing.code).toBe(3);
    expect(viewing.said).toContain("[SHARE_LISTEN_FAILED]");
  });
});
