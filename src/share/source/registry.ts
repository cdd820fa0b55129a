import { patternKind } from "./pattern/source.ts";
import type { SourceKind } from "./types.ts";

/** The sources that can be asked for by name. Adding one is adding a row. */
export const SOURCES: readonly SourceKind[] = [patternKind];

export function sourceByName(name: string): SourceKind | undefined {
  return SOURCES.find((source) => source.name === name);
}
