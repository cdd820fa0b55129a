/** What `analyze` writes into files. Each is opened before the capture is read, so that a bad path is told at once. */
import { basename } from "node:path";
import type { Report } from "../analyze/facts/report.ts";
import type { Observer } from "../analyze/observer.ts";
import type { Options } from "./analyze-options.ts";
import { version } from "./version.ts";

export interface Output {
  /** Watches the reading. */
  readonly observer?: Observer;
  /** @returns one line that says what was written */
  readonly write: (report: Report) => Promise<string>;
  /** Gives back what it holds; also after a failure. */
  readonly close?: () => void;
}

/** Modules are loaded only when they are asked for. */
export async function openOutputs(file: string, options: Options): Promise<Output[]> {
  const { csv, html } = options;
  const outputs: Output[] = [];
  if (html !== undefined) outputs.push(await htmlOutput(file, html, options));
  if (csv !== undefined) {
    const { CsvOutput } = await import("../lab/render/csv/csv.ts");
    const output = await CsvOutput.open(csv);
    outputs.push({
      observer: output,
      write: async (report) => `${(await output.write(report)).join(", ")} in ${csv}`,
      close: () => {
        output.close();
      },
    });
  }
  return outputs;
}

async function htmlOutput(file: string, path: string, { size, lang }: Options): Promise<Output> {
  const { HtmlOutput } = await import("../lab/render/html/html-output.ts");
  const output = await HtmlOutput.open(path, {
    name: file === "-" ? "standard input" : basename(file),
    version: version(),
    language: lang,
    ...(size === undefined ? {} : { size }),
  });
  return {
    observer: output,
    write: async (report) => {
      await output.write(report);
      return path;
    },
  };
}
