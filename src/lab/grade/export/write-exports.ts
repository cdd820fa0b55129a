/** Writes what was asked for beside the files that are always written. */
import { join } from "node:path";
import { fileNames } from "../output/file-name.ts";
import { writeWhole } from "../output/write.ts";
import type { Result } from "../result.ts";
import type { Rubric } from "../rubric/types.ts";
import { EXPORTERS } from "./registry.ts";
import { SHEETS, type Filled } from "./sheets/registry.ts";

export interface ExportOptions {
  readonly rubric: Rubric;
  readonly rubricPath: string;
  readonly results: readonly Result[];
  readonly out: string;
  /** Names of exporters. */
  readonly emit: readonly string[];
  /** The instructor's own sheets, as text with all its bytes, by the sheet's name. */
  readonly sheets: ReadonlyMap<string, string>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * @returns what the instructor should know: students who are in no sheet, rows that stayed empty
 * @throws GradeError
 */
export async function writeExports(options: ExportOptions): Promise<readonly string[]> {
  const { rubric, rubricPath, results, out, environment = {} } = options;
  const names = fileNames(results.map(({ student }) => student.id));
  for (const name of new Set(options.emit)) {
    const exporter = EXPORTERS.find((one) => one.name === name);
    const files = (await exporter?.files({ rubric, rubricPath, results, names, environment })) ?? [];
    for (const { path, content } of files) await writeWhole(join(out, path), content);
  }
  const notes: string[] = [];
  for (const sheet of SHEETS) {
    const text = options.sheets.get(sheet.name);
    if (text === undefined) continue;
    const filled = sheet.fill(text, results, rubric);
    await writeWhole(join(out, sheet.file), filled.text);
    notes.push(...told(sheet.file, filled));
  }
  return notes;
}

function told(file: string, { filled, unmatched, open, notes }: Filled): string[] {
  const list = (ids: readonly string[]): string => `${ids.slice(0, 10).join(", ")}${ids.length > 10 ? ", ..." : ""}`;
  return [
    `${file}: ${filled} filled in`,
    ...(unmatched.length > 0 ? [`${file}: ${unmatched.length} not found in it: ${list(unmatched)}`] : []),
    ...(open.length > 0 ? [`${file}: ${open.length} left as they were, pending or ungradable: ${list(open)}`] : []),
    ...notes.map((note) => `${file}: ${note}`),
  ];
}
