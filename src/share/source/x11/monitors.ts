import { chosenMonitor } from "../monitor-choice.ts";
import type { XConnection } from "./connection.ts";
import type { RandR, Rectangle } from "./protocol.ts";

export interface XMonitor extends Rectangle {
  /** RandR's, as xrandr prints it, such as "HDMI-1". */
  readonly name: string;
  readonly main: boolean;
}

/** The whole desktop, all monitors. */
const ALL = "all";

/**
 * Where the monitor is that was asked for.
 *
 * @param screen the whole of it: what there is where the server knows of no monitors
 * @param display as in SourceOptions, or "all"
 * @throws SourceError when there is none of that name, with the names there are
 */
export async function monitorArea(
  connection: XConnection,
  screen: Rectangle,
  display: string | null,
): Promise<Rectangle> {
  if (display === ALL) return screen;
  return chosenMonitor(await monitorsOf(connection), display) ?? screen;
}

/** @returns from left to right, then from the top down; none when the server can't tell */
export async function monitorsOf(connection: XConnection): Promise<XMonitor[]> {
  const randr = await connection.extension("randr");
  if (randr === null) return [];
  const { root } = connection.screen;
  const [{ outputs, config_timestamp: timestamp }, primary] = await Promise.all([
    connection.request<{ readonly outputs: readonly number[]; readonly config_timestamp: number }>((callback) => {
      randr.GetScreenResourcesCurrent(root, callback);
    }),
    connection.request<number>((callback) => {
      randr.GetOutputPrimary(root, callback);
    }),
  ]);
  const found = await Promise.all(outputs.map((output) => monitorAt(connection, randr, output, timestamp, primary)));
  return found.filter((monitor) => monitor !== null).sort((a, b) => a.x - b.x || a.y - b.y);
}

/** @returns null when nothing is connected to the output, or it is off */
async function monitorAt(
  connection: XConnection,
  randr: RandR,
  output: number,
  timestamp: number,
  primary: number,
): Promise<XMonitor | null> {
  const { crtc, name } = await connection.request<{ readonly crtc: number; readonly name: string }>((callback) => {
    randr.GetOutputInfo(output, timestamp, callback);
  });
  if (crtc === 0) return null;
  const { x, y, width, height } = await connection.request<Rectangle>((callback) => {
    randr.GetCrtcInfo(crtc, timestamp, callback);
  });
  return width > 0 && height > 0 ? { name, x, y, width, height, main: output === primary } : null;
}
