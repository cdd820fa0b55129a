/** The numbers in the page, read back out of it by a browser: each is the JSON report's. */
import { describe, expect, it } from "vitest";
import { facts } from "../../src/analyze/facts/facts.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import { factText } from "../../src/lab/render/units.ts";
import { capture, packetList } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { browserForTests } from "./browser.ts";
import { pageOf } from "./pages.ts";

const FIXTURES = [
  capture("clean-sharer.pcap"),
  capture("loss1-sharer.pcap"),
  capture("zerowin-viewer.pcap"),
  capture("midstream.pcap"),
  capture("ipv6.pcap"),
  capture("two-viewers.pcap"),
  capture("viewer-reset.pcap"),
  capture("offload.pcap"),
  packetList("loss1-fields.csv"),
];

/** What stands at a JSON Pointer (RFC 6901). */
function at(report: Report, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], report);
}

describe.skipIf(!requireTools("chromium"))("numbers in the page", () => {
  const { open } = browserForTests();

  it.each(FIXTURES)("are those of the JSON report: %s", async (path) => {
    const { html, report } = await pageOf(path);
    const { page } = await open(html);
    const shown = await page.locator("data").evaluateAll((elements) =>
      elements.map((element) => ({
        fact: element.getAttribute("data-fact"),
        pointer: element.getAttribute("data-json"),
        value: element.getAttribute("value"),
        text: element.textContent,
      })),
    );
    await page.close();
    const printed = JSON.parse(JSON.stringify(report)) as Report;
    const known = new Map(facts(printed).map((fact) => [`${fact.stream}/${fact.from ?? ""}/${fact.id}`, fact]));
    const seen = new Set<string>();
    for (const { fact: id, pointer, value, text } of shown) {
      if (id !== null) {
        const fact = known.get(id);
        seen.add(id);
        expect({ id, value, text }).toEqual({ id, value: JSON.stringify(fact?.value), text: fact && factText(fact) });
      } else {
        expect({ pointer, value }).toEqual({ pointer, value: JSON.stringify(at(printed, pointer ?? "")) });
      }
    }
    // Every fact is in the page, and every number with the evidence, the filter and the place that the fact has.
    expect([...known.keys()].filter((id) => !seen.has(id))).toEqual([]);
  });

  it("stand beside how they came about, the packets, a filter, and where Wireshark shows them; or why they are unknown", async () => {
    const { html, report } = await pageOf(capture("midstream.pcap"));
    const { page } = await open(html);
    const rows = await page.locator("table.facts tbody tr:has(data)").evaluateAll((elements) =>
      elements.map((row) => ({
        id: row.querySelector("data")?.getAttribute("data-fact"),
        text: row.textContent.replace(/\s+/g, " "),
      })),
    );
    await page.close();
    const all = facts(report);
    expect(rows.length).toBe(all.length);
    for (const fact of all) {
      const id = `${fact.stream}/${fact.from ?? ""}/${fact.id}`;
      const text = rows.find((row) => row.id === id)?.text ?? "";
      for (const part of [fact.label, fact.formula, fact.filter, fact.wireshark, fact.reason]) {
        if (part !== null) expect(text).toContain(part);
      }
      for (const packet of fact.packets.slice(0, 6)) expect(text).toContain(String(packet));
    }
    expect(all.some((fact) => fact.value === null && fact.reason !== null)).toBe(true);
  });
});
