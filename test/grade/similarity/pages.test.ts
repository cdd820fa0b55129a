/** similarity.html and the pages of pairs, in a real browser. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareClass, type Member } from "../../../src/lab/grade/similarity/class.ts";
import { writeSimilarityPages } from "../../../src/lab/grade/similarity/output/pages.ts";
import type { Fingerprint } from "../../../src/lab/grade/similarity/prints/types.ts";
import { browserForTests } from "../../html/browser.ts";
import { capture } from "../../support/fixtures.ts";
import { requireTools } from "../../support/tools.ts";
import { violations } from "../axe.ts";
import { fixturePrint, printOf, written } from "./making.ts";

const EVIL = '"><script>alert(1)</script>\u202e\u001b[31m';
const TEXT =
  "My viewer empties its buffer only between two repaints, so the window dips whenever a large frame arrives while the canvas is busy, and opens again soon.";

describe.skipIf(!requireTools("chromium", "editcap"))("the pages of what is alike", () => {
  const { open } = browserForTests();
  const out = mkdtempSync(join(tmpdir(), "sharelab-alike-"));
  const file = (name: string): string => readFileSync(join(out, name), "utf8");
  const rules = { together: [], excluded: [], pictures: true, answers: true };
  const members: Member[] = [];

  beforeAll(async () => {
    const copy = join(out, "copy.pcap");
    execFileSync("editcap", ["-F", "pcap", "-t", "3600", capture("loss-sharer.pcap"), copy]);
    const add = (id: string, print: Fingerprint, batch: string | null = null): void => {
      members.push({ id, aliases: [], batch, load: () => Promise.resolve({ ...print, id }) });
    };
    add("ada.moreau@students.a-long-name.example.edu", await fixturePrint("loss-sharer.pcap"));
    add(EVIL, await printOf(copy));
    add("chen", await fixturePrint("loss-viewer.pcap"));
    add("dana", await fixturePrint("plain-sharer.pcap"));
    for (const id of ["emil", "fay"]) add(id, written(id, { why: TEXT }));
    for (let at = 0; at < 6; at++) add(`s${at}`, written(`s${at}`, { why: `${"word".repeat(at + 1)} ${at}` }));
    add("old", await fixturePrint("seq-wrap.pcap"), "2025");
    const { pairs } = await compareClass(members, rules);
    expect(pairs.length).toBeGreaterThanOrEqual(4);
    await writeSimilarityPages(out, { rubric: { assignment: { title: "TCP under a screen share" } }, pairs, members });
  });
  afterAll(() => {
    rmSync(out, { recursive: true, force: true });
  });

  it.each([
    ["similarity.html", "light", {}],
    ["similarity.html", "dark", { colorScheme: "dark" }],
    ["similarity.html", "light, 320 pixels wide", { width: 320 }],
    ["similarity/1.html", "light", {}],
    ["similarity/1.html", "dark, 320 pixels wide", { colorScheme: "dark", width: 320 }],
    ["similarity/1.html", "print", { media: "print" }],
    ["similarity/2.html", "dark", { colorScheme: "dark" }],
    ["similarity/5.html", "light, 320 pixels wide", { width: 320 }],
  ] as const)("have nothing that axe complains about, load nothing and fit: %s, %s", async (name, _, view) => {
    const { page, noted } = await open(file(name), view);
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(wide).toBeLessThanOrEqual(0);
    expect(noted).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it("link from each pair to its own page and back, and show every name as text", async () => {
    const { page, noted } = await open(file("similarity.html"));
    const links = await page.evaluate<string[]>(
      "[...document.querySelectorAll('main a')].map((a) => a.getAttribute('href'))",
    );
    expect(links.length).toBeGreaterThanOrEqual(4);
    for (const link of links) expect(existsSync(join(out, link)), link).toBe(true);
    expect(await page.locator("main").textContent()).toContain("<script>alert(1)</script>");
    const { page: pair, noted: more } = await open(file("similarity/1.html"));
    expect(await pair.locator("script").count()).toBe(0);
    expect(await pair.locator("header a").getAttribute("href")).toBe("../similarity.html");
    expect([...noted, ...more]).toEqual([]);
    await Promise.all([page.close(), pair.close()]);
  });

  it("put two captures side by side, packet by packet, with their times tied", async () => {
    const { page } = await open(file("similarity/1.html"));
    expect(await page.locator("svg.lanes line.tie").count()).toBeGreaterThan(50);
    expect(await page.locator("table.packets tbody tr").count()).toBeGreaterThan(50);
    expect(await page.locator(".sides section").count()).toBe(2);
    expect(await page.locator(".evidence").textContent()).toContain("All times are shifted by 3600.000 s.");
    const later = await page.locator("table.packets tbody td:last-child").allTextContents();
    expect(new Set(later)).toEqual(new Set(["3600.000000"]));
    await page.close();
  });
});
