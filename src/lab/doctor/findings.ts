/** What was seen of a machine, before anything is made of it. */
import type { Obstacle } from "../../share/source/types.ts";
import type { SourceProbe } from "../../share/source/probe.ts";
import type { PackageManager } from "./packages.ts";

export interface EngineFinding {
  readonly name: string;
  /** null: not installed. */
  readonly version: string | null;
  /** What to install for it. */
  readonly comesWith: string;
  /** What keeps it from recording; null: it records. */
  readonly obstacle: Obstacle | null;
}

/** A browser that would be started; null: none was found. */
export type BrowserFinding = string | null;

export interface Findings {
  /** Node's name of the platform. */
  readonly platform: string;
  /** "Linux 6.1.0". */
  readonly system: string;
  /** "20.20.2". */
  readonly node: string;
  readonly manager: PackageManager | null;
  /** Best first. */
  readonly engines: readonly EngineFinding[];
  readonly sources: readonly SourceProbe[];
  /** Names of the sources that show the screen. */
  readonly screenSources: readonly string[];
  /** "X11, :0", "Wayland"; null: none. */
  readonly display: string | null;
  readonly browser: BrowserFinding;
  /** Versions; null: not installed. */
  readonly tshark: string | null;
  readonly ffmpeg: string | null;
  readonly python3: string | null;
  /** What keeps conditions from being made; null: nothing. */
  readonly conditions: Obstacle | null;
}
