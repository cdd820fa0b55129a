/** What `analyze` writes into files. Each is opened before the capture is read, so that a bad path is told at once. */
import type { Report } from "../analyze/facts/report.ts";
import type { Observer } from "../analyze/observer.ts";
import type { Options } from "./analyze-options.ts";

export interface Output {
  /** Watches the reading. */
  readonly observer?: Observer;
  /** @returns one line that says what was written */
  readonly write: (report: Report) => Promise<string>;
  /** Gives back what it holds; also after a failure. */
  readonly close?: () => void;
}

/** Modules are loaded only when they are asked for. */
export async function openOutputs({ csv }: Options): Promise<Output[]> {
  const outputs: Output[] = [];
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
