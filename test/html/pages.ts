/** Pages of captures, made as `analyze --html` makes them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyzeObserved, type CaptureInput } from "../../src/analyze/analyze.ts";
import type { Report } from "../../src/analyze/facts/report.ts";
import type { AnalyzeOptions } from "../../src/analyze/options.ts";
import { HtmlOutput } from "../../src/lab/render/html/html-output.ts";

export interface MadePage {
  readonly html: string;
  /** As `--json` prints it. */
  readonly report: Report;
}

export async function pageOf(
  input: CaptureInput,
  { name = "session.pcap", language = "en", ...options }: AnalyzeOptions & { name?: string; language?: string } = {},
): Promise<MadePage> {
  const folder = mkdtempSync(join(tmpdir(), "sharelab-html-"));
  try {
    const path = join(folder, "report.html");
    const output = await HtmlOutput.open(path, { name, version: "0.0.0", language });
    const report = await analyzeObserved(input, options, [output]);
    await output.write(report);
    return { html: readFileSync(path, "utf8"), report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
