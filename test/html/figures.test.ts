/** What the figures of a page show and say of real captures, read out of their markup. */
import { describe, expect, it } from "vitest";
import { labelMiddle } from "../../src/lab/render/plot/marks.ts";
import { durationText } from "../../src/lab/render/units.ts";
import { capture } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { browserForTests } from "./browser.ts";
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

describe("the throughput", () => {
  it.each([
    "port-reuse.pcap",
    "loss-viewer.pcap",
    "duplicate-viewer.pcap",
    "urgent-inline.pcap",
    "viewer-reset.pcap",
    "small-mss.pcap",
    "half-close.pcap",
    "loss1-sharer.pcap",
    "chat.pcap",
  ])("has no peak below its average, and no line above all steps: %s", async (name) => {
    const { html, report } = await pageOf(capture(name));
    for (const [index, { directions }] of report.streams.entries()) {
      for (const side of [0, 1] as const) {
        const { peak_bits_per_second: peak, mean_bits_per_second: mean } = directions[side].throughput;
        if (mean === null || peak === null) continue;
        const figure = figureOf(html, `s${index}-rate-${side}`);
        const told = wordsOf(figure);
        const drawn = figure.slice(0, figure.indexOf("</svg"));
        const lower = peak <= mean;
        expect({ peak: told.includes("in the busiest"), line: pathOf(drawn, "p-mean") !== "" }).toEqual({
          peak: !lower,
          line: !lower,
        });
        expect(told.includes("The average is over the")).toBe(lower);
        expect(figure.includes(">mean <data")).toBe(!lower);
      }
    }
  });

  it("is not explained by bursts that are slower than the average", async () => {
    const bursts = "The bursts say more";
    expect((await pageOf(capture("small-mss.pcap"))).html.includes(bursts)).toBe(false);
    expect((await pageOf(capture("loss1-sharer.pcap"))).html.includes(bursts)).toBe(true);
  });

  it("has the name of its average in the legend, where nothing drawn lies under it", async () => {
    const { html } = await pageOf(capture("loss1-sharer.pcap"));
    const figure = figureOf(html, "s0-rate-1");
    expect(wordsOf(figure.slice(figure.indexOf("</svg"))).includes("mean 7.89 Mbit/s")).toBe(true);
    expect(figure.slice(0, figure.indexOf("</svg"))).not.toContain("mean 7.89");
  });
});

/** Texts in plots that lie on each other, or reach beyond their picture. */
function clashes(): string[] {
  return [...document.querySelectorAll("svg.plot")].flatMap((picture) => {
    const edges = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll("text")].map((text) => ({
      words: text.textContent,
      box: text.getBoundingClientRect(),
    }));
    return texts.flatMap(({ words, box }, index) => [
      ...(box.left < edges.left - 0.5 || box.right > edges.right + 0.5 ? [`${picture.id} ${words}: cut off`] : []),
      ...texts
        .slice(index + 1)
        .filter(({ box: other }) => {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          // A line's box is higher than its letters.
          const upwards = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          return across > 1 && upwards > 4;
        })
        .map((other) => `${words} on ${other.words}`),
    ]);
  });
}

describe.skipIf(!requireTools("chromium"))("texts in plots", () => {
  const { open } = browserForTests();

  it.each([
    "loss1-sharer.pcap",
    "loss-viewer.pcap",
    "push.pcap",
    "one-byte.pcap",
    "file-get.pcap",
    "nodelay.pcap",
    "loopback.pcap",
    "offload.pcap",
  ])("are whole, and none lies on another: %s", async (name) => {
    const { page } = await open((await pageOf(capture(name))).html);
    const found = await page.evaluate(clashes);
    await page.close();
    expect(found).toEqual([]);
  });

  it("stand beside the line of the MSS, with the number of the bar that ends there", async () => {
    const { page } = await open((await pageOf(capture("loss1-sharer.pcap"))).html);
    const { line, label } = await page.evaluate(() => {
      const picture = document.querySelector("#s0-sizes-1 svg.plot")!;
      const number = [...picture.querySelectorAll("text")].find(({ textContent }) => textContent === "523")!;
      return {
        line: picture.querySelector(".level path")!.getBoundingClientRect().left,
        label: number.getBoundingClientRect().right,
      };
    });
    await page.close();
    expect(label).toBeLessThan(line - 1);
  });
});

describe("the histogram of sizes", () => {
  it("shows the number of its first bar whole, however narrow that is", async () => {
    const { html } = await pageOf(capture("loss1-sharer.pcap"));
    const figure = figureOf(html, "s0-sizes-1");
    const x = Number(/<text x="([\d.]+)" y="\d+">15<\/text>/.exec(figure)?.[1]);
    // Two digits of at least 6 pixels stand right of the axis.
    expect(x - 6).toBeGreaterThanOrEqual(74);
    expect(labelMiddle({ x: 75, text: "15" }, [74, 700]) - 74).toBeGreaterThan(6);
  });

  it("moves a number to the side of a line where its bar is", () => {
    const limits = [0, 700] as const;
    expect(labelMiddle({ x: 300, text: "9" }, limits, 400)).toBe(300);
    expect(labelMiddle({ x: 395, text: "523" }, limits, 400)).toBeLessThan(395);
    expect(labelMiddle({ x: 405, text: "523" }, limits, 400)).toBeGreaterThan(405);
  });
});

describe("what the options of the SYNs mean", () => {
  /** The cell about one option, by the field that it names. */
  async function meaning(name: string, field: string): Promise<string> {
    const { html } = await pageOf(capture(name));
    const cell = html.split("<td").find((one) => one.includes(`<code>${field}</code>`) && one.includes("Each s"));
    return wordsOf(`<td${cell ?? ""}`);
  }

  it.each([
    ["clean-sharer.pcap", "1,460 + 20 (IP) + 20 (TCP) = 1,500."],
    ["fragments-ipv6.pcap", "1,440 + 40 (IP) + 20 (TCP) = 1,500."],
    ["small-mss.pcap", "536 + 20 (IP) + 20 (TCP) = 576."],
    ["loopback.pcap", "65,495 + 20 (IP) + 20 (TCP) = 65,535."],
  ])("is told with the capture's own MSS and IP version: %s", async (name, sum) => {
    const told = await meaning(name, "tcp.options.mss_val");
    expect(told).toContain(sum);
    expect(told.match(/=/g)).toHaveLength(1);
  });

  it.each([
    ["clean-sharer.pcap", "1,448 bytes of data in place of 1,460."],
    ["fragments-ipv6.pcap", "1,428 bytes of data in place of 1,440."],
    ["loopback.pcap", "65,483 bytes of data in place of 65,495."],
  ])("is told with what timestamps cost here: %s", async (name, cost) => {
    expect(await meaning(name, "tcp.options.timestamp.tsval")).toContain(cost);
  });
});
