/** Mutated captures: every rendering takes whatever the analyzer reports of them. The cases are those of the fuzzer. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { analyzeObserved } from "../../src/analyze/analyze.ts";
import { compare } from "../../src/analyze/compare/compare.ts";
import { AnalyzeError } from "../../src/analyze/errors.ts";
import { facts } from "../../src/analyze/facts/facts.ts";
import { SeriesCollector } from "../../src/analyze/series/collector.ts";
import { compareText } from "../../src/lab/render/compare/compare.ts";
import { CsvOutput } from "../../src/lab/render/csv/csv.ts";
import { FramesOutput } from "../../src/lab/render/frames/frames.ts";
import { markdownReport } from "../../src/lab/render/markdown/markdown.ts";
import { redact, redactComparison } from "../../src/lab/render/redact.ts";
import { terminalReport } from "../../src/lab/render/terminal/terminal.ts";
import { caseOf, inputOf } from "../fuzz/mutate.ts";

const made = mkdtempSync(join(tmpdir(), "sharelab-test-mutated-"));
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

const SEED = 4711;
const RUNS = 400;
const STYLE = { color: false, unicode: true, width: 80 };
// eslint-disable-next-line no-control-regex
const ALIVE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe("renderings of mutated captures", () => {
  it("hold a number or a reason for each fact, and no control character", async () => {
    let reported = 0;
    for (let index = 0; index < RUNS; index++) {
      const one = caseOf(SEED, index);
      const input = inputOf(one);
      const csv = await CsvOutput.open(made);
      const frames = await FramesOutput.open(made, null);
      const series = new SeriesCollector(50);
      try {
        const report = await analyzeObserved(input, one.options, [csv, frames, series]);
        reported++;
        await csv.write(report);
        await frames.write(report);
        const texts = [report, redact(report)].flatMap((shown) => [
          [...markdownReport(shown, "capture")].join(""),
          [...terminalReport(shown, "capture", STYLE, true)].join("\n"),
        ]);
        for (const name of readdirSync(made)) {
          if (/\.(csv|html)$/.test(name)) texts.push(readFileSync(join(made, name), "utf8"));
        }
        for (const text of texts) expect(text, JSON.stringify(one)).not.toMatch(ALIVE);
        for (const fact of facts(report)) {
          const odd = fact.formula.includes("NaN") || fact.formula.includes("undefined");
          if (odd || (fact.value === null) !== (fact.reason !== null) || Number.isNaN(fact.value))
            throw new Error(`${JSON.stringify(fact)}\n${JSON.stringify(one)}`);
        }
        expect(series.series.streams.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(50);
      } catch (error) {
        if (!(error instanceof AnalyzeError)) throw error;
      } finally {
        csv.close();
      }
    }
    expect(reported).toBeGreaterThan(RUNS / 2);
  });

  it("compare with what they were made of", async () => {
    let compared = 0;
    for (let index = 0; index < RUNS; index++) {
      const one = caseOf(SEED + 1, index);
      if (one.edits.some(({ kind }) => kind === "gzip")) continue;
      const { ports } = one.options;
      try {
        const original = inputOf({ ...one, edits: [] });
        const report = await compare(original, inputOf(one), ports === undefined ? {} : { ports });
        const text = [...compareText(redactComparison(report), { a: "a", b: "b" }, STYLE, true)].join("\n");
        expect(text, JSON.stringify(one)).not.toMatch(ALIVE);
        for (const { directions } of report.streams) {
          compared++;
          for (const direction of directions) {
            const [sent, received] = direction.sent_in === "a" ? (["a", "b"] as const) : (["b", "a"] as const);
            // Every packet is counted once.
            expect(direction.matched + direction.duplicated.packets, JSON.stringify(one)).toBeLessThanOrEqual(
              direction.packets[received],
            );
            expect(direction.matched + direction.lost.packets + direction.missed.packets).toBeLessThanOrEqual(
              direction.packets[sent],
            );
          }
        }
      } catch (error) {
        if (!(error instanceof AnalyzeError)) throw error;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });
});
