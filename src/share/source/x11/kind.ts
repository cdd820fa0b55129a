import { SourceUnavailableError } from "../../errors.ts";
import {
  THIS_MACHINE,
  type FrameSource,
  type Machine,
  type Obstacle,
  type SourceKind,
  type SourceOptions,
} from "../types.ts";
import { noXDisplay, WAYLAND } from "../session.ts";
import { XConnection } from "./connection.ts";
import { monitorsOf } from "./monitors.ts";
import { subjectOf } from "./place.ts";
import { X11Source } from "./x11-source.ts";

export const x11Kind: SourceKind = {
  name: "x11",
  description: "the screen of an X server, or one of its windows",
  follows: ["region"],
  displays: true,
  showsScreen: true,
  automatic: true,
  obstacle: (machine) => Promise.resolve(noDisplay(machine)),
  open: (options, machine = THIS_MACHINE) => openX11(options, machine),
};

/** @throws SourceError when there is no X server, or what it shows is not the screen */
export async function openX11({ display, region }: SourceOptions, machine: Machine): Promise<FrameSource> {
  const obstacle = noDisplay(machine);
  if (obstacle !== null) throw new SourceUnavailableError(obstacle.reason, obstacle.remedy);
  const connection = await XConnection.open(machine.env["DISPLAY"] ?? "");
  try {
    const subject = subjectOf(connection, display);
    if (subject.window === connection.screen.root && (await isXwayland(connection))) {
      throw new SourceUnavailableError(WAYLAND.reason, WAYLAND.remedy);
    }
    return await X11Source.open(connection, subject, { region });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function noDisplay(machine: Machine): Obstacle | null {
  const { platform, env } = machine;
  const what = platform === "win32" ? "Windows" : platform === "darwin" ? "macOS" : null;
  if (what === null || (env["DISPLAY"] ?? "") !== "") return noXDisplay(machine);
  return {
    reason: `There is no X server: DISPLAY is not set, and ${what} needs none.`,
    remedy: "Take --source native.",
  };
}

/** Whether it only shows X programs inside of a Wayland session: what it gives as its screen is black, or lacks windows. */
export async function isXwayland(connection: XConnection): Promise<boolean> {
  const { present } = await connection.request<{ readonly present: number }>((callback) => {
    connection.client.QueryExtension("XWAYLAND", callback);
  });
  // Older ones lack the extension, and are known by what they call their monitors.
  return present !== 0 || (await monitorsOf(connection)).some(({ name }) => name.startsWith("XWAYLAND"));
}
