import { SourceError, SourceUnavailableError } from "../../errors.ts";
import { isWayland, lacksScreenRecording, noXDisplay, WAYLAND } from "../session.ts";
import { THIS_MACHINE, type Machine, type Obstacle, type SourceKind } from "../types.ts";
import { NativeSource } from "./native-source.ts";
import { load, windowTitles, type Screenshots } from "./screenshots.ts";
import { subjectOf } from "./subject.ts";

export const nativeKind: SourceKind = {
  name: "native",
  description: "the screen or a window, by the optional package node-screenshots",
  displays: true,
  showsScreen: true,
  automatic: true,
  obstacle,
  async open({ display }, machine = THIS_MACHINE) {
    const missing = noXDisplay(machine);
    if (missing !== null) throw new SourceUnavailableError(missing.reason, missing.remedy);
    const screenshots = await load();
    const blind = permission(screenshots, machine);
    if (blind !== null) throw new SourceUnavailableError(blind.reason, blind.remedy);
    return NativeSource.open(subjectOf(screenshots, display));
  },
};

async function obstacle(machine: Machine): Promise<Obstacle | null> {
  // Some compositors do give pictures, after asking the user; but never many in a second.
  if (isWayland(machine)) return WAYLAND;
  const missing = noXDisplay(machine);
  if (missing !== null) return missing;
  try {
    return permission(await load(), machine);
  } catch (error) {
    if (error instanceof SourceError) return { reason: error.message, remedy: error.remedy };
    throw error;
  }
}

function permission(screenshots: Screenshots, machine: Machine): Obstacle | null {
  return machine.platform === "darwin" ? lacksScreenRecording(machine, windowTitles(screenshots)) : null;
}
