import { patternKind } from "./pattern/source.ts";
import type { SourceKind } from "./types.ts";
import { x11Kind } from "./x11/kind.ts";

/** The sources that can be asked for by name. Adding one is adding a row. */
export const SOURCES: readonly SourceKind[] = [x11Kind, patternKind];

export function sourceByName(name: string): SourceKind | undefined {
  return SOURCES.find((source) => source.name === name);
}
