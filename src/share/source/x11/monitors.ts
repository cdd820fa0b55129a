import { SourceError } from "../../errors.ts";
import type { XConnection } from "./connection.ts";
import type { RandR, Rectangle } from "./protocol.ts";

export interface Monitor extends Rectangle {
  /** As RandR and xrandr call it, such as "HDMI-1". */
  readonly name: string;
  readonly main: boolean;
}

/** The whole desktop, all monitors. */
const ALL = "all";

/** @returns the monitor that is the main one, or the whole screen where the server knows of no monitors */
export async function mainMonitor(connection: XConnection, screen: Rectangle): Promise<Rectangle> {
  const monitors = await monitorsOf(connection);
  return monitors.find(({ main }) => main) ?? monitors[0] ?? screen;
}

/**
 * @param name of a monitor, its number from 1, or "all"
 * @throws SourceError when there is none of that name, with the names there are
 */
export async function monitorNamed(connection: XConnection, screen: Rectangle, name: string): Promise<Rectangle> {
  if (name === ALL) return screen;
  const monitors = await monitorsOf(connection);
  const wanted = name.toLowerCase();
  const found = monitors.find((monitor) => monitor.name.toLowerCase() === wanted) ?? monitors[Number(name) - 1];
  if (found !== undefined) return found;
  const names = monitors.map((monitor, index) => `${index + 1} (${described(monitor)})`);
  throw new SourceError(
    `The X server ${connection.name} has no monitor ${name}.`,
    `It has ${names.length === 0 ? "none" : names.join(", ")}; "${ALL}" is all of them, and "window:0x…" a window by its id.`,
  );
}

function described({ name, width, height, x, y }: Monitor): string {
  return `${name}, ${width}x${height}+${x}+${y}`;
}

/** @returns from left to right, then from the top down; none when the server can't tell */
export async function monitorsOf(connection: XConnection): Promise<Monitor[]> {
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
): Promise<Monitor | null> {
  const { crtc, name } = await connection.request<{ readonly crtc: number; readonly name: string }>((callback) => {
    randr.GetOutputInfo(output, timestamp, callback);
  });
  if (crtc === 0) return null;
  const { x, y, width, height } = await connection.request<Rectangle>((callback) => {
    randr.GetCrtcInfo(crtc, timestamp, callback);
  });
  return width > 0 && height > 0 ? { name, x, y, width, height, main: output === primary } : null;
}
