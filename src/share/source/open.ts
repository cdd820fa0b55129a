import { stat } from "node:fs/promises";
import { ShareOptionError, SourceError } from "../errors.ts";
import { SOURCES, sourceByName } from "./registry.ts";
import { cropped } from "./shape/cropped.ts";
import { scaled } from "./shape/scaled.ts";
import type { FrameSource, SourceKind, SourceOptions } from "./types.ts";

export interface PassedOver {
  readonly name: string;
  /** A sentence. */
  readonly reason: string;
}

export interface OpenedSource {
  /** The caller's to close. */
  readonly source: FrameSource;
  /** Name of the kind that gives the frames. */
  readonly chosen: string;
  /** What it was measured to give when several could be had; null when nobody asked for the fastest. */
  readonly measuredFps: number | null;
  /** Kinds that could have shown the screen but were not taken. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * Opens a source and gives it the shape that was asked for.
 *
 * @param name of a kind, or path of a file or folder
 * @throws ShareOptionError when there is no such source
 * @throws SourceError when it can't work here, or its picture has no such region
 */
export async function openSource(name: string, options: SourceOptions): Promise<OpenedSource> {
  const named = sourceByName(name);
  const kind = named ?? (await kindThatReads(name));
  const source = await openShaped(kind, named === undefined ? { ...options, path: name } : options);
  return { source, chosen: kind.name, measuredFps: null, passedOver: [] };
}

/** Opens a source of a kind; what the kind doesn't follow by itself is done here, on whole pictures. */
export async function openShaped(kind: SourceKind, options: SourceOptions): Promise<FrameSource> {
  const follows = kind.follows ?? [];
  const region = options.region !== null && !follows.includes("region") ? options.region : null;
  // A region is one of the picture at its own size.
  const size = region !== null || !follows.includes("size") ? options.size : null;
  const source = await kind.open({
    ...options,
    region: region === null ? options.region : null,
    size: size === null ? options.size : null,
  });
  try {
    const part = region === null ? source : cropped(source, region);
    return size === null ? part : scaled(part, size);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function kindThatReads(path: string): Promise<SourceKind> {
  const found = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (found instanceof Error) {
    const known = SOURCES.map((kind) => kind.name).join(", ");
    const remedy = `Sources are ${known}, or the path of a file or folder.`;
    if (found.code === "ENOENT") throw new ShareOptionError(`There is no source and no file named ${path}.`, remedy);
    throw new SourceError(`${path} can't be read: ${found.message}.`, remedy, { cause: found });
  }
  const what = found.isDirectory() ? "folder" : "file";
  const kind = SOURCES.find((candidate) => candidate.reads?.(path, what) === true);
  if (kind !== undefined) return kind;
  throw new SourceError(`No source can show ${path}.`, "Pictures, folders of pictures and videos can be shown.");
}
