/** `analyze A B`: two captures of one session. */
import { basename } from "node:path";
import { compare } from "../analyze/compare/compare.ts";
import { LabOptionError } from "../lab/errors.ts";
import { compareText } from "../lab/render/compare/compare.ts";
import { redactComparison } from "../lab/render/redact.ts";
import { analyzeOptions, type Options } from "./analyze-options.ts";
import { terminalStyle, writeAll } from "./output.ts";

export async function runComparison(a: string, b: string, options: Options): Promise<void> {
  const { html, csv, frames, video, extract, markdown } = options;
  for (const [name, value] of Object.entries({ html, csv, frames, video, extract, markdown })) {
    if (value !== undefined)
      throw new LabOptionError(`--${name} goes with one capture.`, "Compare without it, or give one file only.");
  }
  if (a === "-" && b === "-")
    throw new LabOptionError("Standard input can be one capture only.", "Give a file for the other one.");
  const found = await compare(a, b, analyzeOptions(options));
  const report = options.redact === true ? redactComparison(found) : found;
  if (options.json === true) {
    await writeAll([`${JSON.stringify(report, null, 1)}\n`]);
    return;
  }
  const name = (path: string, redacted: string): string =>
    options.redact === true ? redacted : path === "-" ? "standard input" : basename(path);
  const names = { a: name(a, "capture A"), b: name(b, "capture B") };
  const style = terminalStyle(options.color, options.ascii === true);
  await writeAll(compareText(report, names, style, options.verbose === true), "\n");
}
