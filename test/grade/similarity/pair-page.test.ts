/** What the page of a pair says in its text and in its table is the same. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compare } from "../../../src/lab/grade/similarity/compare/compare.ts";
import type { Finding } from "../../../src/lab/grade/similarity/compare/types.ts";
import { pairPage } from "../../../src/lab/grade/similarity/output/pair-page.ts";
import { capture } from "../../support/fixtures.ts";
import { requireTools } from "../../support/tools.ts";
import { fixturePrint, printOf, written } from "./making.ts";

const RARITY = { known: () => false, isRare: () => false, isTemplate: () => true };

describe.skipIf(!requireTools("editcap"))("the page of a pair", () => {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-pair-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The finding, and its page's last column. */
  async function edited(...args: readonly string[]): Promise<{ finding: Finding; later: string[]; page: string }> {
    const copy = join(folder, "copy.pcap");
    const at = args.indexOf("{in}");
    const options = args.slice(0, at);
    execFileSync("editcap", ["-F", "pcap", ...options, capture("loss-sharer.pcap"), copy, ...args.slice(at + 1)]);
    const [a, b] = [await fixturePrint("loss-sharer.pcap"), await printOf(copy)];
    const findings = compare(a, b, RARITY);
    const named = (name: string, print: typeof a): { name: string; capture: typeof a.capture } => ({
      name,
      capture: print.capture,
    });
    const page = pairPage("Test", named("ada", a), named("ben", b), findings);
    const later = [...page.matchAll(/<td class="n">([^<]*)<\/td>\s*<\/tr>/g)].map(([, cell]) => cell!);
    return { finding: findings[0]!, later, page };
  }

  it("says 0 apart of each packet where all were captured at the same times, though one capture begins later", async () => {
    const { finding, later, page } = await edited("-r", "{in}", "20-60");
    expect(finding.evidence).toContain("They were captured at the same times, to the microsecond.");
    expect(finding.packets[0]?.timeA).not.toBe(finding.packets[0]?.timeB);
    expect(later).toHaveLength(finding.packets.length);
    expect(new Set(later)).toEqual(new Set(["0.000000"]));
    expect(page).toContain("counts from the first packet of its own capture");
  });

  it("says the shift of each packet where all are shifted, trimmed or not", async () => {
    const { finding, later } = await edited("-r", "-t", "-90.5", "{in}", "20-60");
    expect(finding.evidence).toContain("All times are shifted by -90.500 s.");
    expect(new Set(later)).toEqual(new Set(["-90.500000"]));
  });

  it("says nothing of times where a finding has none", () => {
    const finding: Finding = {
      id: "same-beacon",
      score: 1,
      shared: 1,
      of: [1, 1],
      evidence: [],
      packets: [{ a: 1, b: 2, timeA: null, timeB: null, apart: null }],
    };
    const nobody = { name: "ada", capture: written("ada", {}).capture };
    expect(pairPage("Test", nobody, nobody, [finding])).not.toContain("counts from the first packet");
  });
});
