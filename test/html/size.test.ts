/** Small pages: however long the session, however many streams. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeCapture } from "../../bench/analyze/make-capture.ts";
import { pageOf } from "./pages.ts";

const LIMIT = 2_000_000;

describe("a page", () => {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-html-size-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("of a session of 100,000 packets stays under 2 MB, and says that values were put together", async () => {
    const made = makeCapture("session", 105, folder);
    const { html, report } = await pageOf(made.path);
    expect(report.capture.packets).toBeGreaterThan(100_000);
    expect(Buffer.byteLength(html)).toBeLessThan(LIMIT);
    expect(html).toMatch(/Drawn from [\d,]+ values/);
    expect(html).toMatch(/The first 100 of [\d,]+ rows/);
  });

  it("of hundreds of streams tells the first in full, and the rest in a table", async () => {
    const made = makeCapture("short", 20, folder);
    const { html, report } = await pageOf(made.path);
    expect(report.streams.length).toBeGreaterThan(300);
    expect(Buffer.byteLength(html)).toBeLessThan(LIMIT);
    expect(html.match(/id="s\d+-stream"/g)).toHaveLength(8);
    expect(html).toContain(`${report.streams.length - 8} more streams in short`);
  });
});
