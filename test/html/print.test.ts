/** The page on paper: a clean PDF, with the explanations open and the facts whole. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { capture } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { browserForTests } from "./browser.ts";
import { pageOf } from "./pages.ts";

describe.skipIf(!requireTools("chromium", "pdftotext", "pdfinfo"))("the printed page", () => {
  const { open } = browserForTests();
  const folder = mkdtempSync(join(tmpdir(), "sharelab-html-print-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is a PDF whose text has everything that a reader on the screen can open, and no more than it needs", async () => {
    const { html } = await pageOf(capture("loss1-sharer.pcap"));
    const { page } = await open(html, { colorScheme: "dark" });
    const path = join(folder, "report.pdf");
    await page.pdf({ path, format: "A4", preferCSSPageSize: true });
    await page.close();
    const text = execFileSync("pdftotext", [path, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
    for (const part of [
      "TCP counts bytes, and starts at a random 32-bit number", // an explanation, closed on the screen
      "Packet 326 sends Seq 241,662 again", // a story
      "What is the throughput, and how was it computed?",
      "number of frames of which all bytes are", // how a fact comes about, closed on the screen
      "seconds from the stream's first packet", // in a plot
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("The data as a table");
    expect(text).not.toContain("Skip to the report");
    const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [path], { encoding: "utf8" }))?.[1]);
    expect(pages).toBeGreaterThan(10);
    expect(pages).toBeLessThan(35);
  });
});
