import { stat } from "node:fs/promises";
import { ShareOptionError, SourceError } from "../errors.ts";
import { openFastest } from "./auto.ts";
import { openShaped, type OpenedSource } from "./open-kind.ts";
import { SOURCES, sourceByName } from "./registry.ts";
import { checkPictureSize } from "./shape/largest.ts";
import { THIS_MACHINE, type Machine, type SourceKind, type SourceOptions } from "./types.ts";

export { openShaped, type OpenedSource, type PassedOver } from "./open-kind.ts";

/** Asks for the source that shows the screen fastest. */
export const AUTO = "auto";

/**
 * Opens a source and gives it the shape that was asked for.
 *
 * @param name of a kind, "auto", or path of a file or folder
 * @throws ShareOptionError when there is no such source, or its picture would be too large for a viewer
 * @throws SourceError when it can't work here, or its picture has no such region
 */
export async function openSource(
  name: string,
  options: SourceOptions,
  machine: Machine = THIS_MACHINE,
): Promise<OpenedSource> {
  if (options.size !== null) checkPictureSize(options.size);
  if (name === AUTO) return openFastest(options, SOURCES, machine);
  const named = sourceByName(name);
  const kind = named ?? (await kindThatReads(name));
  const source = await openShaped(kind, named === undefined ? { ...options, path: name } : options, machine);
  return { source, chosen: kind.name, measuredFps: null, passedOver: [] };
}

async function kindThatReads(path: string): Promise<SourceKind> {
  const found = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (found instanceof Error) {
    const known = [AUTO, ...SOURCES.map((kind) => kind.name)].join(", ");
    const remedy = `Sources are ${known}, or the path of a file or folder.`;
    if (found.code === "ENOENT") throw new ShareOptionError(`There is no source and no file named ${path}.`, remedy);
    throw new SourceError(`${path} can't be read: ${found.message}.`, remedy, { cause: found });
  }
  const what = found.isDirectory() ? "folder" : "file";
  const kind = SOURCES.find((candidate) => candidate.reads?.(path, what) === true);
  if (kind !== undefined) return kind;
  throw new SourceError(`No source can show ${path}.`, "Pictures, folders of pictures and videos can be shown.");
}
