/** Everybody can read the page: WCAG 2.2 AA as far as axe can tell, keyboard alone, narrow screens, print. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { capture } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { browserForTests } from "./browser.ts";
import { pageOf } from "./pages.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page: Page): Promise<string[]> {
  // Everything that can be opened is looked at, too.
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.evaluate(AXE);
  const results = await page.evaluate(async (tags): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: unknown) => Promise<AxeResults> } };
    return axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  }, RULES);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map((node) => `${id}: ${node.html.slice(0, 160)}`),
  );
}

describe.skipIf(!requireTools("chromium"))("the page", () => {
  const { open } = browserForTests();
  const pages = new Map<string, string>();

  beforeAll(async () => {
    pages.set("loss1-sharer", (await pageOf(capture("loss1-sharer.pcap"))).html);
    pages.set("zerowin-viewer", (await pageOf(capture("zerowin-viewer.pcap"))).html);
    pages.set("two-viewers, Turkish", (await pageOf(capture("two-viewers.pcap"), { language: "tr" })).html);
    pages.set("no stream", (await pageOf(capture("clean-sharer.pcap"), { ports: [{ port: 1 }] })).html);
  });
  const html = (name: string): string => pages.get(name) ?? "";

  it.each([
    ["loss1-sharer", "light", { colorScheme: "light" }],
    ["loss1-sharer", "dark", { colorScheme: "dark" }],
    ["loss1-sharer", "print", { media: "print" }],
    ["loss1-sharer", "320 pixels wide", { width: 320 }],
    ["zerowin-viewer", "light", { colorScheme: "light" }],
    ["two-viewers, Turkish", "dark", { colorScheme: "dark" }],
    ["no stream", "light", { colorScheme: "light" }],
  ] as const)("has nothing that axe complains about: %s, %s", async (name, _, view) => {
    const { page } = await open(html(name), view);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it.each(["loss1-sharer", "two-viewers, Turkish", "no stream"])(
    "loads nothing, runs nothing, and breaks no rule of its own policy: %s",
    async (name) => {
      const { page, noted } = await open(html(name));
      await page.locator("body").screenshot();
      expect(noted).toEqual([]);
      expect(await page.locator("script, iframe, object, embed, link, [style]").count()).toBe(0);
      await page.close();
    },
  );

  it("doesn't scroll sideways at 320 pixels; what is wider scrolls in its own region", async () => {
    const { page } = await open(html("loss1-sharer"), { width: 320 });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    const wide = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      cut: [...document.querySelectorAll("main *, header *, nav *")]
        .filter((element) => element.closest(".scroll, svg") === null && element.getBoundingClientRect().right > 321)
        .map((element) => element.outerHTML.slice(0, 120)),
    }));
    expect(wide).toEqual({ page: 320, cut: [] });
    const regions = await page
      .locator(".scroll")
      .evaluateAll((elements) =>
        elements.map((one) => [
          one.getAttribute("role"),
          one.getAttribute("tabindex"),
          (one.getAttribute("aria-label") ?? "") !== "",
        ]),
      );
    expect(regions.length).toBeGreaterThan(10);
    for (const region of regions) expect(region).toEqual(["region", "0", true]);
    await page.close();
  });

  it("can be used with the keyboard alone: the way past the contents, each region, each box that opens", async () => {
    const { page } = await open(html("loss1-sharer"));
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("report");

    const reached = new Set<string>();
    for (let presses = 0; presses < 400; presses++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const all = [...document.querySelectorAll("main a[href], main [tabindex='0'], main summary")];
        return { place: String(all.indexOf(element)), outline: `${outlineStyle} ${outlineWidth}` };
      });
      if (at === null || at.place === "-1") break;
      expect(at.outline).toBe("solid 3px");
      reached.add(at.place);
    }
    const visible = await page
      .locator("main a[href], main [tabindex='0'], main summary")
      .evaluateAll((elements) => elements.filter((element) => element.checkVisibility()).length);
    expect(reached.size).toBe(visible);

    const summary = page.locator("details.explain > summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("details.explain").first().getAttribute("open")).toBe("");
    await page.close();
  });

  it("tells each plot in words: a name, a description, a sentence, and its data as a table or the stories beside it", async () => {
    const { page } = await open(html("loss1-sharer"));
    const figures = await page.locator("figure.plot-figure").evaluateAll((elements) =>
      elements.map((figure) => ({
        svg: figure.querySelectorAll("svg.plot > title, svg.plot > desc").length,
        named: (figure.querySelector("svg.plot > title")?.textContent.length ?? 0) > 10,
        described: (figure.querySelector("svg.plot > desc")?.textContent.length ?? 0) > 20,
        sentence: /[.…]$/.test(figure.querySelector(".takeaway")?.textContent.trim() ?? ""),
        shape: figure.querySelectorAll(".legend li").length,
      })),
    );
    expect(figures.length).toBeGreaterThan(12);
    for (const one of figures) expect(one).toMatchObject({ svg: 2, named: true, described: true, sentence: true });
    await page.close();
  });

  it("never tells by colour alone: layers of one plot differ in shape, dash or kind", async () => {
    const { page } = await open(html("loss1-sharer"));
    const legends = await page.locator("figure.plot-figure .legend").evaluateAll((elements) =>
      elements.map((legend) =>
        [...legend.querySelectorAll("svg.key")].map((key) => {
          const shape = key.querySelector("use")?.getAttribute("href") ?? key.querySelector("path")?.getAttribute("d");
          const path = key.querySelector("path, g");
          const style = path === null ? null : getComputedStyle(path);
          return `${shape ?? ""} ${style?.strokeDasharray ?? ""} ${style?.strokeWidth ?? ""}`;
        }),
      ),
    );
    for (const samples of legends) expect(new Set(samples).size).toBe(samples.length);
    await page.close();
  });
});
