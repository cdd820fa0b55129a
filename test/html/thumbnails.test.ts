/** Small pictures of frames: how many, of which, and what the page says where there are none. */
import { describe, expect, it } from "vitest";
import { analyzeObserved } from "../../src/analyze/analyze.ts";
import { SeriesCollector } from "../../src/analyze/series/collector.ts";
import { htmlReport } from "../../src/lab/render/html/report-page.ts";
import { Thumbnails } from "../../src/lab/render/html/thumbnails.ts";
import { capture } from "../support/fixtures.ts";

const SIZE = { width: 1366, height: 768 };

async function made(mostKept?: number) {
  const thumbnails = new Thumbnails(SIZE, mostKept);
  const collector = new SeriesCollector(10_000);
  const report = await analyzeObserved(capture("clean-sharer.pcap"), { size: SIZE }, [collector, thumbnails]);
  const page = htmlReport(report, collector.series, {
    name: "clean-sharer.pcap",
    version: "0",
    thumbnails: thumbnails.list,
  });
  return { list: thumbnails.list, page };
}

describe("thumbnails", () => {
  it("are six of a stream, spread over it, the first and the last frame among them", async () => {
    const { list } = await made();
    const frames = list.get(0)!.map(({ frame }) => frame);
    expect(frames.length).toBe(6);
    expect(frames[0]).toBe(0);
    expect(frames.at(-1)).toBe(11);
  });

  it("keep no more bytes than they may, and take what there is room for", async () => {
    const whole = (await made()).list.get(0)!.length;
    const some = (await made(150_000)).list.get(0)!.length;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(whole);
  });

  it("say why there are none where no frame is small enough to be kept", async () => {
    const { list, page } = await made(100);
    expect(list.get(0)).toEqual([]);
    expect(page).toContain("Pictures are left out: they are too large to be kept while the capture is read.");
  });
});
