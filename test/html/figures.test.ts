/** What the figures of a page show and say of real captures, read out of their markup. */
import { describe, expect, it } from "vitest";
import { capture } from "../support/fixtures.ts";
import { durationText } from "../../src/lab/render/units.ts";
import { pageOf } from "./pages.ts";

/** The figure of one id, up to its end. */
function figureOf(page: string, id: string): string {
  const start = page.indexOf(`<figure class="plot-figure" id="${id}"`);
  expect(start, id).toBeGreaterThanOrEqual(0);
  return page.slice(start, page.indexOf("</figure", start));
}

/** The starts of a path's pieces. */
function startsOf(path: string): { x: number; y: number }[] {
  return [...path.matchAll(/M([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

/** The path of a class in a figure. */
function pathOf(figure: string, className: string): string {
  return new RegExp(`<path class="${className}" d="([^"]*)"`).exec(figure)?.[1] ?? "";
}

/** From where to where a figure's first panel shows what is on it, across. */
function shownOf(figure: string): { left: number; right: number } {
  const [, x, width] = /<clipPath[^>]*><rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(figure) ?? [];
  return { left: Number(x), right: Number(x) + Number(width) };
}

/** Half of the width of a dot's stroke. */
const DOT = 1.3;

describe("the plot of round trips", () => {
  it.each([
    ["port-reuse.pcap", "s1-rtt-1"],
    ["rough-sharer.pcap", "s0-rtt-1"],
    ["midstream.pcap", "s0-rtt-1"],
    ["chat.pcap", "s0-rtt-0"],
  ])("shows every sample whole, the last ones too: %s", async (name, id) => {
    const { html } = await pageOf(capture(name));
    const figure = figureOf(html, id);
    const dots = startsOf(pathOf(figure, "p-dot"));
    const { left, right } = shownOf(figure);
    expect(dots.length).toBeGreaterThan(0);
    expect(dots.filter(({ x }) => x - DOT < left || x + DOT > right)).toEqual([]);
  });
});

describe("the first frame, enlarged", () => {
  it("begins with the frame's first packet, also where the capture begins in an earlier one", async () => {
    const { html, report } = await pageOf(capture("midstream.pcap"));
    const frame = report.streams[0]!.frames!.list[0]!;
    const time = Number(frame.complete_time) - Number(frame.start_time);
    expect(figureOf(html, "s0-zoom-1")).toContain(`${frame.segments} segments in ${durationText(time)},`);
  });
});

describe("the time-sequence plot", () => {
  it.each([
    ["en", "It rises from 1 to 748,619."],
    ["tr", "1 değerinden 748,619 değerine yükselir."],
  ])("says in %s between which first bytes its dots lie", async (language, words) => {
    const { html } = await pageOf(capture("loss1-sharer.pcap"), { language });
    expect(figureOf(html, "s0-stevens-1")).toContain(words);
  });
});

/** What stands on a page, without its markup. */
function wordsOf(page: string): string {
  return page.replace(/<[^>]*>/g, "").replace(/\s+/g, " ");
}

describe("sentences about one of something", () => {
  it.each([
    ["zero-window-probes.pcap", "1 of 22 data segments (4.5 %) was sent again. It is told below."],
    ["offload.pcap", "the number of segments is 1 on average"],
    ["rough-sharer.pcap", "of 42 acknowledged exactly two segments"],
    ["file-get.pcap", "1 ambiguous one as a hollow circle"],
    ["file-get.pcap", "1 of 1 segment (100 %) carries"],
    ["urgent-extra.pcap", "segments of each frame, 1 frame in all"],
    ["loopback.pcap", "compressed 1 : 1 (median)"],
  ])("are in the singular: %s", async (name, words) => {
    const { html } = await pageOf(capture(name));
    expect(wordsOf(html).includes(words), words).toBe(true);
  });
});
