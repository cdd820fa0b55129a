import { ShareOptionError } from "../errors.ts";
import { seen } from "./black.ts";
import { cropped } from "./shape/cropped.ts";
import { checkPictureSize } from "./shape/largest.ts";
import { scaled, sizeOfWidth } from "./shape/scaled.ts";
import { THIS_MACHINE, type FrameSource, type Machine, type SourceKind, type SourceOptions } from "./types.ts";

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
  /** Whole frames per second, as measured when several kinds could be had; null when nobody asked for the fastest. */
  readonly measuredFps: number | null;
  /** Kinds that were not taken though they show the screen, the slower ones first. */
  readonly passedOver: readonly PassedOver[];
}

/** Opens a source of a kind; what the kind doesn't follow by itself is done here, on whole pictures. */
export async function openShaped(
  kind: SourceKind,
  options: SourceOptions,
  machine: Machine = THIS_MACHINE,
): Promise<FrameSource> {
  refuseChoice(kind, options);
  const opened = await kind.open(innerOptions(kind, options), machine);
  const source = kind.showsScreen === true ? await seen(opened, machine) : opened;
  return shaped(source, kind, options);
}

/** @throws ShareOptionError when a monitor or the like is asked for of what has none */
function refuseChoice({ name, displays = false }: SourceKind, { display, path }: SourceOptions): void {
  if (display === null || (displays && path === null)) return;
  const what = path ?? `The source ${name}`;
  throw new ShareOptionError(`${what} has no monitors, windows or cameras to choose from.`, "Leave --display out.");
}

/** What is left of the options for the kind itself to do. */
export function innerOptions(kind: SourceKind, options: SourceOptions): SourceOptions {
  const { region, size, width } = outerOptions(kind, options);
  return {
    ...options,
    region: region === null ? options.region : null,
    size: size === null ? options.size : null,
    width: width === null ? (options.width ?? null) : null,
  };
}

/**
 * @throws SourceError when the picture has no such region; then the source is closed
 * @throws ShareOptionError when the picture would be too large for a viewer; then, too
 */
export async function shaped(source: FrameSource, kind: SourceKind, options: SourceOptions): Promise<FrameSource> {
  const { region, size, width } = outerOptions(kind, options);
  try {
    const part = region === null ? source : cropped(source, region);
    const wanted = size ?? (width === null ? null : sizeOfWidth(part, width));
    checkPictureSize(wanted ?? part);
    return wanted === null ? part : scaled(part, wanted);
  } catch (error) {
    await source.close();
    throw error;
  }
}

interface OuterOptions extends Pick<SourceOptions, "region" | "size"> {
  readonly width: number | null;
}

function outerOptions(kind: SourceKind, options: SourceOptions): OuterOptions {
  const follows = kind.follows ?? [];
  const region = follows.includes("region") ? null : options.region;
  // A region is one of the picture at its own size.
  const size = region === null && follows.includes("size") ? null : options.size;
  const wanted = options.size === null ? (options.width ?? null) : null;
  const width = region === null && follows.includes("width") ? null : wanted;
  return { region, size, width };
}
