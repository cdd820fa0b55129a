/** The guide to the report: its pictures are real pages, as this browser shows them. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ENGLISH } from "../../src/lab/text/catalogue.ts";
import { capture } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { browserForTests } from "./browser.ts";
import { pageOf } from "./pages.ts";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
const guide = readFileSync(`${docs}lab-report.md`, "utf8");

/** The pictures of the guide. With SHARELAB_PICTURES=1 they are made anew. */
const PICTURES: Readonly<Record<string, (page: Page) => Promise<Buffer>>> = {
  "report-top.png": (page) => page.screenshot({ clip: { x: 0, y: 0, width: 1200, height: 900 } }),
  "report-loss.png": (page) => page.locator("#s0-event-2").screenshot(),
};

describe.skipIf(!requireTools("chromium"))("docs/lab-report.md", () => {
  const { open } = browserForTests();

  it("shows pictures of a real report, small ones", async () => {
    const named = [...guide.matchAll(/\]\(images\/([\w-]+\.png)\)/g)].map((match) => match[1]);
    expect(named.sort()).toEqual(Object.keys(PICTURES).sort());
    const { html } = await pageOf(capture("loss1-sharer.pcap"), { name: "loss1-sharer.pcap" });
    const { page } = await open(html, { width: 1200 });
    for (const [name, take] of Object.entries(PICTURES)) {
      const picture = await take(page);
      expect(picture.length).toBeGreaterThan(10_000);
      const path = `${docs}images/${name}`;
      if (process.env["SHARELAB_PICTURES"] === "1") {
        mkdirSync(`${docs}images`, { recursive: true });
        writeFileSync(path, picture);
      }
      expect(statSync(path).size).toBeLessThan(200_000);
    }
    await page.close();
  });

  it("names every section of the report", () => {
    const sections = Object.entries(ENGLISH.messages).filter(([id]) => id.startsWith("section."));
    for (const [id, name] of sections) {
      if (!["section.stream", "section.others"].includes(id)) expect(guide).toContain(`| ${name} `);
    }
  });
});
