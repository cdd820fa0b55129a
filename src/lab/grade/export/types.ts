/** Outputs for other systems, made from results that are finished. None grades on its own. */
import type { Result } from "../result.ts";
import type { Rubric } from "../rubric/types.ts";

export interface ExportInput {
  readonly rubric: Rubric;
  readonly rubricPath: string;
  readonly results: readonly Result[];
  /** Of the files of each student, by id, without ending. */
  readonly names: ReadonlyMap<string, string>;
  /** What a CI says about itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ExportFile {
  /** Beneath --out, with slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface Exporter {
  readonly name: string;
  readonly description: string;
  /** @throws GradeError */
  files(input: ExportInput): Promise<readonly ExportFile[]> | readonly ExportFile[];
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
